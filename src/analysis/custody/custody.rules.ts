import type { Instant } from '../../platform/clock.js';
import type { FieldFault } from '../../platform/errors.js';
import type { CustodyAct } from './custody-note.entity.js';

interface Statement {
  readonly recipient: string;
  readonly consentBy: string;
  readonly consentAt?: Instant | undefined;
  readonly secrecyAt?: Instant | undefined;
}

/**
 * What is missing before an act of custody. Nothing goes to a provider or a specialist before the customer's
 * consent and the recipient's undertaking of secrecy are on record (E2, 第10条1・3).
 */
export function custodyFaults(act: CustodyAct, said: Statement, now: Instant): FieldFault[] {
  if (act === 'destroyed') return [];
  const faults: FieldFault[] = [];
  if (said.recipient === '') faults.push({ field: 'recipient', message: act === 'returned' ? '返還した相手を入力してください。' : '渡す相手（会社とお名前）を入力してください。' });
  if (act === 'returned') return faults;
  if (said.consentBy === '' || said.consentAt === undefined) faults.push({ field: 'consentBy', message: 'お客様の同意（どなたが、いつ）を記録してください。' });
  if (said.secrecyAt === undefined) faults.push({ field: 'secrecyAt', message: '相手の守秘の約束をいつ得たかを記録してください。' });
  for (const field of ['consentAt', 'secrecyAt'] as const) {
    if ((said[field] ?? 0) > now) faults.push({ field, message: '現在以前の日時を入力してください。' });
  }
  return faults;
}

export const custodyLabels: Readonly<Record<string, string>> = {
  received: '受領',
  verified: 'ハッシュ値の一致を確認',
  hash_differs: '申告されたハッシュ値と不一致',
  unusable: '使用不可と判定',
  scanned: 'マルウェア検査',
  viewed: '記録・一覧の閲覧',
  exported: '取出し',
  handed_over: '引渡し',
  returned: '返還',
  destroyed: '廃棄',
};
