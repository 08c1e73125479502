import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '../..');

describe('the set-up on a clone where nothing is installed and nothing can be', () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), 'desk-clone-'));
    mkdirSync(join(clone, 'src'));
    mkdirSync(join(clone, 'migrations'));
    for (const file of ['src/setup.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'nest-cli.json']) cpSync(join(project, file), join(clone, file));
  });
  afterEach(() => rmSync(clone, { recursive: true, force: true }));

  const setup = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['src/setup.mjs', ...args], { cwd: clone, encoding: 'utf8', env: { PATH: '/nowhere' }, input: 'Subject: x\r\n\r\nx' });

  it('keeps a mail with the mail server: 75, and the message unread', () => {
    expect(setup('desk', 'mail', 'receive')).toMatchObject({ status: 75, stdout: '' });
  });

  it('fails with what is missing on this machine, and leaves standard output to the command', () => {
    const { status, stdout, stderr } = setup('desk', 'inquiries', 'list', '--json');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/npm could not install the packages.*Missing on this machine: python3, make, g\+\+/s);
  });

  it('leaves no lock behind, and takes over that of a process that is gone', () => {
    setup('desk', 'doctor');
    const lock = join(clone, '.desk/setup.lock');
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, '999999999');
    expect(setup('desk', 'doctor').status).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it('says what it can do when asked for something else', () => {
    const { status, stderr } = setup('nonsense');
    expect(status).toBe(1);
    expect(stderr).toContain('desk, start, test, test-long, bench');
  });
});
