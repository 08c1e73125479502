import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { sha256 } from '../platform/ids.js';
import { projectDir } from '../read-config.js';

/** A file that pages load: its bytes are read once, its address carries their hash. */
export interface Asset {
  readonly bytes: Buffer;
  readonly contentType: string;
  readonly url: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
};

/** What pages load of packages: the name here, the package, its file. */
const packaged: readonly (readonly [string, string, string])[] = [
  ['htmx.js', 'htmx.org', 'dist/htmx.min.js'],
  ['tokens.css', '@digital-go-jp/design-tokens', 'dist/tokens.css'],
  ['tus.js', 'tus-js-client', 'dist/tus.min.js'],
  ['webauthn.js', '@simplewebauthn/browser', 'dist/bundle/index.umd.min.js'],
];

/**
 * The closed set of files that pages may load: everything in `src/web/static` and some
 * files of packages. Kept in memory, so that no request ever becomes a path.
 */
@Injectable()
export class Assets {
  readonly #assets: ReadonlyMap<string, Asset>;

  constructor() {
    const folder = join(projectDir(), 'src', 'web', 'static');
    const own = readdirSync(folder).map((name): [string, string] => [name, join(folder, name)]);
    const files = [...own, ...packaged.map(([name, packageName, path]): [string, string] => [name, packageFile(packageName, path)])];
    this.#assets = new Map(files.map(([name, path]) => [name, load(name, path)]));
  }

  get(name: string): Asset | undefined {
    return this.#assets.get(name);
  }

  /** The address of a file, new whenever its contents change. */
  url(name: string): string {
    const asset = this.#assets.get(name);
    if (asset === undefined) throw new Error(`There is no file ${name} in src/web/static.`);
    return asset.url;
  }
}

function load(name: string, path: string): Asset {
  const bytes = readFileSync(path);
  const contentType = contentTypes[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { bytes, contentType, url: `/assets/${sha256(bytes).slice(0, 12)}/${name}` };
}

function packageFile(packageName: string, path: string): string {
  return join(packageFolder(packageName), path);
}

/** Not every package lets its package.json be resolved, so the folder is looked for above this file. */
function packageFolder(packageName: string): string {
  const paths = createRequire(import.meta.url).resolve.paths(packageName) ?? [];
  const found = paths.map((folder) => join(folder, packageName)).find((folder) => existsSync(join(folder, 'package.json')));
  if (found === undefined) throw new Error(`The package ${packageName} is not installed.`);
  return found;
}
