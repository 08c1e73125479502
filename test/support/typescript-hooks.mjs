// Hooks of Node's module loader: a `.js` that is not there is its `.ts`, compiled as it is read.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { threadId } from 'node:worker_threads';

export async function resolve(specifier, context, next) {
  const source = sourceOf(specifier, context.parentURL);
  return source === undefined ? next(specifier, context) : { url: source, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  return { format: 'module', source: await compiled(fileURLToPath(url)), shortCircuit: true };
}

/** Kept between runs, because loading the compiler takes longer than everything else. */
const cache = join(import.meta.dirname, '../../node_modules/.cache/desk-test-compiled');

async function compiled(fileName) {
  const text = await readFile(fileName, 'utf8');
  const kept = join(cache, `${createHash('sha256').update(`1 ${text}`).digest('hex')}.mjs`);
  if (existsSync(kept)) return readFile(kept, 'utf8');
  const { default: typescript } = await import('typescript');
  const { ModuleKind, ScriptTarget } = typescript;
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ES2023, experimentalDecorators: true, emitDecoratorMetadata: true };
  const { outputText } = typescript.transpileModule(text, { compilerOptions, fileName });
  await mkdir(cache, { recursive: true });
  // Written beside and renamed: several test files may start their threads at once.
  const own = `${kept}.${process.pid}.${threadId}`;
  await writeFile(own, outputText);
  await rename(own, kept);
  return outputText;
}

function sourceOf(specifier, parentUrl) {
  if (!/^(?:\.{1,2}\/|file:).*\.js$/.test(specifier)) return undefined;
  const url = new URL(specifier, parentUrl);
  if (url.pathname.includes('/node_modules/') || existsSync(url)) return undefined;
  const source = new URL(url.href.replace(/\.js$/, '.ts'));
  return existsSync(source) ? source.href : undefined;
}
