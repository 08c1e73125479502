import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser } from 'playwright-core';

const modules = join(import.meta.dirname, '../../node_modules');

/** A browser program and what it needs in its environment. */
interface Program {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

export type TestBrowser =
  | { readonly browser: Browser; readonly close: () => Promise<void> }
  | { readonly browser: undefined; readonly reason: string };

/** Without the last ones Chromium looks for its maker's servers at every start. */
const everywhere = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/**
 * A headless Chromium that can show Japanese: the one of `DESK_TEST_BROWSER`, Debian's, or the one
 * inside the npm package. Where none starts, says why in one line.
 */
export async function startBrowser(): Promise<TestBrowser> {
  const reasons: string[] = [];
  for (const find of [givenProgram, installedProgram, packagedProgram]) {
    try {
      const program = await find();
      if (program !== undefined) return await launch(program);
    } catch (error) {
      reasons.push(String(error).split('\n')[0] ?? '');
    }
  }
  return { browser: undefined, reason: reasons.join('; ') || 'no DESK_TEST_BROWSER, no Chromium in /usr/bin, no @sparticuz/chromium' };
}

async function launch(program: Program): Promise<TestBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-browser-'));
  try {
    const browser = await chromium.launch({
      executablePath: program.path,
      args: [...everywhere, ...program.args],
      env: { ...environment(), ...program.env, FONTCONFIG_FILE: japaneseFonts(folder), HOME: folder },
    });
    const close = async (): Promise<void> => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { browser, close };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** A fontconfig file that adds Noto Sans JP from npm to the fonts of the machine. */
function japaneseFonts(folder: string): string {
  const file = join(folder, 'fonts.conf');
  const weights = ['400Regular', '700Bold'].map((weight) => `<dir>${join(modules, '@expo-google-fonts/noto-sans-jp', weight)}</dir>`);
  const family = '<prefer><family>Noto Sans JP</family><family>Noto Sans CJK JP</family></prefer>';
  const aliases = ['sans-serif', 'serif', 'system-ui'].map((name) => `<alias><family>${name}</family>${family}</alias>`);
  const cache = `<cachedir>${join(folder, 'cache')}</cachedir>`;
  const dirs = ['<dir>/usr/share/fonts</dir>', ...weights].join('');
  writeFileSync(file, `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs}${cache}${aliases.join('')}</fontconfig>`);
  return file;
}

async function givenProgram(): Promise<Program | undefined> {
  const path = process.env['DESK_TEST_BROWSER'];
  if (path === undefined || path === '') return undefined;
  if (!existsSync(path)) throw new Error(`DESK_TEST_BROWSER: there is no ${path}`);
  return { path, env: {}, args: [] };
}

/** The headless shell is the same Chromium without the windows that nobody sees, and takes a third less time. */
async function installedProgram(): Promise<Program | undefined> {
  const path = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : { path, env: {}, args: [] };
}

/**
 * The package's own way of unpacking is not used: it takes a file that another test is still
 * writing for a finished one, and leaves its libraries packed outside its maker's cloud.
 */
async function packagedProgram(): Promise<Program | undefined> {
  const packed = join(modules, '@sparticuz/chromium/bin');
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(packed)) return undefined;
  const home = join(modules, '.cache/desk-chromium');
  if (!existsSync(home)) await unpackOnce(packed, home);
  return {
    path: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'lib') },
    args: ['--no-zygote', '--disable-setuid-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  };
}

/** Unpacks beside and renames, so that whoever finds the folder finds it whole. */
async function unpackOnce(packed: string, home: string): Promise<void> {
  mkdirSync(join(modules, '.cache'), { recursive: true });
  const work = mkdtempSync(join(modules, '.cache/unpacking-'));
  try {
    await pipeline(createReadStream(join(packed, 'chromium.br')), createBrotliDecompress(), createWriteStream(join(work, 'chromium'), { mode: 0o755 }));
    for (const archive of ['swiftshader', 'al2023']) await unpackTar(join(packed, `${archive}.tar.br`), work);
    if (!existsSync(home)) renameSync(work, home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  const tar = join(folder, 'archive.tar');
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  execFileSync('tar', ['-xf', tar, '-C', folder]);
  rmSync(tar);
}
