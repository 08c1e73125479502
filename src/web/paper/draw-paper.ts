import { documentDefinition, typeface } from './document-definition.rules.js';
import type { Paper } from './paper.js';
import { readTypefaces } from './typefaces.js';

/** The library's files in memory, which its declarations leave out. It looks there first for a typeface. */
interface FilesInMemory {
  writeFileSync(name: string, bytes: Buffer): void;
}

/**
 * Draws a paper as PDF. It fetches nothing and opens no file but the two typefaces, whatever the
 * texts say; the library is loaded at the first paper.
 */
export async function drawPaper(paper: Paper): Promise<Uint8Array> {
  const [{ default: pdfmake }, { regular, bold }] = await Promise.all([import('pdfmake'), readTypefaces()]);
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy(() => false);
  const { virtualfs } = pdfmake as unknown as { readonly virtualfs: FilesInMemory };
  virtualfs.writeFileSync('regular', regular);
  virtualfs.writeFileSync('bold', bold);
  pdfmake.setFonts({ [typeface]: { normal: 'regular', bold: 'bold' } });
  return pdfmake.createPdf(documentDefinition(paper)).getBuffer();
}
