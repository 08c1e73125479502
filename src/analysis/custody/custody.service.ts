import { Injectable } from '@nestjs/common';
import { Inquiries } from '../../inquiries/inquiries.service.js';
import { Clock } from '../../platform/clock.js';
import { Contents } from '../../platform/content/contents.service.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events, type EventData } from '../../platform/events.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { EvidenceItemRow } from '../evidence.entity.js';
import { CustodyNoteRow, type CustodyAct } from './custody-note.entity.js';
import { custodyFaults } from './custody.rules.js';
import type { CustodyBody } from './custody.schemas.js';

/** One line of a file's custody. */
export interface CustodyLine {
  readonly type: string;
  readonly at: number;
  readonly who: string | null;
  readonly hash: string;
  readonly recipient: string | null;
  readonly reason: string | null;
  readonly consentBy: string | null;
  readonly consentAt: number | null;
  readonly secrecyAt: number | null;
}

/** Who had a file in hand, to whom it went, and what became of it (domain 2.3). */
@Injectable()
export class Custody {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly events: Events,
    private readonly inquiries: Inquiries,
  ) {}

  /** The file and its custody for somebody who may see its inquiry; the look is on the file's record (E2). @throws DomainError not_found */
  async look(scope: Scope, inquiryId: string, evidenceId: string): Promise<{ item: EvidenceItemRow; number: string; lines: readonly CustodyLine[] }> {
    return this.db.tx(async (tx) => {
      const { number } = await this.inquiries.load(tx, { kind: 'staff', scope }, { id: inquiryId, version: null });
      const item = await this.db.one(EvidenceItemRow, { id: evidenceId, inquiryId });
      if (item === null) throw notFound('ファイル');
      await this.#append(tx, scope, item, 'viewed', {});
      return { item, number, lines: await this.#lines(item) };
    });
  }

  /**
   * Writes an act of custody down; destroying removes the bytes, and what they were stays on record.
   *
   * @throws DomainError not_found, consent_missing, illegal_transition
   */
  async act(scope: Scope, place: { readonly inquiryId: string; readonly evidenceId: string }, act: CustodyAct, body: CustodyBody): Promise<void> {
    const name = await this.db.tx(async (tx) => {
      await this.inquiries.load(tx, { kind: 'staff', scope }, { id: place.inquiryId, version: null });
      const item = await this.db.lock(tx, EvidenceItemRow, { id: place.evidenceId, inquiryId: place.inquiryId });
      if (item === null) throw notFound('ファイル');
      if (item.destroyedAt !== null) throw new DomainError('illegal_transition', 'このファイルは廃棄済みです。');
      const now = this.clock.now();
      const faults = custodyFaults(act, body, now);
      if (faults.length > 0) throw new DomainError('consent_missing', 'お客様の同意と守秘の約束、相手を記録してからにしてください。', { faults });
      const noteId = newId();
      const { recipient, reason, consentBy, consentAt = null, secrecyAt = null } = body;
      await insert(tx, CustodyNoteRow, { id: noteId, evidenceId: item.id, act, recipient, reason, consentBy, consentAt, secrecyAt, at: now, byStaffId: scope.staffId });
      await this.#append(tx, scope, item, act, { noteId });
      if (act !== 'destroyed') return null;
      await update(tx, EvidenceItemRow, { id: item.id }, { destroyedAt: now });
      return this.contents.forget(tx, item.id);
    });
    await this.contents.discard(name);
  }

  async #append(tx: Tx, scope: Scope, { id, sha256 }: EvidenceItemRow, type: string, data: EventData): Promise<void> {
    const now = this.clock.now();
    const events = [{ type, occurredAt: now, data: { sha256, ...data } }];
    await this.events.append(tx, { type: 'evidence', id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
  }

  async #lines({ id, sha256 }: EvidenceItemRow): Promise<CustodyLine[]> {
    const rows = await this.db.rows<{ type: string; at: number; who: string | null; data: string }>(
      sql`SELECT e.type, e.occurred_at AS at, s.display_name AS who, e.data FROM event e LEFT JOIN staff s ON s.id = e.actor_id
          WHERE e.stream_type = 'evidence' AND e.stream_id = ${id} ORDER BY e.seq`,
    );
    const notes = new Map((await this.db.many(CustodyNoteRow, { evidenceId: id })).map((note) => [note.id, note]));
    return rows.map(({ type, at, who, data }) => {
      const said = JSON.parse(data) as { readonly noteId?: string; readonly sha256?: string };
      const { recipient = null, reason = null, consentBy = null, consentAt = null, secrecyAt = null } = notes.get(said.noteId ?? '') ?? {};
      return { type, at, who, hash: said.sha256 ?? sha256, recipient, reason, consentBy, consentAt, secrecyAt };
    });
  }
}
