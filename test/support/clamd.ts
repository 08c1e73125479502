import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestClamd {
  readonly path: string;
  readonly stop: () => Promise<void>;
}

/** The test file that every scanner knows; in two parts, so that none takes this source for it. */
export const eicar = Buffer.from([String.raw`X5O!P%@AP[4\PZX54(P^)7CC)7}`, '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

/** Why there is no clamd here; empty where there is one. */
export function clamdMissing(): string {
  return spawnSync('clamd', ['--version']).status === 0 ? '' : 'no clamd on this machine (apt-get install clamav-daemon)';
}

/** A clamd of the test's own that knows one signature. */
export async function startClamd(settings: Readonly<Record<string, string>> = {}): Promise<TestClamd> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-clamd-'));
  chmodSync(folder, 0o755);
  const path = join(folder, 'clamd.sock');
  // Name, target, offset, and the signature in hexadecimal.
  writeFileSync(join(folder, 'eicar.ndb'), `Desk.Eicar.Test:0:*:${eicar.subarray(0, 60).toString('hex')}\n`);
  const lines = { LocalSocket: path, DatabaseDirectory: folder, Foreground: 'yes', AlertExceedsMax: 'yes', TemporaryDirectory: folder, ...settings };
  writeFileSync(join(folder, 'clamd.conf'), Object.entries(lines).map(([name, value]) => `${name} ${value}\n`).join(''));
  const clamd = spawn('clamd', ['-c', join(folder, 'clamd.conf')], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => clamd.once('exit', () => resolve()));
  for (let tries = 0; tries < 200 && !(await answers(path)); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    path,
    stop: async () => {
      clamd.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  return new Promise((resolve) => {
    const socket = createConnection({ path }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
