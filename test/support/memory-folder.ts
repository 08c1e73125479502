import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { availableMemory } from 'node:process';

const place = '/dev/shm';
/** More than the whole suite ever has there at once; containers often have only 64 MiB. */
const neededBytes = 4 * 1024 ** 3;
const ownName = `desk-test-${process.pid}-`;

/**
 * Lets every `tmpdir()` of this process, and of those it starts, lie in memory where the machine has
 * room for that. Nothing that the tests prove needs a disk: a killed process loses no written page, and
 * a disk that is full or fails is brought about on purpose.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !hasRoom()) return;
  for (const left of readdirSync(place).filter(isLeftBehind)) rmSync(join(place, left), { recursive: true, force: true });
  const folder = mkdtempSync(join(place, ownName));
  // PostgreSQL and Dovecot do not run as root, and have folders of their own below.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
}

/** Gives the memory back. */
export function removeFilesInMemory(): void {
  for (const own of existsSync(place) ? readdirSync(place) : []) if (own.startsWith(ownName)) rmSync(join(place, own), { recursive: true, force: true });
}

function hasRoom(): boolean {
  if (!existsSync(place) || isNoexec()) return false;
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize >= neededBytes && availableMemory() >= 2 * neededBytes;
}

/** Test servers are started from copies of their programs where the programs' folder is closed to them. */
function isNoexec(): boolean {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  return mounts.some(([, where, , options = '']) => where === place && options.split(',').includes('noexec'));
}

/** Of a run that was killed. */
function isLeftBehind(name: string): boolean {
  const pid = /^desk-test-(\d+)-/.exec(name)?.[1];
  return pid !== undefined && !existsSync(`/proc/${pid}`);
}
