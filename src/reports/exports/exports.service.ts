import { Injectable, Logger } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { runInThread, type ThreadCost } from '../../platform/thread.js';
import { insert, update } from '../../platform/write.js';
import { csvPart } from '../../web/exports/csv.js';
import { ExportRecord } from '../../web/exports/export-record.service.js';
import type { Cell } from '../../web/exports/safe-cell.rules.js';
import { ExportJobRow, ExportPartRow } from './export.entity.js';
import type { ExportFormat, ExportWishes } from './export.schemas.js';
import { Lists, type ListSource } from './lists.service.js';
import type { XlsxOrder } from './xlsx.js';

/** More than these an hour is no work of a desk (ASVS 2.4.1). */
const mostPerHour = 10;
const hourMs = 3_600_000;
/** How long a file can be taken; then it is made anew. */
const keptMs = 24 * hourMs;
/** Without a sign of life that long, the process that made it is gone. */
const silentMs = 2 * 60_000;
/** Excel itself takes a million rows, people and memory fewer. */
const mostRows: Readonly<Record<ExportFormat, number>> = { csv: 200_000, xlsx: 50_000 };
const xlsxCost: ThreadCost = { mostMs: 120_000, mostHeapMegabytes: 512 };
const xlsxEntry = new URL('./xlsx-worker.js', import.meta.url);
const partBytes = 256 * 1024;

/** Makes lists into files in the background, a piece at a time, and hands them out to who asked for them. */
@Injectable()
export class Exports {
  readonly #log = new Logger('exports');

  constructor(
    private readonly db: Db,
    private readonly lists: Lists,
    private readonly record: ExportRecord,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins a file and returns its id; `finished` settles once it is made, or has failed.
   *
   * @throws DomainError rate_limited; not_found for figures that are another desk's
   */
  async begin(scope: Scope, wishes: ExportWishes): Promise<{ readonly id: string; readonly finished: Promise<void> }> {
    const now = this.clock.now();
    await this.#refuseTooMany(scope, now);
    const source = await this.lists.open(scope, wishes);
    const { list, format, ...filters } = wishes;
    const row = {
      id: newId(), staffId: scope.staffId, list, format, wishes: textsOf(filters), state: 'running' as const, rows: 0,
      requestedAt: now, finishedAt: null, touchedAt: now, fileName: `${source.name}_${civilDate(now)}.${format}`.slice(0, 100),
    };
    await this.db.tx((tx) => insert(tx, ExportJobRow, row));
    return { id: row.id, finished: this.#make(row.id, format, source) };
  }

  /** @throws DomainError not_found for what another person asked for, or what is kept no more */
  async of(scope: Scope, id: string): Promise<ExportJobRow> {
    const row = await this.db.one(ExportJobRow, { id, staffId: scope.staffId });
    if (row === null || row.requestedAt + keptMs < this.clock.now()) throw notFound('書き出したファイル');
    return row.state === 'running' && row.touchedAt + silentMs < this.clock.now() ? { ...row, state: 'failed' } : row;
  }

  /** The file, and its taking on the record. @throws DomainError not_found, illegal_transition while it is being made */
  async take(scope: Scope, id: string): Promise<{ readonly row: ExportJobRow; readonly bytes: Buffer }> {
    const row = await this.of(scope, id);
    if (row.state !== 'done') throw new DomainError('illegal_transition', 'ファイルはまだできていません。作成が終わってから開いてください。');
    const parts = await this.db.rows<{ base64: string }>(sql`SELECT base64 FROM export_part WHERE export_id = ${id} ORDER BY position`);
    const bytes = Buffer.concat(parts.map(({ base64 }) => Buffer.from(base64, 'base64')));
    await this.record.note(scope, { content: row.list, format: row.format, rows: row.rows, bytes });
    return { row, bytes };
  }

  /** Removes what is kept no more. */
  async sweep(): Promise<void> {
    const before = this.clock.now() - keptMs;
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM export_job WHERE requested_at < ${before}`));
  }

  async #refuseTooMany(scope: Scope, now: number): Promise<void> {
    const row = await this.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM export_job WHERE staff_id = ${scope.staffId} AND requested_at > ${now - hourMs}`);
    if ((row?.n ?? 0) >= mostPerHour) throw new DomainError('rate_limited', `ファイルへの書き出しは1時間に${mostPerHour}回までです。しばらく待ってから、もう一度押してください。`);
  }

  async #make(id: string, format: ExportFormat, source: ListSource): Promise<void> {
    try {
      const rows = format === 'csv' ? await this.#csv(id, source) : await this.#xlsx(id, source);
      await this.#touch(id, { state: 'done', rows, finishedAt: this.clock.now() });
    } catch (error) {
      // What kind of fault, never a row of the list (E4).
      this.#log.error(`An export failed: ${error instanceof Error ? error.name : 'unknown fault'}`);
      await this.#touch(id, { state: 'failed', finishedAt: this.clock.now() }).catch(() => undefined);
    }
  }

  async #csv(id: string, source: ListSource): Promise<number> {
    let position = 0;
    await this.#store(id, position, csvPart([source.columns], true));
    let rows = 0;
    for await (const page of within(source.pages, mostRows.csv)) {
      rows += page.length;
      await this.#store(id, (position += 1), csvPart(page, false));
      await this.#touch(id, { rows });
    }
    return rows;
  }

  async #xlsx(id: string, source: ListSource): Promise<number> {
    const rows: (readonly Cell[])[] = [];
    for await (const page of within(source.pages, mostRows.xlsx)) {
      rows.push(...page);
      await this.#touch(id, { rows: rows.length });
    }
    const order: XlsxOrder = { sheet: source.name, columns: source.columns, rows };
    const bytes = Buffer.from(await runInThread<Uint8Array>(xlsxEntry, order, xlsxCost));
    for (let at = 0; at < bytes.length; at += partBytes) await this.#store(id, at / partBytes, bytes.subarray(at, at + partBytes));
    return rows.length;
  }

  async #store(exportId: string, position: number, bytes: Buffer): Promise<void> {
    await this.db.tx((tx) => insert(tx, ExportPartRow, { exportId, position, base64: bytes.toString('base64') }));
  }

  async #touch(id: string, changes: Partial<Pick<ExportJobRow, 'state' | 'rows' | 'finishedAt'>>): Promise<void> {
    await this.db.tx((tx) => update(tx, ExportJobRow, { id }, { ...changes, touchedAt: this.clock.now() }));
  }
}

/** The pages as long as they hold no more than so many rows. @throws RangeError beyond */
async function* within(pages: ListSource['pages'], most: number): ListSource['pages'] {
  let rows = 0;
  for await (const page of pages) {
    rows += page.length;
    if (rows > most) throw new RangeError(`The list has more than ${most} rows.`);
    yield page;
  }
}

function textsOf(filters: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => typeof value === 'string'));
}
