// What `npm run demo`, `npm start`, `npm run desk`, `npm test` and `npm run bench` go through: it
// installs and builds what is missing, then does what was asked. Plain Node without a package,
// because on a fresh clone there is none. Everything it says goes to standard error, so that the
// output of `desk … --json` stays clean.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeSync, closeSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const project = resolve(import.meta.dirname ?? '.', '..');
const inProject = (...parts) => join(project, ...parts);
const oldestNode = [20, 19];
const installedStamp = inProject('node_modules', '.desk-installed');
const builtStamp = inProject('dist', '.desk-built');
/** What the build is made from. */
const sources = ['src', 'migrations', 'package-lock.json', 'tsconfig.json', 'nest-cli.json'];
/** sysexits.h EX_TEMPFAIL: a mail server keeps the message and tries again. */
const tryAgain = 75;

/** Something that a person has to mend; the message says what. */
class SetupFailed extends Error {}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new SetupFailed(`Node.js ${oldestNode.join('.')}以上が必要です（いまは ${process.versions.node}）。 / The desk needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}.`);
}

/** Reads a stamp; a missing one is no stamp. */
function stampIn(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** The same lock file, compiled for another Node, is another installation. */
function wantedInstallation() {
  const lock = createHash('sha256').update(readFileSync(inProject('package-lock.json'))).digest('hex');
  return `${lock} ${process.platform}-${process.arch}-${process.versions.modules}`;
}

/** Names, sizes and times of all sources: cheap enough for every start. */
function wantedBuild() {
  const hash = createHash('sha256');
  const add = (path) => {
    const stats = statSync(path);
    if (stats.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name));
    else hash.update(`${path.slice(project.length)} ${stats.size} ${stats.mtimeMs}\n`);
  };
  for (const source of sources) add(inProject(source));
  return hash.digest('hex');
}

function isInstalled() {
  return stampIn(installedStamp) === wantedInstallation();
}

function isBuilt() {
  return stampIn(builtStamp) === wantedBuild();
}

/** Runs a program with its output on our standard error; true when it ended with 0. */
function succeeds(program, args, env = {}) {
  const result = spawnSync(program, args, { cwd: project, stdio: ['ignore', 2, 2], env: { ...process.env, ...env } });
  if (result.error !== undefined) say(`${program}: ${result.error.message}`);
  return result.status === 0;
}

function npm(...args) {
  // Started by npm we use the same one; `npm run -s` must not silence an installation that fails.
  const own = process.env.npm_execpath;
  const [program, first] = own !== undefined && /npm-cli\.[cm]?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  return succeeds(program, [...first, ...args], { npm_config_loglevel: 'error', npm_config_ignore_scripts: 'false', ...headersOfNode() });
}

/** Node's own headers, where they lie beside it, so that the native build need not download them. */
function headersOfNode() {
  const prefix = dirname(dirname(process.execPath));
  const version = join(prefix, 'include/node/node_version.h');
  const same = existsSync(version) && new RegExp(`NODE_MAJOR_VERSION ${process.versions.node.split('.')[0]}\\b`).test(readFileSync(version, 'utf8'));
  return same ? { npm_config_nodedir: prefix } : {};
}

function install() {
  say('パッケージをインストールしています（初回のみ。SQLiteドライバーのコンパイルに2分ほどかかることがあります）… / Installing packages (once; compiling the SQLite driver can take two minutes) …');
  const installed = npm('ci', '--include=dev', '--no-audit', '--no-fund');
  if (!installed && !existsSync(inProject('node_modules', 'typescript'))) {
    throw new SetupFailed(`パッケージをインストールできませんでした。上の表示を確認してください。 / npm could not install the packages; see above. ${missingTools()}`);
  }
  if (!sqliteWorks() && !(npm('rebuild', 'better-sqlite3') && sqliteWorks())) {
    throw new SetupFailed(`SQLiteドライバー（better-sqlite3）を用意できませんでした。上の表示を確認してください。 / The SQLite driver (better-sqlite3) could not be built; see above. ${missingTools()}`);
  }
  writeFileSync(installedStamp, wantedInstallation());
}

function sqliteWorks() {
  const probe = `const Database = require('better-sqlite3'); new Database(':memory:').prepare('SELECT 1').get()`;
  return spawnSync(process.execPath, ['-e', probe], { cwd: project, stdio: 'ignore' }).status === 0;
}

/** What a native build lacks here, in one sentence. */
function missingTools() {
  const missing = ['python3', 'make', 'g++'].filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0);
  return missing.length === 0 ? '' : `足りないもの / Missing on this machine: ${missing.join(', ')} (Debian: apt-get install python3 make g++).`;
}

function build() {
  say('ビルドしています… / Building …');
  const wanted = wantedBuild();
  // Without its stamp a build that is cut short is not taken for a whole one.
  rmSync(builtStamp, { force: true });
  const steps = [[inProject('node_modules/@nestjs/cli/bin/nest.js'), 'build'], [inProject('src/bundle.mjs')]];
  if (!steps.every((step) => succeeds(process.execPath, step))) throw new SetupFailed('ビルドに失敗しました。上の表示を確認してください。 / The build failed; see above.');
  writeFileSync(builtStamp, wanted);
}

/** Installs and builds what is missing. Costs a few milliseconds and writes nothing when all is there. */
function ensureReady() {
  refuseOldNode();
  if (isInstalled() && isBuilt()) return;
  alone(() => {
    if (!isInstalled()) install();
    if (!isBuilt()) build();
  });
}

/** Only one process sets up; the others wait for it. A lock of a process that is gone does not count. */
function alone(work) {
  mkdirSync(inProject('.desk'), { recursive: true, mode: 0o700 });
  const file = inProject('.desk', 'setup.lock');
  const deadline = Date.now() + 10 * 60_000;
  while (!tryLock(file)) {
    if (Date.now() > deadline) throw new SetupFailed(`ほかのプロセスが10分以上準備を続けています。動いていなければ ${file} を削除してください。 / Another process has been setting up for ten minutes; if none is, remove ${file}.`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryLock(file) {
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (!isAlive(Number(stampIn(file)))) rmSync(file, { force: true });
    return false;
  }
}

function isAlive(pid) {
  // A lock that is just being written has no number in it yet.
  if (!(pid > 0)) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A module of the built program. Even what is wrong with the loader itself is told by our own exit codes. */
async function fromBuild(file) {
  const { BuiltProgram } = await import('./built-program.mjs');
  return new BuiltProgram(inProject('dist/desk')).load(file);
}

async function desk(args) {
  ensureReady();
  const { runDesk } = await fromBuild('cli.cjs');
  return runDesk(args);
}

async function start() {
  ensureReady();
  const { runServer } = await fromBuild('main.cjs');
  return runServer();
}

/** Runs vitest and ends with one line that a machine can read. */
async function test(args, env = {}) {
  ensureReady();
  const folder = mkdtempSync(join(tmpdir(), 'desk-summary-'));
  const summary = join(folder, 'summary.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${summary}`];
  const run = spawnSync(process.execPath, [inProject('node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...args], {
    cwd: project,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  const counts = countsIn(summary, run.status === 0);
  rmSync(folder, { recursive: true, force: true });
  const skipped = counts.skipped === 0 ? '' : `, ${counts.skipped} skipped`;
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed${skipped}\n`);
  return counts.failed === 0 ? 0 : 1;
}

/** A file that could not even be read has no failed test in it, yet the run has failed. */
function countsIn(summary, succeeded) {
  const report = existsSync(summary) ? JSON.parse(readFileSync(summary, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests = 0, numPendingTests: pending = 0, numTodoTests: todo = 0 } = report;
  return { passed, failed: succeeded ? numFailedTests : Math.max(numFailedTests, 1), skipped: pending + todo };
}

async function bench(args) {
  ensureReady();
  const { runBench } = await import(pathToFileURL(inProject('test/bench/bench.mjs')).href);
  return runBench(args);
}

const tasks = {
  desk,
  start,
  test: (args) => test(args),
  'test-long': (args) => test(args, { DESK_TEST_LONG: '1' }),
  bench,
};

const [task, ...args] = process.argv.slice(2);
const receivesMail = task === 'desk' && args[0] === 'mail' && args[1] === 'receive';
try {
  if (!Object.hasOwn(tasks, task ?? '')) throw new SetupFailed(`Say one of: ${Object.keys(tasks).join(', ')}.`);
  process.exitCode = await tasks[task](args);
} catch (error) {
  say(error instanceof SetupFailed ? error.message : String(error?.stack ?? error));
  process.exitCode = receivesMail ? tryAgain : 1;
}
