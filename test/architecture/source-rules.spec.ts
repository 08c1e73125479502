import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, importsOf, linesOf, project, sources, type Source } from './sources.js';

const migrations = filesBelow('migrations', '.ts');
const tests = filesBelow('test', '.ts', '.mjs');
const templates = filesBelow('templates', '.eta');
const rules = sources.filter(({ path }) => /\.rules\.ts$|^src\/inquiries\/rulebook\//.test(path));

/** `path:line` of every place that matches, comments left out. */
const places = (files: readonly Source[], pattern: RegExp): string[] =>
  files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) && !/^\s*(\*|\/\/|\/\*)/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

describe('rules', () => {
  it('are found', () => {
    expect(rules.length).toBeGreaterThan(10);
  });

  it('take the time as an argument', () => {
    expect(places(rules, /Date\.now\(|new Date\(\)|performance\.now\(/)).toEqual([]);
  });

  it('know no environment, framework or database', () => {
    expect(places(rules, /process\.env/)).toEqual([]);
    const foreign = rules.flatMap(importsOf).filter(({ specifier }) => /^(@nestjs\/|typeorm|better-sqlite3|pg$|nodemailer|fastify|node:(fs|http|child_process))/.test(specifier));
    expect(foreign.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });
});

/** What lies at the top: eight, the lock file, the licence with its notice, and the settings that the test runner wants there. */
const topLevel = [
  'src', 'templates', 'migrations', 'test', 'package.json', 'tsconfig.json', 'nest-cli.json', 'README.md',
  'package-lock.json', 'LICENSE', 'NOTICE', 'vitest.config.ts',
];

describe('the project', () => {
  it('has nothing else at its top but dotfiles', () => {
    // Beside what .gitignore names.
    const kept = readdirSync(project).filter((name) => !/^\.|^(node_modules|dist|coverage)$|\.log$/.test(name));
    expect(kept.toSorted()).toEqual(topLevel.toSorted());
  });
});

describe('the source', () => {
  it('reads the environment in one place', () => {
    expect(places(sources.filter(({ path }) => path !== 'src/read-config.ts'), /process\.env/)).toEqual([]);
  });

  it('opens the writing connection in one place, so that every write goes through Db', () => {
    const makers = new Set(['src/platform/data-sources.ts', 'src/platform/platform.module.ts', 'src/migrate.ts', 'src/doctor/database.checks.ts', 'src/record/backup/snapshot.ts']);
    const others = sources.filter(({ path }) => !makers.has(path) && path !== 'src/platform/db.ts');
    expect(places(others, /openWriter\(|new DataSource\((?!readerOptions\()|createQueryRunner\(/)).toEqual([]);
  });

  it('has no default exports, forwardRef, barrels or utils', () => {
    expect(places(sources, /^export default\b/)).toEqual([]);
    expect(places(sources, /\bforwardRef\(/)).toEqual([]);
    expect(places(sources, /^export \* from/)).toEqual([]);
    expect(sources.filter(({ path }) => /\/(index|utils?|helpers?|common)\.ts$/.test(path)).map(({ path }) => path)).toEqual([]);
  });

  it('has no any, no focused or switched-off test and no note to self', () => {
    expect(places([...sources, ...migrations], /:\s*any\b|\bas any\b|<any>/)).toEqual([]);
    expect(places(tests.filter(({ path }) => !path.startsWith('test/architecture/')), /\b(it|test|describe)\.(only|skip|todo)\(/)).toEqual([]);
    expect(places([...sources, ...migrations, ...templates], /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([]);
  });

  it('names no folder of the machine it was written on', () => {
    const everything = [...sources, ...migrations, ...templates, ...tests.filter(({ path }) => !path.startsWith('test/architecture/'))];
    expect(places(everything, /(^|[\s'"`(])\/(work|home|root|Users)\//)).toEqual([]);
  });

  it('keeps every file below 300 lines, and a test below 400', () => {
    const tooLong = (files: readonly Source[], most: number): string[] => files.filter((file) => linesOf(file) > most).map((file) => `${file.path}: ${linesOf(file)}`);
    expect([...tooLong([...sources, ...migrations], 300), ...tooLong(tests, 400)]).toEqual([]);
  });

  it('measures and kills what exists: no plain script asks for a module that has moved', () => {
    const asked = filesBelow('test', '.mjs').flatMap(({ path, text }) => Array.from(text.matchAll(/built\('([^']+)\.js'\)/g), ([, module]) => ({ path, file: `${module}.ts` })));
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter(({ file }) => !existsSync(join(project, file))).map(({ path, file }) => `${path} -> ${file}`)).toEqual([]);
  });

  it('stays healthy in size (printed, not judged)', () => {
    const lengths = sources.map(linesOf).toSorted((a, b) => a - b);
    const share = (part: number): number => lengths[Math.floor(lengths.length * part)] ?? 0;
    const largest = sources.toSorted((a, b) => linesOf(b) - linesOf(a)).slice(0, 5).map((file) => `${file.path} ${linesOf(file)}`);
    const sum = (files: readonly Source[]): number => files.reduce((total, file) => total + linesOf(file), 0);
    process.stdout.write(`src: ${lengths.length} files, median ${share(0.5)} lines, p90 ${share(0.9)}; largest: ${largest.join(', ')}; test/code ${(sum(tests) / sum(sources)).toFixed(2)}\n`);
    expect(share(0.5)).toBeGreaterThan(0);
  });
});
