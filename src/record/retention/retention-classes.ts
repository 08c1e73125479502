import type { Instant } from '../../platform/clock.js';
import { sql, type Sql } from '../../platform/sql.js';

/** A class of data with a time of its own. */
export const retentionNames = ['evidence', 'inquiry', 'stranger_mail', 'access_log', 'notice', 'automatic_mail'] as const;
export type RetentionName = (typeof retentionNames)[number];

/** One thing whose time runs: what it is, whose, and since when. */
export interface Running {
  readonly id: string;
  readonly customerId: string | null;
  readonly inquiryId: string | null;
  readonly since: Instant;
}

export interface RetentionClass {
  readonly name: RetentionName;
  readonly label: string;
  /** From when on the days count, in words. */
  readonly from: string;
  readonly days: number;
  /** Fewer would dispose of what is still needed. */
  readonly fewest: number;
  /** Why the default is what it is. */
  readonly ground: string;
  /** `SELECT id, customerId, inquiryId, since` of everything whose time began before an instant. */
  readonly begunBefore: (at: Instant) => Sql;
}

const day = 24 * 60 * 60_000;
export const retentionDayMs = day;

/** The classes with their defaults; the owner changes the days, not the classes. What is kept for a day (answers of acts, forms that came too late) has sweeps of its own. */
export const retentionClasses: readonly RetentionClass[] = [
  {
    name: 'evidence', label: 'ログ・証跡のファイル', from: '問合せの対応完了', days: 30, fewest: 1, ground: 'ログ提供依頼で、調査の終了後30日以内に消去するとお約束しています（第10条4）。',
    begunBefore: (at) => sql`SELECT e.id, i.customer_id AS "customerId", i.id AS "inquiryId", i.ended_at AS since FROM evidence_item e JOIN inquiry i ON i.id = e.inquiry_id
      WHERE e.destroyed_at IS NULL AND i.is_open = ${false} AND i.ended_at < ${at} ORDER BY e.id`,
  },
  {
    name: 'inquiry', label: '問合せの内容（文章、ヒアリング、報告書、メール）', from: '問合せの対応完了', days: 1_825, fewest: 90, ground: '秘密保持義務は契約終了後5年間続きます（第10条5）。',
    begunBefore: (at) => sql`SELECT i.id, i.customer_id AS "customerId", i.id AS "inquiryId", i.ended_at AS since FROM inquiry i
      WHERE i.is_open = ${false} AND i.ended_at < ${at} AND i.id NOT IN (SELECT inquiry_id FROM inquiry_disposal) ORDER BY i.id`,
  },
  {
    name: 'stranger_mail', label: '問合せに入らなかったメール（確認待ち、不達通知、自動返信と、それらへの返信を含む）', from: '受信・送信', days: 180, fewest: 14, ground: '問合せの記録ではないため、再確認に必要な期間だけ残します。',
    begunBefore: (at) => sql`SELECT r.id, r.customer_id AS "customerId", r.inquiry_id AS "inquiryId", r.received_at AS since FROM raw_message r
      WHERE r.state <> 'stored' AND r.inquiry_id IS NULL AND r.received_at < ${at}
      UNION ALL SELECT o.id, NULL, NULL, o.created_at FROM outbox o
      WHERE o.inquiry_id IS NULL AND o.customer_id IS NULL AND o.state NOT IN ('waiting', 'sending') AND o.created_at < ${at}`,
  },
  {
    name: 'access_log', label: '閲覧記録', from: '閲覧・取り出し', days: 1_825, fewest: 365, ground: '誰が見たかを、秘密保持義務が続く間は確かめられるようにします。',
    begunBefore: (at) => sql`SELECT id, customer_id AS "customerId", inquiry_id AS "inquiryId", at AS since FROM access_log WHERE at < ${at} ORDER BY id`,
  },
  {
    name: 'notice', label: '画面のお知らせ', from: '作成', days: 365, fewest: 30, ground: '用の済んだお知らせです。対応の記録は別に残ります。',
    begunBefore: (at) => sql`SELECT id, NULL AS "customerId", inquiry_id AS "inquiryId", created_at AS since FROM notice WHERE created_at < ${at} ORDER BY id`,
  },
  {
    name: 'automatic_mail', label: '自動返信の宛先の控え（ハッシュ値）', from: '送信', days: 90, fewest: 7, ground: '自動返信の繰り返しを防ぐためだけに使います。',
    begunBefore: (at) => sql`SELECT id, NULL AS "customerId", NULL AS "inquiryId", at AS since FROM automatic_mail WHERE at < ${at} ORDER BY id`,
  },
];

/** The class of a name. */
export function retentionClass(name: RetentionName): RetentionClass {
  const found = retentionClasses.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no class ${name}.`);
  return found;
}
