// Puts the built program into few files, `dist/desk`, and compiles them. A start that reads the modules
// one by one looks up 1,900 files, and that is most of what it does until the first page.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { BuiltProgram } from './built-program.mjs';

const built = resolve(import.meta.dirname, '../dist');
const folder = join(built, 'desk');
const isPackage = (id) => /^[^./\0]/.test(id);
/** The one has machine code beside itself; what the other adds to the language must be there before any class is. */
const apart = new Set(['@node-rs/argon2', 'reflect-metadata']);

/** A module that looks for a file beside it, such as a worker, goes on looking where it was built. */
const keepPlaces = {
  name: 'keep-places',
  load(id) {
    if (!id.startsWith(built + sep)) return null;
    const place = `new URL(${JSON.stringify(relative(folder, id).replaceAll(sep, '/'))}, import.meta.url).href`;
    return { code: readFileSync(id, 'utf8').replaceAll('import.meta.url', place), map: readFileSync(`${id}.map`, 'utf8') };
  },
};

/** What is asked for while the desk runs, most of all what it may never need, stays in its package. */
const leaveWhatIsForLater = {
  name: 'leave-what-is-for-later',
  resolveId(id, importer, { kind }) {
    if (!isPackage(id) || builtinModules.includes(id) || id.startsWith('node:')) return null;
    return kind === 'dynamic-import' || apart.has(id) || !isThere(id) ? { id, external: true } : null;
  },
};

/** Packages name others that they can do with and without. */
function isThere(id) {
  try {
    import.meta.resolve(id);
    return true;
  } catch {
    return false;
  }
}

/** It would load TypeORM a second time, to ask for what TypeORM 1 no longer has. */
const loadTypeormOnce = {
  name: 'load-typeorm-once',
  load(id) {
    return id.endsWith('/@nestjs/typeorm/dist/common/typeorm-compat.js') ? 'export const [Connection, AbstractRepository] = [];' : null;
  },
};

const bundle = await rolldown({
  input: { main: join(built, 'src/main.js'), cli: join(built, 'src/cli.js') },
  platform: 'node',
  plugins: [keepPlaces, leaveWhatIsForLater, loadTypeormOnce],
});
const { output } = await bundle.write({
  dir: folder,
  // V8 keeps what it compiled of scripts, not of modules (built-program.mjs).
  format: 'cjs',
  dynamicImportInCjs: false,
  entryFileNames: '[name].cjs',
  // Names that stay, of files and of what they export: a desk that is running while it is built anew
  // finds what it has not loaded yet.
  chunkFileNames: '[name].cjs',
  minifyInternalExports: false,
  // Nest speaks of classes by their names.
  keepNames: true,
  comments: false,
  sourcemap: true,
});
await bundle.close();

const program = new BuiltProgram(folder);
for (const file of output) if (file.type === 'chunk') program.load(file.fileName);
program.keepCompiled();
