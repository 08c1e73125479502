import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import type { AccessFilter, AccessLogQueries } from './access-log.queries.js';
import { actLabels, subjectLabels } from './access-log.view.js';

const page = 1_000;
const header = ['日時', '担当者', '操作', '対象', '対象のID', '利用者', '受付番号'];
/** So that the spreadsheets of an office read it as UTF-8. */
const byteOrderMark = '\uFEFF';

/** The whole log that fits the filter as CSV, a page at a time; cells that a spreadsheet would run are made text. */
export function accessLogCsv(queries: AccessLogQueries, filter: AccessFilter): Readable {
  return Readable.from(chunks(queries, filter));
}

async function* chunks(queries: AccessLogQueries, filter: AccessFilter): AsyncGenerator<string> {
  yield byteOrderMark + line([header]);
  for (let before: string | undefined; ; ) {
    const lines = await queries.lines(filter, before, page);
    if (lines.length > 0) {
      yield line(lines.map(({ at, staffName, act, subject, subjectId, customerName, inquiryNumber }) => [
        toIsoTokyo(at), staffName ?? '運用担当（コマンド）', actLabels[act], subjectLabels[subject], subjectId, customerName ?? '', inquiryNumber ?? '',
      ]));
    }
    before = lines.at(-1)?.id;
    if (lines.length < page) return;
  }
}

function line(rows: readonly (readonly string[])[]): string {
  return stringify(rows.map((row) => [...row]), { record_delimiter: 'windows', escape_formulas: true });
}
