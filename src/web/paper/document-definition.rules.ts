import type { Content, CustomTableLayout, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { pageHeight, pageWidth, sideMargin, textWidth, type Paper, type PaperBlank, type PaperBlock, type PaperFact, type PaperTable } from './paper.js';
import { printableText } from './printable-text.rules.js';

const ink = '#1a1a1c';
const quiet = '#595959';
const rule = '#949494';
const shade = '#f2f2f2';

/** Name under which the drawer finds its typeface. */
export const typeface = 'NotoSansJp';

const bodySize = 10;
const smallSize = 8.5;
const largeSize = 13;
/** Height of a line of body text: size, the typeface's own leading of 1.448, and ours. */
const lineHeight = 1.15;
const writingLine = 22;
const footRoom = 52;
const labelShare = 0.28;

const headingSizes = { 1: 17, 2: 12.5, 3: 10.5 } as const;

/** A paper in the words of the library that draws it. Pure: the same paper is the same definition. */
export function documentDefinition(paper: Paper): TDocumentDefinitions {
  const width = textWidth(paper);
  return {
    pageSize: 'A4',
    pageOrientation: paper.landscape === true ? 'landscape' : 'portrait',
    pageMargins: [sideMargin, 62, sideMargin, footRoom],
    language: 'ja-JP',
    version: '1.7',
    displayTitle: true,
    info: { title: printableText(paper.title), creator: 'SOC in Pocket インシデント対応支援デスク', producer: 'pdfmake', creationDate: new Date(paper.at) },
    defaultStyle: { font: typeface, fontSize: bodySize, lineHeight, color: ink },
    header: () => head(paper),
    footer: (page, pages) => foot(paper, page, pages),
    content: [...titleOf(paper), ...paper.blocks.flatMap((block) => contentOf(block, width))],
    pageBreakBefore: (node) => node.headlineLevel !== undefined && node.startPosition.top > pageBottom(paper) - headingRoom,
  };
}

/** A heading with less than that below it goes to the next page with what it heads. */
const headingRoom = 96;

function pageBottom(paper: Paper): number {
  return (paper.landscape === true ? pageWidth : pageHeight) - footRoom;
}

function titleOf({ title, blocks }: Paper): Content[] {
  return blocks[0]?.kind === 'heading' && blocks[0].level === 1 ? [] : [heading({ level: 1, text: title })];
}

function head({ label, reference }: Paper): Content {
  return {
    margin: [sideMargin, 26, sideMargin, 0],
    columns: [
      { width: '*', text: printableText(reference), fontSize: smallSize, color: quiet },
      { width: '*', text: printableText(label), fontSize: 9.5, bold: true, alignment: 'right' },
    ],
  };
}

function foot({ title }: Paper, page: number, pages: number): Content {
  return {
    margin: [sideMargin, 14, sideMargin, 0],
    columns: [
      { width: '*', text: printableText(title), fontSize: smallSize, color: quiet },
      { width: 90, text: `${page} / ${pages} ページ`, fontSize: smallSize, color: quiet, alignment: 'right' },
    ],
  };
}

function contentOf(block: PaperBlock, width: number): Content[] {
  switch (block.kind) {
    case 'heading':
      return [heading(block)];
    case 'text':
      return [...block.lines.map((line) => textLine(line, block.small === true ? smallSize : bodySize)), { text: ' ', fontSize: 4 }];
    case 'note':
      return [boxed(block.lines, block.large === true ? largeSize : bodySize, width)];
    case 'facts':
      return block.rows.length === 0 ? [] : [facts(block.rows, width)];
    case 'table':
      return [table(block, width)];
    case 'blanks':
      return [blanks(block.rows, width)];
    case 'new_page':
      return [{ text: '', pageBreak: 'after' }];
  }
}

function heading({ level, text }: { readonly level: 1 | 2 | 3; readonly text: string }): Content {
  const above = level === 1 ? 0 : 10;
  return { text: printableText(text), bold: true, fontSize: headingSizes[level], headlineLevel: level, margin: [0, above, 0, level === 1 ? 8 : 4] };
}

/** One written line; an empty one is half a line of room. */
function textLine(line: string, fontSize: number): Content {
  const text = printableText(line);
  return text.trim() === '' ? { text: ' ', fontSize: fontSize * 0.6 } : { text, fontSize, margin: [0, 0, 0, 2], preserveLeadingSpaces: true };
}

function boxed(lines: readonly string[], fontSize: number, width: number): Content {
  return { table: { widths: [inner(width)], body: [[{ stack: lines.map((line) => textLine(line, fontSize)) }]] }, layout: frame, margin: [0, 2, 0, 8] };
}

function facts(rows: readonly PaperFact[], width: number): Content {
  const body = rows.map(({ label, value, open }): TableCell[] => [
    { text: printableText(label), bold: true, fillColor: shade, fontSize: 9 },
    { stack: linesOf(value).map((line) => textLine(line, bodySize)), ...(open === true ? { color: quiet } : {}) },
  ]);
  return { table: { widths: shares([labelShare, 1 - labelShare], width), body }, layout: frame, margin: [0, 2, 0, 8] };
}

function table({ columns, rows, rowLines }: PaperTable, width: number): Content {
  const sum = columns.reduce((total, { share }) => total + share, 0);
  const alignment = (index: number): 'left' | 'right' => (columns[index]?.right === true ? 'right' : 'left');
  const headRow = columns.map(({ label }, index): TableCell => ({ text: printableText(label), bold: true, fontSize: 9, fillColor: shade, alignment: alignment(index) }));
  const body = rows.map((row) => row.map((cell, index): TableCell => ({ stack: linesOf(cell).map((line) => textLine(line, 9)), alignment: alignment(index) })));
  return {
    table: {
      headerRows: 1,
      widths: shares(columns.map(({ share }) => share / sum), width),
      body: [headRow, ...body],
      dontBreakRows: rows.every((row) => row.every(isShort)),
      ...(rowLines === undefined ? {} : { heights: (row: number) => (row === 0 ? 'auto' : rowLines * writingLine) }),
    },
    layout: frame,
    margin: [0, 2, 0, 8],
  };
}

/** Rows stay whole unless one of them could be longer than a page. */
function isShort(cell: string): boolean {
  return cell.length <= 400 && linesOf(cell).length <= 12;
}

function blanks(rows: readonly PaperBlank[], width: number): Content {
  const body = rows.map(({ label, choices = '' }): TableCell[] => [
    { text: printableText(label), bold: true, fillColor: shade, fontSize: 9 },
    { text: printableText(choices), fontSize: 9, preserveLeadingSpaces: true },
  ]);
  return {
    table: { widths: shares([labelShare, 1 - labelShare], width), dontBreakRows: true, heights: (row: number) => (rows[row]?.lines ?? 1) * writingLine, body },
    layout: frame,
    margin: [0, 2, 0, 8],
  };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n?|\n/);
}

const cellSide = 5;

/** Width of a cell's text where the cell takes the whole width. */
function inner(width: number): number {
  return width - 2 * cellSide - 1;
}

/** Widths of columns: fixed, so that one long value breaks and never pushes a column off the page. */
function shares(parts: readonly number[], width: number): number[] {
  return parts.map((part) => part * width - 2 * cellSide - 1);
}

const frame: CustomTableLayout = {
  hLineWidth: () => 0.6,
  vLineWidth: () => 0.6,
  hLineColor: () => rule,
  vLineColor: () => rule,
  paddingLeft: () => cellSide,
  paddingRight: () => cellSide,
  paddingTop: () => 3,
  paddingBottom: () => 2,
};
