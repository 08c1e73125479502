import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import type { Role, Scope } from '../../platform/scope.js';
import { SecretBox } from '../../platform/secret-box.js';
import { sql } from '../../platform/sql.js';
import { remove, update } from '../../platform/write.js';
import type { RawForm } from '../../web/forms.js';
import { calledFor } from '../presence/presence.rules.js';
import { InquiryDetails } from '../inquiry-details.queries.js';
import { DraftRow } from './draft.entity.js';
import { draftMax, keptFields, mayTakeOver, toldOfDrafts } from './draft.rules.js';

/** A person's own draft. */
export interface OwnDraft {
  readonly form: string;
  readonly fields: RawForm;
  readonly savedAt: Instant;
  readonly offered: boolean;
}

/** That somebody else has a draft; never what is in it. */
export interface OthersDraft {
  readonly id: string;
  readonly form: string;
  readonly who: string;
  readonly savedAt: Instant;
  readonly offered: boolean;
  readonly takeable: boolean;
}

interface HeldRow {
  readonly id: string;
  readonly form: string;
  readonly staffId: string;
  readonly name: string;
  readonly providerId: string | null;
  readonly role: Role | null;
  readonly savedAt: Instant;
  readonly offered: boolean | number;
}

const keepMs = 30 * 24 * 3_600_000;

/** What is half typed in the forms of an inquiry, kept sealed until it is sent or thrown away. */
@Injectable()
export class Drafts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
    private readonly details: InquiryDetails,
  ) {}

  /**
   * Keeps what stands in a form now; an empty form keeps nothing. It asks for no version: what is typed on
   * an old page is worth as much. Returns when it was kept.
   *
   * @throws DomainError not_found, too_large
   */
  async save(scope: Scope, inquiryId: string, form: string, raw: RawForm): Promise<Instant | undefined> {
    await this.details.row(scope, inquiryId);
    const fields = keptFields(raw);
    if (Object.keys(fields).length === 0) {
      await this.discard(scope, inquiryId, form);
      return undefined;
    }
    const text = JSON.stringify(fields);
    if (text.length > draftMax) throw new DomainError('too_large', '長すぎて下書きに保存できません。分けて記録してください。');
    const now = this.clock.now();
    const sealed = this.secretBox.seal(text, contextOf(inquiryId, scope.staffId, form));
    await this.db.tx((tx) =>
      this.db.execute(
        tx,
        sql`INSERT INTO draft (id, inquiry_id, staff_id, form, sealed, offered, saved_at) VALUES (${newId()}, ${inquiryId}, ${scope.staffId}, ${form}, ${sealed}, ${false}, ${now})
            ON CONFLICT (inquiry_id, staff_id, form) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at`,
      ),
    );
    return now;
  }

  /** A person's own drafts of an inquiry by form, the newest first. */
  async own(scope: Scope, inquiryId: string): Promise<ReadonlyMap<string, OwnDraft>> {
    const rows = await this.db.rows<{ form: string; sealed: string; savedAt: Instant; offered: boolean | number }>(
      sql`SELECT form, sealed, saved_at AS "savedAt", offered FROM draft WHERE inquiry_id = ${inquiryId} AND staff_id = ${scope.staffId} ORDER BY saved_at DESC, form`,
    );
    return new Map(rows.map(({ form, sealed, savedAt, offered }) => [form, { form, savedAt, offered: Boolean(offered), fields: this.#open(sealed, contextOf(inquiryId, scope.staffId, form)) }]));
  }

  /** Drafts of others, for who owns the inquiry or leads. */
  async ofOthers(scope: Scope, inquiry: { readonly id: string; readonly ownerId: string | null }): Promise<readonly OthersDraft[]> {
    if (!toldOfDrafts(scope, inquiry)) return [];
    const held = (await this.#held(inquiry.id)).filter(({ staffId }) => staffId !== scope.staffId);
    return held.map(({ id, form, savedAt, offered, ...person }) => ({
      id, form, savedAt, offered,
      who: calledFor(scope, { ...person, onRecord: person.staffId === inquiry.ownerId }),
      takeable: mayTakeOver(scope, inquiry, { ...person, offered }),
    }));
  }

  /** Throws an own draft away. @throws DomainError not_found */
  async discard(scope: Scope, inquiryId: string, form: string): Promise<void> {
    await this.details.row(scope, inquiryId);
    await this.db.tx((tx) => remove(tx, DraftRow, { inquiryId, staffId: scope.staffId, form }));
  }

  /** The writer agrees that whoever takes the inquiry on may have his draft, or no longer does. */
  async offer(scope: Scope, inquiryId: string, form: string, offered: boolean): Promise<void> {
    await this.details.row(scope, inquiryId);
    const changed = await this.db.tx((tx) => update(tx, DraftRow, { inquiryId, staffId: scope.staffId, form }, { offered }));
    if (changed === 0) throw notFound('下書き');
  }

  /** The draft of another becomes this person's own. @throws DomainError not_found, forbidden, already_exists */
  async takeOver(scope: Scope, inquiryId: string, draftId: string): Promise<void> {
    const inquiry = await this.details.row(scope, inquiryId);
    await this.db.tx(async (tx) => {
      const draft = (await this.#held(inquiryId)).find(({ id }) => id === draftId);
      if (draft === undefined || draft.staffId === scope.staffId) throw notFound('下書き');
      if (!mayTakeOver(scope, inquiry, draft)) throw new DomainError('forbidden', 'この下書きは引き継げません。書いた方に「引き継いでよい」にしてもらうか、責任者に依頼してください。');
      if ((await this.db.one(DraftRow, { inquiryId, staffId: scope.staffId, form: draft.form })) !== null) {
        throw new DomainError('already_exists', '同じ欄に、ご自分の下書きがあります。先にそれを送信するか、破棄してください。');
      }
      const row = await this.db.lock(tx, DraftRow, { id: draftId });
      if (row === null) throw notFound('下書き');
      const text = this.secretBox.open(row.sealed, contextOf(inquiryId, row.staffId, row.form));
      await update(tx, DraftRow, { id: draftId }, { staffId: scope.staffId, offered: false, sealed: this.secretBox.seal(text, contextOf(inquiryId, scope.staffId, row.form)) });
    });
  }

  /** Sends a form: what was kept of it goes in the same transaction. */
  async whileSending<T>(scope: Scope, inquiryId: string, form: string, send: () => Promise<T>): Promise<T> {
    return this.db.tx(async (tx) => {
      const sent = await send();
      await remove(tx, DraftRow, { inquiryId, staffId: scope.staffId, form });
      return sent;
    });
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM draft WHERE saved_at < ${this.clock.now() - keepMs}`));
  }

  async #held(inquiryId: string): Promise<(Omit<HeldRow, 'role' | 'offered'> & { readonly roles: readonly Role[]; readonly offered: boolean })[]> {
    const rows = await this.db.rows<HeldRow>(
      sql`SELECT d.id, d.form, d.staff_id AS "staffId", d.saved_at AS "savedAt", d.offered, s.display_name AS name, s.provider_id AS "providerId", r.role
          FROM draft d JOIN staff s ON s.id = d.staff_id LEFT JOIN staff_role r ON r.staff_id = s.id WHERE d.inquiry_id = ${inquiryId} ORDER BY d.saved_at DESC, d.id`,
    );
    const byId = new Map<string, HeldRow[]>();
    for (const row of rows) byId.set(row.id, [...(byId.get(row.id) ?? []), row]);
    return [...byId.values()].flatMap((each) => {
      const [row] = each;
      if (row === undefined) return [];
      return [{ ...row, offered: Boolean(row.offered), roles: each.flatMap(({ role }) => role ?? []) }];
    });
  }

  #open(sealed: string, context: string): RawForm {
    return JSON.parse(this.secretBox.open(sealed, context)) as RawForm;
  }
}

function contextOf(inquiryId: string, staffId: string, form: string): string {
  return `draft:${inquiryId}:${staffId}:${form}`;
}
