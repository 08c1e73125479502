// Puts the built program into few files, `dist/desk`. A start that reads the modules one by one looks
// up 1,900 files, and that is most of what it does until the first page.
import { readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';

const built = resolve(import.meta.dirname, '../dist');
const folder = join(built, 'desk');
/** Packages of ES modules that every start needs; they go in as well. */
const taken = /^(@nestjs\/(common|core|platform-fastify|typeorm)|@noble\/hashes|@otplib\/[a-z0-9-]+|@scure\/base|csv-stringify|eta|iterare|libphonenumber-js|nodemailer|otplib|rxjs|tslib|uid|uuid|zod)(\/|$)/;
/**
 * Packages of CommonJS that every start needs. They stay where they lie: TypeORM would bring the
 * drivers of all databases. But they are required, since Node reads whatever is imported twice, the
 * first time for the names it exports.
 */
const required = /^(@fastify\/(cookie|middie|multipart)|fastify|iconv-lite|typeorm)(\/|$)/;
const mark = '\0required:';

/** A module that looks for a file beside it, such as a worker, goes on looking where it was built. */
const keepPlaces = {
  name: 'keep-places',
  load(id) {
    if (!id.startsWith(built + sep)) return null;
    const place = `new URL(${JSON.stringify(relative(folder, id).replaceAll(sep, '/'))}, import.meta.url).href`;
    return { code: readFileSync(id, 'utf8').replaceAll('import.meta.url', place), map: readFileSync(`${id}.map`, 'utf8') };
  },
};

const requireCommonJs = {
  name: 'require-common-js',
  resolveId(id, importer) {
    if (importer?.startsWith(mark)) return { id, external: true };
    return required.test(id) ? mark + id : null;
  },
  load(id) {
    return id.startsWith(mark) ? `module.exports = require(${JSON.stringify(id.slice(mark.length))});` : null;
  },
};

const bundle = await rolldown({
  input: { main: join(built, 'src/main.js'), cli: join(built, 'src/cli.js') },
  platform: 'node',
  external: (id) => /^[^./\0]/.test(id) && !taken.test(id) && !required.test(id),
  plugins: [keepPlaces, requireCommonJs],
});
await bundle.write({
  dir: folder,
  // Names that stay, of files and of what they export: a desk that is running while it is built anew
  // finds what it has not loaded yet.
  chunkFileNames: '[name].js',
  minifyInternalExports: false,
  // Nest speaks of classes by their names.
  keepNames: true,
  sourcemap: true,
});
await bundle.close();
