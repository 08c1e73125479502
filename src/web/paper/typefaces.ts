import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

/** Noto Sans JP as it lies in the package: what is printed is embedded, glyph by glyph as it is used. */
export interface Typefaces {
  readonly regular: Buffer;
  readonly bold: Buffer;
}

const require = createRequire(import.meta.url);
const folder = '@expo-google-fonts/noto-sans-jp';

/** Reads the typefaces from the installed package; the only files that drawing a paper opens. */
export async function readTypefaces(): Promise<Typefaces> {
  const [regular, bold] = await Promise.all(
    [`${folder}/400Regular/NotoSansJP_400Regular.ttf`, `${folder}/700Bold/NotoSansJP_700Bold.ttf`].map((path) => readFile(require.resolve(path))),
  );
  if (regular === undefined || bold === undefined) throw new Error('The typefaces of the papers could not be read.');
  return { regular, bold };
}
