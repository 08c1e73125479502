import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

export const project = resolve(import.meta.dirname, '../..');

/** One file of ours, read. */
export interface Source {
  /** From the project's folder, such as `src/web/forms.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly from: string;
  /** As written. */
  readonly specifier: string;
  /** From the project's folder; undefined for a package. */
  readonly to: string | undefined;
  /** `import type`: gone once compiled. */
  readonly typeOnly: boolean;
}

/** Every file below a folder whose name ends in one of `endings`. */
export function filesBelow(folder: string, ...endings: readonly string[]): Source[] {
  const base = join(project, folder);
  if (!existsSync(base)) return [];
  return readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((file) => ({ path: relative(project, file), text: readFileSync(file, 'utf8') }));
}

/** The TypeScript of the product. */
export const sources = filesBelow('src', '.ts');

/** What a file imports, statically or when it is wanted. */
export function importsOf(source: Source): Import[] {
  const found = source.text.matchAll(/(^\s*(?:import|export)\s[^'"]*?from\s*|^\s*import\s*|\bimport\()['"]([^'"]+)['"]/gm);
  return [...found].flatMap(([, start = '', specifier]) => {
    const typeOnly = /^\s*(import|export)\s+type\s/.test(start);
    return specifier === undefined ? [] : [{ from: source.path, specifier, to: target(source.path, specifier), typeOnly }];
  });
}

function target(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return join(dirname(from), specifier).replace(/\.js$/, '.ts');
}

/** Lines with something on them. */
export function linesOf(source: Source): number {
  return source.text.split('\n').length;
}
