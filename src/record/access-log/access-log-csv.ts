import { Readable } from 'node:stream';
import { csvPart } from '../../web/exports/csv.js';
import type { Cell } from '../../web/exports/safe-cell.rules.js';
import type { AccessFilter, AccessLogQueries } from './access-log.queries.js';
import { actLabels, subjectLabels } from './access-log.view.js';

const page = 1_000;
const header = ['日時（日本時間）', '担当者', '操作', '対象', '対象のID', '利用者', '受付番号'];

/** The whole log that fits the filter as CSV, a page at a time; cells that a spreadsheet would run are made text. */
export function accessLogCsv(queries: AccessLogQueries, filter: AccessFilter): Readable {
  return Readable.from(chunks(queries, filter));
}

async function* chunks(queries: AccessLogQueries, filter: AccessFilter): AsyncGenerator<Buffer> {
  yield csvPart([header], true);
  for (let before: string | undefined; ; ) {
    const lines = await queries.lines(filter, before, page);
    if (lines.length > 0) {
      yield csvPart(lines.map(({ at, staffName, act, subject, subjectId, customerName, inquiryNumber }): Cell[] => [
        { at }, staffName ?? '運用担当（コマンド）', actLabels[act], subjectLabels[subject], subjectId, customerName, inquiryNumber,
      ]), false);
    }
    before = lines.at(-1)?.id;
    if (lines.length < page) return;
  }
}
