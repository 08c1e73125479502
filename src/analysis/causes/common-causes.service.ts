import { Injectable } from '@nestjs/common';
import { raiseVersion } from '../../customers/versions.js';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { findInquiryNumber } from '../../inquiries/inquiry-number.rules.js';
import { Notices } from '../../inquiries/notices/notices.service.js';
import { WritingChecks } from '../../inquiries/writing-checks.service.js';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { newId, sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { insert, remove, update } from '../../platform/write.js';
import { CauseInquiryRow, CommonCauseRow } from './common-cause.entity.js';
import { CommonCauseQueries, type CauseMember } from './common-cause.queries.js';
import { namedCustomers, worksOnCauses } from './common-cause.rules.js';
import type { CauseText } from './common-cause.schemas.js';

/** One cause behind the inquiries of several customers (H6); the house's second line alone puts them together. */
@Injectable()
export class CommonCauses {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly queries: CommonCauseQueries,
    private readonly details: InquiryDetails,
    private readonly checks: WritingChecks,
    private readonly notices: Notices,
  ) {}

  /** @throws DomainError not_found, also for a designated provider: it works from what is assigned to it */
  async byId(scope: Scope, id: string): Promise<CommonCauseRow> {
    const row = worksOnCauses(scope) ? await this.db.one(CommonCauseRow, { id }) : null;
    if (row === null) throw notFound('同一事象');
    return row;
  }

  /** Returns its id. @throws DomainError not_found, already_exists, restricted_value, validation_failed where a customer is named */
  async begin(scope: Scope, { inquiry, ...written }: CauseText & { readonly inquiry: string }): Promise<string> {
    if (!worksOnCauses(scope)) throw notFound('同一事象');
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      const row: CommonCauseRow = { id: newId(), ...written, publishedWording: null, publishedAt: null, endedAt: null, createdAt: now, createdBy: scope.staffId, version: 1 };
      await insert(tx, CommonCauseRow, row);
      await this.#record(tx, scope, row.id, 'cause_begun', { inquiryId: await this.#add(tx, scope, row, inquiry) });
      return row.id;
    });
  }

  /** @throws DomainError as `begin`, and version_stale */
  async save(scope: Scope, id: string, version: number, written: CauseText): Promise<void> {
    await this.#change(scope, id, version, async (tx, row) => {
      await this.#refuse(scope, { ...row, ...written });
      await update(tx, CommonCauseRow, { id }, { ...written });
      return { type: 'cause_saved', sha256: sha256(`${written.title}\n---\n${written.analysis}\n---\n${written.wording}`) };
    });
  }

  /** The desks read the wording from now on, and are told of it. @throws DomainError as `begin`, and version_stale */
  async publish(scope: Scope, id: string, version: number): Promise<void> {
    await this.#change(scope, id, version, async (tx, row) => {
      if (row.wording === '') throw new DomainError('validation_failed', 'ご案内文を書いて保存してから公開してください。', { faults: [{ field: 'wording', message: 'ご案内文を書いて保存してから公開してください。' }] });
      await this.#refuse(scope, row);
      const now = this.clock.now();
      await update(tx, CommonCauseRow, { id }, { publishedWording: row.wording, publishedAt: now });
      for (const inquiry of await this.queries.members(id)) await this.#tell(tx, inquiry, { occasion: `${id}-${version}`, by: scope.staffId });
      return { type: 'cause_published', sha256: sha256(row.wording) };
    });
  }

  /** @throws DomainError not_found, version_stale, already_exists, restricted_value, validation_failed */
  async add(scope: Scope, id: string, version: number, inquiry: string): Promise<void> {
    await this.#change(scope, id, version, async (tx, row) => ({ type: 'cause_inquiry_added', inquiryId: await this.#add(tx, scope, row, inquiry) }));
  }

  /** @throws DomainError not_found, version_stale */
  async remove(scope: Scope, id: string, version: number, inquiryId: string): Promise<void> {
    await this.#change(scope, id, version, async (tx) => {
      if ((await remove(tx, CauseInquiryRow, { inquiryId, causeId: id })) === 0) throw notFound('問合せ');
      return { type: 'cause_inquiry_removed', inquiryId };
    });
  }

  /** Nobody is to be called any more. @throws DomainError not_found, version_stale */
  async end(scope: Scope, id: string, version: number): Promise<void> {
    await this.#change(scope, id, version, async (tx) => {
      await update(tx, CommonCauseRow, { id }, { endedAt: this.clock.now() });
      return { type: 'cause_ended' };
    });
  }

  async #change(scope: Scope, id: string, version: number, act: (tx: Tx, row: CommonCauseRow) => Promise<{ readonly type: string; readonly sha256?: string; readonly inquiryId?: string }>): Promise<void> {
    await this.db.tx(async (tx) => {
      const row = await this.byId(scope, id);
      if (row.endedAt !== null) throw new DomainError('illegal_transition', 'この同一事象は終了しています。');
      await raiseVersion(tx, CommonCauseRow, id, version);
      const { type, ...data } = await act(tx, row);
      await this.#record(tx, scope, id, type, data);
    });
  }

  async #add(tx: Tx, scope: Scope, row: CommonCauseRow, typed: string): Promise<string> {
    const inquiry = await this.#inquiry(scope, typed);
    if ((await this.db.one(CauseInquiryRow, { inquiryId: inquiry.id })) !== null) throw fault('already_exists', 'inquiry', 'この問合せは、すでに同一事象にまとめられています。');
    await insert(tx, CauseInquiryRow, { inquiryId: inquiry.id, causeId: row.id, addedAt: this.clock.now(), addedBy: scope.staffId });
    await this.#refuse(scope, row);
    if (row.publishedAt !== null) await this.#tell(tx, inquiry, { occasion: `${row.id}-${row.version}`, by: scope.staffId });
    return inquiry.id;
  }

  async #inquiry(scope: Scope, typed: string): Promise<InquiryRow> {
    const number = findInquiryNumber(typed);
    const id = number === undefined ? typed : await this.details.idByNumber(scope, number);
    const isId = id !== undefined && /^[0-9a-f-]{36}$/.test(id);
    if (!isId) throw fault('validation_failed', 'inquiry', '受付番号を 26-000123-7 の形で入力してください。見られない問合せは加えられません。');
    return this.details.row(scope, id);
  }

  /** What is common names no customer (B5, and so that an erasure has nothing to look for), and what all read holds nothing that only the second line may know of any of them (C3). */
  async #refuse(scope: Scope, { id, title, analysis, wording }: Pick<CommonCauseRow, 'id' | 'title' | 'analysis' | 'wording'>): Promise<void> {
    const names = await this.queries.customerNames(id);
    for (const [field, text] of Object.entries({ title, analysis, wording })) {
      const named = namedCustomers(text, names);
      if (named.length > 0) throw fault('validation_failed', field, `利用者の名称（${named.join('、')}）が含まれています。ほかの利用者と共通の文なので、除いてください。`);
    }
    for (const inquiry of await this.queries.members(id)) {
      await this.checks.run({ inquiryId: inquiry.id, by: scope.staffId, disclosure: 'partner', texts: [title] });
      await this.checks.run({ inquiryId: inquiry.id, by: scope.staffId, disclosure: 'customer', texts: [wording] });
    }
  }

  async #tell(tx: Tx, inquiry: CauseMember, { occasion, by }: { readonly occasion: string; readonly by: string }): Promise<void> {
    if (inquiry.line !== 'first') return;
    const to = await this.notices.colleagues(inquiry, ['first_line', 'first_line_supervisor']);
    await this.notices.tell(tx, inquiry, { kind: 'cause_wording', occasion, to, by, now: this.clock.now() });
  }

  async #record(tx: Tx, scope: Scope, id: string, type: string, data: Readonly<Record<string, string>>): Promise<void> {
    const now = this.clock.now();
    await this.events.append(tx, { type: 'desk', id: `cause:${id}` }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [{ type, occurredAt: now, data }] });
  }
}

function fault(code: 'validation_failed' | 'already_exists', field: string, message: string): DomainError {
  return new DomainError(code, message, { faults: [{ field, message }] });
}
