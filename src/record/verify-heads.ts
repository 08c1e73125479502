import { EndsDigest, hashOfHead } from './head.rules.js';
import type { HeadLine } from './heads-file.js';
import { inHeads, inStream, type RecordBreak } from './record-break.js';
import type { RecordHeadRow } from './record-head.entity.js';
import type { CoveredEnd, RecordHeads } from './record-heads.queries.js';

/** Holds every daily head against its chain, against the file, and against the streams that it covers. */
export async function* brokenHeads(heads: RecordHeads, lines: readonly HeadLine[]): AsyncGenerator<RecordBreak> {
  const inFile = new Map(lines.flatMap(({ head }) => (head === undefined ? [] : [[head.number, head.hash]])));
  const last = (await heads.last())?.number ?? 0;
  let before = { number: 0, hash: '' };
  for await (const head of heads.after(0)) {
    if (head.number !== before.number + 1) yield inHeads('head_missing', before.number + 1, `daily head ${before.number + 1} is missing from the database`);
    else if (head.previousHash !== before.hash) yield inHeads('head_changed', head.number, `daily head ${head.number} (${head.day}) is not chained to the one before`);
    yield* againstFile(head, inFile.get(head.number), last);
    yield* againstStreams(heads, head);
    before = head;
  }
  yield* beyond(before.number, lines);
}

function* againstFile(head: RecordHeadRow, written: string | undefined, last: number): Generator<RecordBreak> {
  // The newest one may just be on its way to the file.
  if (written === undefined && head.number < last) yield inHeads('file_lacks_head', head.number, `daily head ${head.number} (${head.day}) is missing from the file of heads`);
  if (written !== undefined && written !== head.hash) yield inHeads('file_differs', head.number, `daily head ${head.number} (${head.day}) is another in the file of heads`);
}

async function* againstStreams(heads: RecordHeads, head: RecordHeadRow): AsyncGenerator<RecordBreak> {
  const digest = new EndsDigest();
  for await (const end of heads.endsOf(head.number)) {
    digest.add(end);
    if (end.foundHash !== end.hash) yield brokenEnd(head, end);
  }
  if (digest.hex() !== head.digest || hashOfHead(head) !== head.hash) yield inHeads('head_changed', head.number, `daily head ${head.number} (${head.day}) no longer matches its hash`);
}

/** What lacks an event before its end was named by its own chain. */
function brokenEnd({ number, day }: RecordHeadRow, end: CoveredEnd): RecordBreak {
  const known = `daily head ${number} (${day})`;
  const lastSeq = end.lastSeq ?? 0;
  const found =
    lastSeq < end.seq ? inStream('cut_at_end', end, lastSeq + 1, `the stream ends before event ${end.seq}, which ${known} knows`)
    : inStream('not_as_in_head', end, end.seq, `event ${end.seq} is another than the one that ${known} knows`);
  return { ...found, head: number };
}

/** What the file knows and the database does not. */
function* beyond(last: number, lines: readonly HeadLine[]): Generator<RecordBreak> {
  for (const { line, head } of lines) {
    if (head === undefined) yield inHeads('file_differs', line, `line ${line} of the file of heads cannot be read`);
    else if (head.number > last) yield inHeads('head_missing', head.number, `daily head ${head.number} (${head.day}) stands in the file and not in the database`);
  }
}
