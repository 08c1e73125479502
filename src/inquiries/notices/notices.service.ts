import { Injectable } from '@nestjs/common';
import type { Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import type { Role, Scope } from '../../platform/scope.js';
import { sql, sqlList } from '../../platform/sql.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { visibleTo } from '../visibility.rules.js';

/** What a notice is about; the page words it. */
export const noticeKinds = {
  target_near: '目標期限が近づいています',
  target_missed: '目標期限を過ぎました',
  escalated: '二次受付待ちの問合せがあります',
  fast_track: '緊急エスカレーションがあります',
  addition_requested: '追記依頼が届きました',
  addition_completed: '依頼した追記が終わりました',
  review_requested: '報告書の確認依頼が届きました',
  report_returned: '報告書に修正の依頼がありました',
  report_read: '報告書が確認されました',
  customer_answered: 'お客様からご返答がありました',
  reopened: '対応が再開されました',
  evidence_received: 'お客様からファイルが届きました',
  undelivered: 'メール不達（要架電）',
  notice_undelivered: 'お知らせのメールが届きませんでした（お客様または販売パートナーへ電話でご連絡ください）',
  unknown_delivery: 'メールの送信結果を確認してください',
  verification_failed: '本人確認できずの問合せがあります',
  contact_changed: '本サービス担当者が変更されました',
  reopened_often: '再開が続いています',
  smtp_failing: 'メールを送信できない状態が続いています',
  mailbox_failing: 'メールボックスからメールを取り込めません',
  spoof_suspected: '本サービス担当者を装った疑いのあるメールが届きました',
  answer_withheld: '自動返信を止めました（同じ宛先への送信が続いています）',
  owner_left: '担当者がいなくなった問合せが、一覧に戻りました',
  warm_transfer: 'お客様が電話口でお待ちです（すぐに引き継いでください）',
  complaint: '上長対応の依頼が届きました',
  appointment_due: '約束の時刻です（折り返し・会議）',
  cause_wording: '同一事象のご案内文が公開されました（お客様へお電話ください）',
  gateway_proposal: '対策導入のご提案をお願いします',
  term_ending: '契約の満了日が近づいています（お客様名と期限はメールをご覧ください）',
} as const;

export type NoticeKind = keyof typeof noticeKinds;

/** A person who can be told. */
export interface Colleague {
  readonly staffId: string;
  readonly name: string;
  readonly address: string;
}

interface Telling {
  readonly kind: NoticeKind;
  readonly occasion: string;
  readonly to: readonly Colleague[];
  /** Whose act it tells of: nobody is told what he did himself. Null for what the desk found by itself, and for a clock. */
  readonly by: string | null;
  readonly now: Instant;
}

/** A notice as its reader sees it. */
export interface ShownNotice {
  readonly id: string;
  readonly kind: NoticeKind;
  readonly createdAt: Instant;
  readonly seenAt: Instant | null;
  /** Empty where it concerns the desk's mail as a whole. */
  readonly inquiryId: string;
  readonly number: string;
  readonly headline: string;
  /** Empty where nobody knows it yet. */
  readonly customerName: string;
}

/** Brings something to the attention of the people who can act, once each (D4). */
@Injectable()
export class Notices {
  constructor(private readonly db: Db) {}

  /** Tells each person once about an occasion; returns those who were not told before. */
  async tell(tx: Tx, row: Pick<InquiryRow, 'id'>, notice: Telling): Promise<Colleague[]> {
    return this.#tell(tx, row.id, notice);
  }

  async #tell(tx: Tx, inquiryId: string, notice: Telling): Promise<Colleague[]> {
    const told: Colleague[] = [];
    for (const person of notice.to.filter(({ staffId }) => staffId !== notice.by)) {
      const dedupeKey = `${notice.kind}:${inquiryId}:${notice.occasion}:${person.staffId}`;
      const added = await this.db.execute(
        tx,
        sql`INSERT INTO notice (id, staff_id, inquiry_id, kind, dedupe_key, created_at, seen_at)
            VALUES (${newId()}, ${person.staffId}, ${inquiryId}, ${notice.kind}, ${dedupeKey}, ${notice.now}, NULL)
            ON CONFLICT (dedupe_key) DO NOTHING`,
      );
      if (added > 0) told.push(person);
    }
    return told;
  }

  /** Tells of what concerns no single inquiry, each person once about an occasion. */
  async tellOfDesk(tx: Tx, notice: Telling): Promise<Colleague[]> {
    return this.#tell(tx, '', notice);
  }

  /** The service owner's people. */
  async owners(): Promise<Colleague[]> {
    return this.db.rows<Colleague>(
      sql`SELECT DISTINCT s.id AS "staffId", s.display_name AS name, s.login_name AS address
          FROM staff s JOIN staff_role r ON r.staff_id = s.id WHERE s.active = ${true} AND r.role = 'service_owner' ORDER BY 1`,
    );
  }

  /** Who is told at a sales partner: the supervisors of the desks that it runs. */
  async supervisorsOfPartner(partnerId: string): Promise<Colleague[]> {
    return this.db.rows<Colleague>(
      sql`SELECT DISTINCT s.id AS "staffId", s.display_name AS name, s.login_name AS address
          FROM staff s JOIN staff_role r ON r.staff_id = s.id JOIN support_desk d ON d.id = r.support_desk_id
          WHERE d.partner_id = ${partnerId} AND r.role = 'first_line_supervisor' AND s.active = ${true} ORDER BY 1`,
    );
  }

  /** The supervisors of a desk; the service owner's people where it is their own, or nobody is left at it. */
  async supervisorsOf(supportDeskId: string | null): Promise<Colleague[]> {
    const supervisors = supportDeskId === null ? [] : await this.colleagues({ supportDeskId, providerId: null }, ['first_line_supervisor']);
    return supervisors.length > 0 ? supervisors : this.owners();
  }

  /** Active staff who hold one of these roles and may see the inquiry's desk or are its provider's. */
  async colleagues(row: Pick<InquiryRow, 'supportDeskId' | 'providerId'>, roles: readonly Role[]): Promise<Colleague[]> {
    return this.db.rows<Colleague>(
      sql`SELECT DISTINCT s.id AS "staffId", s.display_name AS name, s.login_name AS address
          FROM staff s JOIN staff_role r ON r.staff_id = s.id
          WHERE s.active = ${true} AND r.role IN ${sqlList(roles)}
            AND (r.support_desk_id IS NULL OR r.support_desk_id = ${row.supportDeskId})
            AND (s.provider_id IS NULL OR s.provider_id = ${row.providerId})
          ORDER BY 1`,
    );
  }

  /** One person, if still active. */
  async colleague(staffId: string | null): Promise<Colleague[]> {
    if (staffId === null) return [];
    return this.db.rows<Colleague>(
      sql`SELECT id AS "staffId", display_name AS name, login_name AS address FROM staff WHERE id = ${staffId} AND active = ${true}`,
    );
  }

  /** The newest notices of a person, about inquiries he may still see. */
  async of(scope: Scope): Promise<ShownNotice[]> {
    return this.db.rows(
      sql`SELECT n.id, n.kind, n.created_at AS "createdAt", n.seen_at AS "seenAt", n.inquiry_id AS "inquiryId",
                 COALESCE(i.number, '') AS number, COALESCE(i.headline, '') AS headline, COALESCE(c.name, '') AS "customerName"
          FROM notice n LEFT JOIN inquiry i ON i.id = n.inquiry_id LEFT JOIN customer c ON c.id = i.customer_id
          WHERE n.staff_id = ${scope.staffId} AND (n.inquiry_id = '' OR ${visibleTo(scope)}) ORDER BY n.created_at DESC, n.id DESC LIMIT 100`,
    );
  }

  /** How many of those on his list he has not seen: what went beyond his walls since is neither listed nor counted. */
  async unseenCount(scope: Scope): Promise<number> {
    const row = await this.db.row<{ n: number }>(
      sql`SELECT COUNT(*) AS n FROM notice n LEFT JOIN inquiry i ON i.id = n.inquiry_id
          WHERE n.staff_id = ${scope.staffId} AND n.seen_at IS NULL AND (n.inquiry_id = '' OR ${visibleTo(scope)})`,
    );
    return row?.n ?? 0;
  }

  /** When the newest notice of an inquiry came that a person has not seen; undefined where there is none. */
  async newestUnseen(staffId: string, inquiryId: string): Promise<Instant | undefined> {
    const row = await this.db.row<{ at: Instant | null }>(sql`SELECT MAX(created_at) AS at FROM notice WHERE staff_id = ${staffId} AND seen_at IS NULL AND inquiry_id = ${inquiryId}`);
    return row?.at ?? undefined;
  }

  /** What called for somebody is done: it calls nobody any more. By the index of each person's unseen ones. */
  async settle(tx: Tx, inquiryId: string, kind: NoticeKind, now: Instant): Promise<void> {
    await this.db.execute(
      tx,
      sql`UPDATE notice SET seen_at = ${now} WHERE staff_id IN (SELECT id FROM staff) AND seen_at IS NULL AND inquiry_id = ${inquiryId} AND kind = ${kind}`,
    );
  }

  /** One notice that its reader marks, whatever it is about; nobody marks another's. */
  async markOneSeen(tx: Tx, staffId: string, noticeId: string, now: Instant): Promise<void> {
    await this.db.execute(tx, sql`UPDATE notice SET seen_at = ${now} WHERE id = ${noticeId} AND staff_id = ${staffId} AND seen_at IS NULL`);
  }

  /** What a person was told up to a time, of everything or of one inquiry, counts as seen: what came while he read stays new. */
  async markSeen(tx: Tx, staffId: string, seen: { readonly until: Instant; readonly now: Instant; readonly inquiryId?: string | undefined }): Promise<void> {
    const about = seen.inquiryId === undefined ? sql`` : sql`AND inquiry_id = ${seen.inquiryId}`;
    await this.db.execute(tx, sql`UPDATE notice SET seen_at = ${seen.now} WHERE staff_id = ${staffId} AND seen_at IS NULL AND created_at <= ${seen.until} ${about}`);
  }
}

/** A colleague as the outbox addresses him. */
export function asRecipient(person: Colleague): { name: string; address: string; contactId: null } {
  return { name: person.name, address: person.address, contactId: null };
}
