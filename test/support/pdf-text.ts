import { inflateSync } from 'node:zlib';

/** The lines of every page of a PDF of ours, read back from its bytes: what a reader's text search would find. */
export function pdfPages(pdf: Buffer): readonly (readonly string[])[] {
  const file = readObjects(pdf);
  const fonts = fontsOf(file);
  return [...file.values()]
    .filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head))
    .map(({ head }) => linesOf(file.get(Number(/\/Contents (\d+) 0 R/.exec(head)?.[1]))?.stream ?? '', fonts));
}

/** All that a PDF says, without line ends and spaces: a word is found however it was broken. */
export function pdfWords(pdf: Buffer): string {
  return pdfPages(pdf).flat().join('').replaceAll(/\s/g, '');
}

interface PdfObject {
  readonly head: string;
  /** Inflated, a character a byte. */
  readonly stream: string;
}

function readObjects(pdf: Buffer): ReadonlyMap<number, PdfObject> {
  const text = pdf.toString('latin1');
  return new Map([...text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id, body = '']) => {
    const at = body.indexOf('stream\n');
    if (at < 0) return [Number(id), { head: body, stream: '' }] as const;
    const head = body.slice(0, at);
    const bytes = Buffer.from(body.slice(at + 7, body.lastIndexOf('\nendstream')), 'latin1');
    const isText = head.includes('/FlateDecode') && !head.includes('/Length1') && !head.includes('/Subtype');
    return [Number(id), { head, stream: isText ? inflateSync(bytes).toString('latin1') : '' }] as const;
  }));
}

/** Name of a typeface to what its glyphs mean. */
function fontsOf(file: ReadonlyMap<number, PdfObject>): ReadonlyMap<string, readonly string[]> {
  const named = [...file.values()].flatMap(({ head }) => [...head.matchAll(/\/(F\d+) (\d+) 0 R/g)]);
  return new Map(named.map(([, name = '', id]) => {
    const unicode = Number(/\/ToUnicode (\d+) 0 R/.exec(file.get(Number(id))?.head ?? '')?.[1]);
    const ranges = [...(file.get(unicode)?.stream ?? '').matchAll(/\[([^\]]*)\]/g)].map(([, range = '']) => range).join(' ');
    return [name, [...ranges.matchAll(/<([0-9a-f ]*)>/gi)].map(([, hex = '']) => Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'))] as const;
  }));
}

function linesOf(content: string, fonts: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const lines: string[] = [];
  let height = '';
  let glyphs: readonly string[] = [];
  for (const [, y, font, shown = ''] of content.matchAll(/1 0 0 1 \S+ (\S+) Tm|\/(F\d+) \S+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font !== undefined) glyphs = fonts.get(font) ?? [];
    else if (y !== undefined) {
      if (y !== height) lines.push('');
      height = y;
    } else lines.push(`${lines.pop() ?? ''}${meant(shown, glyphs)}`);
  }
  return lines;
}

function meant(shown: string, glyphs: readonly string[]): string {
  return [...shown.matchAll(/<([0-9a-f]*)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []).map((code) => glyphs[Number.parseInt(code, 16)] ?? '\ufffd').join('');
}
