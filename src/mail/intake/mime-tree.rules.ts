import { readHead, readPartHead, valuesOf, type HeaderLine } from './header-lines.rules.js';
import { readStructured, type StructuredValue } from './parameters.rules.js';
import { untransfer } from './transfer-encoding.rules.js';

/** A leaf of the tree with its bytes as they were before they were sent. */
export interface MimeLeaf {
  readonly lines: readonly HeaderLine[];
  readonly type: StructuredValue;
  readonly disposition: StructuredValue;
  /** Which multipart/alternative it stands in, however deep: its leaves say the same. Undefined outside of any. */
  readonly alternative: number | undefined;
  readonly bytes: Buffer;
}

/** What was wrong with the make of a message, for the person who asks why it was read so. */
export type MimeFault = 'boundary_missing' | 'end_missing' | 'text_after_end' | 'encoding_broken' | 'too_deep';

export interface MimeTree {
  readonly leaves: readonly MimeLeaf[];
  readonly faults: ReadonlySet<MimeFault>;
}

const mostNodes = 1_000;
const deepest = 100;
/** RFC 2046 allows 70. */
const longestBoundary = 1_000;

interface Walk {
  readonly leaves: MimeLeaf[];
  readonly faults: Set<MimeFault>;
  readonly hint: string;
  nodes: number;
}

/** Where a part stands. */
interface Place {
  /** Subtype of the multipart around it; empty at the top. */
  readonly within: string;
  readonly alternative: number | undefined;
  readonly depth: number;
}

/**
 * The leaves of a message in order, read from its bytes as mail programs do that have seen
 * everything: boundaries with spaces behind them or never closed, one that begins like another, none
 * at all. An embedded message is one leaf: it is evidence, kept whole. (The splitter of mailparser
 * loses the text of several of these.)
 *
 * @param hint charset for names in raw bytes
 * @throws where there are more than a thousand parts
 */
export function mimeTree(raw: Buffer, hint = ''): MimeTree {
  const walk: Walk = { leaves: [], faults: new Set(), hint, nodes: 0 };
  visit(walk, raw, { within: '', alternative: undefined, depth: 0 });
  return walk;
}

function visit(walk: Walk, region: Buffer, place: Place): void {
  walk.nodes += 1;
  if (walk.nodes > mostNodes) throw new Error(`more than ${mostNodes} parts`);
  const { lines, bodyStart } = place.depth === 0 ? readHead(region) : readPartHead(region);
  const type = readStructured(valuesOf(lines, 'content-type')[0] ?? '', walk.hint);
  const body = region.subarray(bodyStart);
  if (!type.value.startsWith('multipart/')) return addLeaf(walk, { lines, type, body, place });
  if (place.depth >= deepest) walk.faults.add('too_deep');
  const parts = place.depth >= deepest ? undefined : partsOf(walk, body, lines, type);
  if (parts === undefined) return addLeaf(walk, { lines, type: plainText, body, place });
  const within = type.value.slice('multipart/'.length);
  const inside = { within, alternative: within === 'alternative' ? walk.nodes : place.alternative, depth: place.depth + 1 };
  for (const part of parts) visit(walk, part, inside);
}

const plainText: StructuredValue = { value: 'text/plain', parameters: new Map() };

interface Found {
  readonly lines: readonly HeaderLine[];
  readonly type: StructuredValue;
  readonly body: Buffer;
  readonly place: Place;
}

function addLeaf(walk: Walk, { lines, type, body, place: { within, alternative } }: Found): void {
  const { bytes, broken } = untransfer(body, valuesOf(lines, 'content-transfer-encoding')[0] ?? '');
  if (broken) walk.faults.add('encoding_broken');
  walk.leaves.push({ lines, type: typeOf(type, within), disposition: readStructured(valuesOf(lines, 'content-disposition')[0] ?? '', walk.hint), alternative, bytes });
}

/** A part that names no type, or no type there is, is text; in a digest it is a message (RFC 2046). */
function typeOf(type: StructuredValue, within: string): StructuredValue {
  if (/^[\w.+-]+\/[\w.+*-]+$/.test(type.value)) return type;
  return { value: within === 'digest' && type.value === '' ? 'message/rfc822' : 'text/plain', parameters: type.parameters };
}

/** The parts of a multipart; undefined where nothing in it looks like a boundary. */
function partsOf(walk: Walk, body: Buffer, lines: readonly HeaderLine[], type: StructuredValue): Buffer[] | undefined {
  const named = (type.parameters.get('boundary') ?? '').slice(0, longestBoundary).trimEnd();
  const parts = named === '' ? undefined : between(walk, body, named);
  if (parts !== undefined) return parts;
  const { bytes } = untransfer(body, valuesOf(lines, 'content-transfer-encoding')[0] ?? '');
  walk.faults.add('boundary_missing');
  const guessed = guessedBoundary(bytes);
  if (guessed === undefined) return named !== '' && bytes !== body ? between(walk, bytes, named) : undefined;
  return between(walk, bytes, guessed);
}

function between(walk: Walk, body: Buffer, boundary: string): Buffer[] | undefined {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let start: number | undefined;
  for (let at = body.indexOf(delimiter); at !== -1; at = body.indexOf(delimiter, at + 2)) {
    const after = at + delimiter.byteLength;
    const rest = /^(--)?[ \t]*(?:\r*\n|$)/.exec(body.subarray(after, after + 80).toString('latin1'));
    if (rest === null || !(at === 0 || body[at - 1] === 0x0a)) continue;
    if (start !== undefined) parts.push(body.subarray(start, lineBefore(body, start, at)));
    start = after + rest[0].length;
    if (rest[1] === undefined) continue;
    if (/\S/.test(body.subarray(start, start + 4096).toString('latin1'))) walk.faults.add('text_after_end');
    return parts;
  }
  if (start === undefined) return undefined;
  walk.faults.add('end_missing');
  return [...parts, body.subarray(start)];
}

/** The line end in front of a boundary belongs to the boundary. */
function lineBefore(body: Buffer, start: number, at: number): number {
  let end = at;
  if (end > start && body[end - 1] === 0x0a) end -= 1;
  if (end > start && body[end - 1] === 0x0d) end -= 1;
  return end;
}

/** Where the head names none or the wrong one: a line that looks like one, with a part's head below. */
function guessedBoundary(body: Buffer): string | undefined {
  const start = body.subarray(0, 64 * 1024).toString('latin1');
  return /^--([^\s-][^\r\n]{0,198}?|-[^\r\n]{1,198}?)[ \t]*\r*\n(?:content-|\r*\n)/im.exec(start)?.[1];
}
