import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { formatPhone } from '../../customers/phone-number.rules.js';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import { QueueQueries, type QueueRow } from '../../inquiries/queue.queries.js';
import { readQueueFilter } from '../../inquiries/queue/queue-address.schemas.js';
import { queueViewLabels } from '../../inquiries/queue/queue-filter.rules.js';
import { QueuePage } from '../../inquiries/queue/queue-page.service.js';
import { queueSortColumn } from '../../inquiries/queue/queue-sort.rules.js';
import { channelLabels, clockLabels, verificationLabels } from '../../inquiries/rulebook/status.js';
import { shownStatus } from '../../inquiries/status.view.js';
import { Search } from '../../inquiries/search/search.service.js';
import type { Scope } from '../../platform/scope.js';
import { FigureNames } from '../figure-labels.service.js';
import { FiguresPage } from '../figures-page.service.js';
import { keyFigures, chartViews } from '../figures.view.js';
import { missedBecause, MissedTargets } from '../missed-targets.queries.js';
import { monthLabel, spanOf } from '../month.rules.js';
import { sightOf } from '../subjects.rules.js';
import type { ExportWishes } from './export.schemas.js';
import { momentCell, type Cell } from '../../web/exports/safe-cell.rules.js';

/** A list as a file: its name, its columns, and its rows a page at a time. */
export interface ListSource {
  readonly name: string;
  readonly columns: readonly string[];
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

const pageRows = 500;

/** The lists that can be taken as files, each within the walls of who takes it (B5). */
@Injectable()
export class Lists {
  constructor(
    private readonly queue: QueueQueries,
    private readonly queuePage: QueuePage,
    private readonly details: InquiryDetails,
    private readonly search: Search,
    private readonly customers: CustomerQueries,
    private readonly missed: MissedTargets,
    private readonly figures: FiguresPage,
    private readonly names: FigureNames,
  ) {}

  /** @throws DomainError not_found for figures that are another desk's */
  async open(scope: Scope, wishes: ExportWishes): Promise<ListSource> {
    switch (wishes.list) {
      case 'queue':
        return { name: `問合せ一覧_${queueViewLabels[readQueueFilter(wishes.address).view ?? 'all']}`, columns: queueColumns, pages: this.#queuePages(scope, wishes.address) };
      case 'search':
        return { name: '検索結果', columns: searchColumns, pages: this.#searchPages(scope, wishes.q) };
      case 'customers':
        return { name: '利用者一覧', columns: customerColumns, pages: this.#customerPages(scope) };
      case 'missed':
        return { name: `目標期限超過_${wishes.month}`, columns: missedColumns, pages: this.#missedPages(scope, wishes.month) };
      case 'figures':
        return this.#figures(scope, wishes);
    }
  }

  async *#queuePages(scope: Scope, address: string): AsyncGenerator<Cell[][]> {
    const filter = readQueueFilter(address);
    const column = queueSortColumn(filter.sort);
    let after: { readonly at: number; readonly id: string } | undefined;
    do {
      const rows = await this.queue.list(scope, { ...this.queuePage.wanted(filter), after, limit: pageRows });
      const onTheirWay = await this.details.answersOnTheirWay(rows);
      if (rows.length > 0) yield rows.map((row) => queueCells(row, shownStatus(row, onTheirWay.get(row.id)).text));
      const last = rows.at(-1);
      after = rows.length < pageRows || last === undefined ? undefined : { at: last[column] ?? 0, id: last.id };
    } while (after !== undefined);
  }

  async *#searchPages(scope: Scope, q: string): AsyncGenerator<Cell[][]> {
    let before: number | undefined;
    do {
      const found = await this.search.search(scope, q, before);
      const onTheirWay = await this.details.answersOnTheirWay(found.hits);
      if (found.hits.length > 0) yield found.hits.map((hit) => [hit.number, shownStatus(hit, onTheirWay.get(hit.id)).text, hit.customerName, momentCell(hit.receivedAt), hit.headline]);
      before = found.next;
    } while (before !== undefined);
  }

  async *#customerPages(scope: Scope): AsyncGenerator<Cell[][]> {
    let after: string | undefined;
    do {
      const rows = await this.customers.list(scope, after, pageRows);
      if (rows.length > 0) yield rows.map((row) => [row.name, row.kana, row.contractNumber, row.contactName, phoneOf(row.contactPhone), phoneOf(row.mainPhone), row.supportDeskName, row.partnerName]);
      after = rows.length < pageRows ? undefined : rows.at(-1)?.id;
    } while (after !== undefined);
  }

  async *#missedPages(scope: Scope, month: string): AsyncGenerator<Cell[][]> {
    const labels = await this.names.labels();
    const rows = await this.missed.of(scope, spanOf(month));
    yield rows.map((row) => [
      row.number, row.cycle, row.customerName, row.deskName, momentCell(row.acceptedAt), momentCell(row.dueAt),
      momentCell(row.firstResponseAt), labels.missed(missedBecause(row)),
    ]);
  }

  async #figures(scope: Scope, wishes: Extract<ExportWishes, { list: 'figures' }>): Promise<ListSource> {
    const { month, subject, year, current } = await this.figures.answer(scope, wishes);
    const sight = sightOf(scope, subject);
    const key = current === undefined ? [] : keyFigures(current.figures, sight.small).map(({ label, value, definition }): Cell[] => ['主な数字', label, countOrText(value), definition]);
    const views = chartViews(month, year, await this.names.labels(), sight);
    const rest = views.flatMap(({ chart, head, rows, definition }) =>
      rows.flatMap(([label = '', ...values]): Cell[][] => values.map((value, index) => [chart.title, values.length > 1 ? `${label} ${head[index + 1] ?? ''}` : label, countOrText(value), definition])));
    return { name: `集計_${monthLabel(month)}`, columns: ['図表', '項目', '値', '定義'], pages: once([...key, ...rest]) };
  }
}

const queueColumns = ['受付番号', '状態', '利用者', 'ご連絡者', '内容', '手段', '本人確認', '受信', '受付', '目標期限', '最初のご回答', '目標', '受付窓口', '担当'] as const;
const searchColumns = ['受付番号', '状態', '利用者', '受信', '内容'] as const;
const customerColumns = ['利用者', 'フリガナ', '契約番号', '本サービス担当者', '担当者電話番号', '代表番号', '受付窓口', '販売パートナー'] as const;
const missedColumns = ['受付番号', '回', '利用者', '受付窓口', '受付', '目標期限', '最初のご回答', '期限の時点'] as const;

function queueCells(row: QueueRow, status: string): Cell[] {
  return [
    row.number, status, row.customerName, row.callerName, row.headline, channelLabels[row.channel], verificationLabels[row.verification],
    momentCell(row.receivedAt), momentCell(row.acceptedAt), momentCell(row.dueAt), momentCell(row.firstResponseAt), clockLabels[row.clock], row.supportDeskName, row.ownerName,
  ];
}

function phoneOf(number: string | null): string {
  return number === null ? '' : formatPhone(number);
}

/** What is a number on the page is one in the file. */
function countOrText(shown: string): Cell {
  return /^\d{1,9}$/.test(shown) ? Number(shown) : shown;
}

async function* once<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  if (rows.length > 0) yield rows;
}

