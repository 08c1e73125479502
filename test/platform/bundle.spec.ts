import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realDeskMissing } from '../support/real-desk.mjs';

const project = join(import.meta.dirname, '../..');
const folder = join(project, 'dist/desk');
const missing = realDeskMissing();
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

/** The files that a process may load, at once or later; of an earlier build others may still lie there. */
function reachable(): readonly string[] {
  const found = new Set(['main.cjs', 'cli.cjs']);
  for (const name of found) for (const [, other = ''] of read(name).matchAll(/require\("\.\/([^"]+)"\)/g)) found.add(other);
  return [...found];
}

/** Runs a script in a Node of its own, which has `program`, the program built in a folder; says how it ended. */
function runWith(built: string, script: string): readonly [number | null, string] {
  const start = `const { BuiltProgram } = await import(${JSON.stringify(join(project, 'src/built-program.mjs'))}); const program = new BuiltProgram(${JSON.stringify(built)});`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', `${start} ${script}`], { encoding: 'utf8' });
  return [status, stdout + stderr];
}

describe.skipIf(missing !== '')(`the built program in few files${missing === '' ? '' : ` (skipped: ${missing})`}`, () => {
  const files = missing === '' ? reachable() : [];
  const text = files.map(read).join('\n');

  it('finds the program of each of its threads beside it, in few files too', () => {
    const workers = [...text.matchAll(/new URL\("\.\/([\w-]+-worker)\.(\w+)", [^;\n]*__filename/g)].map(([, name = '', kind = '']) => `${name}.${kind}`);
    const written = readdirSync(join(project, 'src'), { encoding: 'utf8', recursive: true }).filter((file) => file.endsWith('-worker.ts')).map((file) => basename(file, '.ts') + '.mjs');
    expect(workers.toSorted()).toEqual(written.toSorted());
    const loads = workers.map((worker) => `await import(${JSON.stringify(join(folder, worker))});`).join('\n');
    expect(runWith(folder, `${loads} process.exit(0);`)).toEqual([0, '']);
    expect(workers.filter((worker) => statSync(join(folder, worker)).size > 1_000_000), 'the library of the charts is in its file').toEqual(['chart-worker.mjs']);
  });

  it('finds in each file what the others want of it, also what is loaded later', () => {
    expect(runWith(folder, `for (const file of ${JSON.stringify(files)}) program.load(file); process.exit(0);`)).toEqual([0, '']);
  });

  it('finds the packages that are loaded later, and in them what is wanted of them', () => {
    const wanted = [...text.matchAll(/const (?:\{ ([^}]+) \}|\w+) = await Promise\.resolve\(\)\.then\(\(\) => [\w.]*__toESM\(require\("((?!@nestjs\/)[^"]+)"\)/g)].map(
      ([, names = '', id = '']) => [id, names === '' ? [] : names.split(', ').map((name) => name.replace(/:.*/, ''))] as const,
    );
    const lacking = `import { createRequire } from 'node:module'; const { __toESM } = program.load('rolldown-runtime.cjs');
      const require = createRequire(${JSON.stringify(join(folder, 'x.cjs'))});
      for (const [id, names] of ${JSON.stringify(wanted)}) { const found = __toESM(require(id), 1); for (const name of names) if (!Object.hasOwn(found, name)) console.log(id, name); }`;
    expect(wanted.map(([id]) => id)).toEqual(expect.arrayContaining(['@aws-sdk/client-s3', '@simplewebauthn/server', 'ics', 'imapflow', 'mailauth', 'mailparser', 'openid-client', 'qrcode', 'yauzl', 'yazl']));
    expect(runWith(folder, `${lacking} process.exit(0);`)).toEqual([0, '']);
  });

  it('asks for packages that are loaded later in the one way that is left to compiled scripts', () => {
    expect([...text.matchAll(/^.*(?<![.#\w"]|async )import\(.*$/gm)].map(([line]) => line.trim()).filter((line) => !line.includes('Function("return filePath => import(filePath)")'))).toEqual([]);
  });

  it('is some files to look up, not a thousand', () => {
    expect(files.length).toBeGreaterThan(2);
    expect(files.length).toBeLessThan(100);
  });

  it('has each of them compiled, so that a start need not', () => {
    const compiled = `import { Script } from 'node:vm'; const run = Script.prototype.runInThisContext; const refused = [];
      Script.prototype.runInThisContext = function (...given) { if (this.cachedDataRejected !== false) refused.push(given); return run.apply(this, given); };
      for (const file of ${JSON.stringify(files)}) program.load(file); console.log(refused.length); process.exit(0);`;
    expect(runWith(folder, compiled)).toEqual([0, '0\n']);
  });
});

describe('loading a built program', () => {
  const small = mkdtempSync(join(tmpdir(), 'desk-built-'));
  afterAll(() => rmSync(small, { recursive: true, force: true }));
  const source = (n: number): string => `const other = require('./other.cjs');\nexports.answer = () => ${n} + other.more();\n`;
  const answer = (): readonly [number | null, string] => runWith(small, `console.log(program.load('one.cjs').answer());`);
  const build = (): void => {
    writeFileSync(join(small, 'one.cjs'), source(1));
    writeFileSync(join(small, 'other.cjs'), 'exports.more = () => 40;\n');
    expect(runWith(small, `program.load('one.cjs').answer(); program.keepCompiled();`)).toEqual([0, '']);
  };

  it('gives the same answers from what was compiled when it was built', () => {
    build();
    expect(answer()).toEqual([0, '41\n']);
  });

  it('runs a file that failed again for whoever asks next, and hands out no half of it', () => {
    writeFileSync(join(small, 'failing.cjs'), `exports.begun = true; if (globalThis.ready !== true) throw new Error('not yet'); exports.done = true;\n`);
    const twice = `try { program.load('failing.cjs'); } catch (error) { console.log(error.message); } globalThis.ready = true; console.log(program.load('failing.cjs').done);`;
    expect(runWith(small, twice)).toEqual([0, 'not yet\ntrue\n']);
  });

  it('takes what was compiled for its own source alone, not for another of the same length', () => {
    build();
    writeFileSync(join(small, 'one.cjs'), source(2));
    expect(answer()).toEqual([0, '42\n']);
  });

  it.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['damaged', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -100), Buffer.alloc(100, 7)])],
  ])('leaves aside what was compiled when it is %s', (_what, damage) => {
    build();
    const file = join(small, 'one.cjs.compiled');
    writeFileSync(file, damage(readFileSync(file)));
    expect(answer()).toEqual([0, '41\n']);
  });
});
