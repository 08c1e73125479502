import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { Clock } from '../../platform/clock.js';
import type { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { emptyForm, refusedForm, type RawForm } from '../../web/forms.js';
import { Views } from '../../web/views.js';
import { actFieldLabels } from '../act-panels.view.js';
import { mayTry } from '../acts/act.js';
import { ActRegistry } from '../acts/act-registry.service.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { Notices, type Colleague } from '../notices/notices.service.js';
import { QueueQueries, type QueueRow } from '../queue.queries.js';
import { nextCallerLabels, resolutionLabels, supportKindLabels } from '../rulebook/status.js';
import { shownStatus } from '../status.view.js';
import { bulkActs, bulkMax } from './bulk-acts.js';
import { BulkRuns, type BulkLine } from './bulk-runs.service.js';

const labels = { resolution: resolutionLabels, supportKind: supportKindLabels, nextCaller: nextCallerLabels };
const outcomeLabels = { done: '実行しました', refused: '実行していません', waiting: 'まだ実行していません' } as const;
const outcomeTones = { done: 'tone-success', refused: 'tone-danger', waiting: 'tone-warn' } as const;

/** The pages of an act on many inquiries: what to do with those that were picked, and what came of it. */
@Injectable()
export class BulkPage {
  constructor(
    private readonly queue: QueueQueries,
    private readonly details: InquiryDetails,
    private readonly registry: ActRegistry,
    private readonly notices: Notices,
    private readonly runs: BulkRuns,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** What can be done with these; those the person may not see are left out. */
  async choose(scope: Scope, ids: readonly string[], refused?: { readonly act: string; readonly raw: RawForm; readonly refusal: DomainError }): Promise<string> {
    const rows = await this.queue.byIds(scope, ids.slice(0, bulkMax));
    const acts = bulkActs.map((name) => this.registry.byName(name)).filter((act) => mayTry(scope, act)).map((act) => {
      const possible = rows.filter(({ status }) => this.registry.possible(scope, status).includes(act)).length;
      return { name: act.name, label: act.label, possible, open: refused?.act === act.name, runId: newId() };
    });
    const onTheirWay = await this.details.answersOnTheirWay(rows);
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    return this.views.page('inquiries/bulk', {
      title: `${refused === undefined ? '' : 'エラー：'}まとめて操作`,
      rows: rows.map((row) => ({ ...row, shown: shownStatus(row, onTheirWay.get(row.id)) })),
      acts: acts.filter(({ possible, open }) => possible > 0 || open),
      missing: ids.length - rows.length,
      bulkMax,
      labels,
      actFieldLabels,
      colleagues: await this.#colleagues(rows),
      // What the forms of single acts ask of their inquiry.
      row: { ownerId: rows.some(({ ownerId }) => ownerId !== scope.staffId) ? scope.staffId : '', providerId: null, line: rows[0]?.line ?? 'first' },
      providers: [],
      isOpen: calendar.isOpen(now),
      nextOpening: calendar.nextOpening(now),
      refused: refused === undefined ? undefined : { act: refused.act, message: refused.refusal.message, faults: refused.refusal.faults },
      formFor: (act: string) => (refused?.act === act ? refusedForm(refused.raw, refused.refusal.faults) : emptyForm()),
    });
  }

  async result(scope: Scope, id: string): Promise<string> {
    const { act, lines } = await this.runs.result(scope, id);
    const count = (outcome: BulkLine['outcome']): number => lines.filter((line) => line.outcome === outcome).length;
    const again = lines.filter((line) => line.outcome !== 'done' && line.number !== null).map((line) => line.inquiryId);
    return this.views.page('inquiries/bulk-result', {
      title: 'まとめて操作した結果',
      label: this.registry.byName(act).label,
      lines,
      done: count('done'),
      notDone: lines.length - count('done'),
      again: again.length === 0 ? undefined : `/queue/bulk?${new URLSearchParams(again.map((inquiryId): [string, string] => ['pick', inquiryId])).toString()}`,
      outcomeLabels,
      outcomeTones,
    });
  }

  /** Those who can take every one of them. */
  async #colleagues(rows: readonly QueueRow[]): Promise<readonly Colleague[]> {
    let common: readonly Colleague[] | undefined;
    const asked = new Set<string>();
    for (const { line, supportDeskId, providerId } of rows) {
      const key = `${line} ${supportDeskId ?? ''} ${providerId ?? ''}`;
      if (asked.has(key)) continue;
      asked.add(key);
      const able = await this.notices.colleagues({ supportDeskId, providerId }, line === 'second' ? ['second_line', 'second_line_lead'] : ['first_line', 'first_line_supervisor']);
      common = common === undefined ? able : common.filter((one) => able.some(({ staffId }) => staffId === one.staffId));
    }
    return common ?? [];
  }
}
