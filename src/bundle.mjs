// Puts the built program into few files, `dist/desk`, and compiles them. A start that reads the modules
// one by one looks up 1,900 files, and that is most of what it does until the first page.
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { BuiltProgram } from './built-program.mjs';

const built = resolve(import.meta.dirname, '../dist');
const folder = join(built, 'desk');
const isPackage = (id) => /^[^./\0]/.test(id);
/** The one has machine code beside itself; what the other adds to the language must be there before any class is. */
const apart = new Set(['@node-rs/argon2', 'reflect-metadata']);

/** Programs of threads, found as the modules are read: by name, where each was built. */
const workers = {};

/** A module that looks for a file beside it goes on looking where it was built; a worker is here, in one file too. */
const keepPlaces = {
  name: 'keep-places',
  load(id) {
    if (!id.startsWith(built + sep)) return null;
    const place = `new URL(${JSON.stringify(relative(folder, id).replaceAll(sep, '/'))}, import.meta.url).href`;
    const code = readFileSync(id, 'utf8')
      .replaceAll(/'\.\/([\w-]+-worker)\.js', import\.meta\.url/g, (_found, name) => {
        workers[name] = join(dirname(id), `${name}.js`);
        return `'./${name}.mjs', import.meta.url`;
      })
      .replaceAll(/(?<!-worker\.mjs', )import\.meta\.url/g, place);
    return { code, map: readFileSync(`${id}.map`, 'utf8') };
  },
};

/**
 * What is asked for while the desk runs, most of all what it may never need, stays in its package; so
 * does what a package names although it can do without, and which is not there.
 */
const leaveWhatIsForLater = {
  name: 'leave-what-is-for-later',
  async resolveId(id, importer, { kind }) {
    if (!isPackage(id) || isBuiltin(id)) return null;
    const isLeft = kind === 'dynamic-import' || apart.has(id) || (await this.resolve(id, importer, { kind, skipSelf: true })) === null;
    return isLeft ? { id, external: true } : null;
  },
};

/** It would load TypeORM a second time, to ask for what TypeORM 1 no longer has. */
const loadTypeormOnce = {
  name: 'load-typeorm-once',
  load(id) {
    return id.endsWith('/@nestjs/typeorm/dist/common/typeorm-compat.js') ? 'export const [Connection, AbstractRepository] = [];' : null;
  },
};

/** What both kinds of files have. */
const output = {
  dir: folder,
  // Names that stay, of files and of what they export: a desk that is running while it is built anew
  // finds what it has not loaded yet.
  minifyInternalExports: false,
  // Nest speaks of classes by their names.
  keepNames: true,
  comments: false,
  sourcemap: true,
};

async function write(input, more) {
  const bundle = await rolldown({ input, platform: 'node', plugins: [keepPlaces, leaveWhatIsForLater, loadTypeormOnce] });
  const written = await bundle.write({ ...output, ...more });
  await bundle.close();
  return written.output.filter(({ type }) => type === 'chunk').map(({ fileName }) => fileName);
}

// V8 keeps what it compiled of scripts, not of modules (built-program.mjs).
const scripts = { format: 'cjs', dynamicImportInCjs: false, entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' };
const files = await write({ main: join(built, 'src/main.js'), cli: join(built, 'src/cli.js') }, scripts);
await write(workers, { format: 'esm', entryFileNames: '[name].mjs', chunkFileNames: '[name].mjs' });

const program = new BuiltProgram(folder);
for (const file of files) program.load(file);
program.keepCompiled();
