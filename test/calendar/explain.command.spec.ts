import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explainCommand } from '../../src/calendar/explain.command.js';
import type { Explained } from '../../src/calendar/explain.rules.js';
import { ClosureRow } from '../../src/calendar/closure.entity.js';
import { insert } from '../../src/platform/write.js';
import type { CommandIo } from '../../src/platform/command.js';
import { openDb } from '../../src/platform/data-sources.js';
import { onBothDatabases, schema } from '../support/databases.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-explain-'));
  vi.stubEnv('DESK_DATA_DIR', folder);
  vi.stubEnv('DATABASE_URL', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number;
  readonly lines: readonly string[];
  readonly errors: readonly string[];
}

async function run(args: readonly string[], chunks: readonly (string | Uint8Array)[] = []): Promise<Ran> {
  const [out, errors]: [string[], string[]] = [[], []];
  const io: CommandIo = { stdin: Readable.from(chunks), out: (line) => void out.push(line), err: (line) => void errors.push(line) };
  const code = await explainCommand.run(args, io);
  return { code, lines: out.flatMap((text) => text.split('\n')), errors };
}

const parsed = (ran: Ran): (Partial<Explained> & { error?: string })[] => ran.lines.map((line) => JSON.parse(line) as Partial<Explained> & { error?: string });

describe('calendar explain', () => {
  it('answers every line of standard input with one JSON object, and a line it cannot read with an error', async () => {
    const ran = await run(['-'], ['2026-11-20T17:01:00+09:00\n', 'tomorrow\n\n2026-02-30T10:00:00Z\n1999-01-01T00:00:00Z\n2026-11-19T00:00:00Z\n']);
    expect(ran.code).toBe(0);
    expect(parsed(ran).map((one) => one.dueAt ?? 'error')).toEqual(['2026-11-25T17:00:00+09:00', 'error', 'error', 'error', 'error', '2026-11-20T17:00:00+09:00']);
    expect(Object.keys(parsed(ran)[0] ?? {})).toEqual(['arrivedAt', 'acceptedAt', 'dueAt', 'explanation']);
    expect(Object.keys(parsed(ran)[1] ?? {})).toEqual(['error']);
  });

  it('takes CRLF, a byte order mark, a last line without end, and lines cut anywhere by the pipe', async () => {
    const bytes = Buffer.from('\uFEFF2026-11-20T17:01:00+09:00\r\n2026-11-20T17:01:00+09:00\r\n２０２６\r\n2026-11-20T17:01:00+09:00');
    for (const size of [1, 2, 3, 7, 1000]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.subarray(index * size, (index + 1) * size));
      expect(parsed(await run(['-'], chunks)).map((one) => one.dueAt ?? 'error')).toEqual(['2026-11-25T17:00:00+09:00', '2026-11-25T17:00:00+09:00', 'error', '2026-11-25T17:00:00+09:00']);
    }
  });

  it('says nothing to no input', async () => {
    expect(await run(['-'], [])).toEqual({ code: 0, lines: [], errors: [] });
  });

  it('refuses a line that never ends without keeping it', async () => {
    const ran = await run(['-'], [...Array.from({ length: 200 }, () => '2026'.repeat(4000)), '\n2026-11-20T17:01:00+09:00\n']);
    expect(parsed(ran).map((one) => one.dueAt ?? one.error)).toEqual([expect.stringContaining('長すぎます'), '2026-11-25T17:00:00+09:00']);
  });

  it('streams: the first answers come before the input has ended', async () => {
    const seen: string[] = [];
    async function* input(): AsyncGenerator<string> {
      yield '2026-11-20T17:01:00+09:00\n';
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(seen).toHaveLength(1);
      yield '2026-11-20T17:01:00+09:00\n';
    }
    await explainCommand.run(['-'], { stdin: Readable.from(input()), out: (line) => void seen.push(line), err: () => undefined });
    expect(seen).toHaveLength(2);
  });

  it('prints sentences for people and JSON with --json', async () => {
    const people = await run(['2026-11-19T12:30+09:00']);
    expect(people.lines).toEqual(['2026年11月19日（木）12:30に受信し、受付時間内のため同時刻の受付となり、その翌営業日の受付終了である2026年11月20日（金）17:00が最初のご回答の目標です。']);
    expect(parsed(await run(['--json', '2026-11-19T12:30+09:00']))[0]).toMatchObject({ arrivedAt: '2026-11-19T12:30:00+09:00' });
  });

  it('calls an argument that is no instant wrong use, after answering the others', async () => {
    const ran = await run(['soon', '2026-11-19T12:30+09:00']);
    expect([ran.code, ran.lines.length, ran.errors.length]).toEqual([2, 1, 1]);
  });

  it.each([[[]], [['--all']], [['-', '2026-11-19T12:30Z']]])('refuses %j as wrong use', async (args) => {
    await expect(run(args)).rejects.toThrow('calendar explain');
  });

  it('says so when the database cannot be read, and goes on with the calendar of the release', async () => {
    writeFileSync(join(folder, 'desk.sqlite'), '');
    const ran = await run(['--json', '2026-11-20T17:01+09:00']);
    expect(parsed(ran)[0]?.dueAt).toBe('2026-11-25T17:00:00+09:00');
    expect(ran.errors).toEqual([expect.stringContaining('closures of the service owner are not known')]);
  });

  it('says so as well when the settings are wrong', async () => {
    vi.stubEnv('DATABASE_URL', 'mysql://localhost/desk');
    const ran = await run(['--json', '2026-11-20T17:01+09:00']);
    expect([ran.code, ran.errors.length, parsed(ran)[0]?.dueAt]).toEqual([0, 1, '2026-11-25T17:00:00+09:00']);
  });
});

onBothDatabases('calendar explain', (_open, kind, fresh) => {
  it('uses the closures of the database', async () => {
    const target = await fresh();
    const db = await openDb(target, schema);
    const row = { kind: 'closure', fromDate: '2026-11-24', toDate: '2026-11-24', fromAt: null, toAt: null, reason: '停電', declaredAt: 1, declaredBy: null, revokedAt: null, revokedBy: null } as const;
    await db.tx((tx) => insert(tx, ClosureRow, { ...row, id: 'one' }));
    await db.close();
    if (target.kind === 'sqlite') vi.stubEnv('DESK_DATA_DIR', join(target.file, '..'));
    else vi.stubEnv('DATABASE_URL', target.url);
    const ran = await run(['-'], ['2026-11-20T17:01+09:00\n']);
    expect([kind, ran.errors, parsed(ran)[0]?.acceptedAt]).toEqual([kind, [], '2026-11-25T09:00:00+09:00']);
    expect(parsed(ran)[0]?.explanation).toContain('24日（火）は臨時休業（停電）のため');
  });
});
