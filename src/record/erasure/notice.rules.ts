import type { ErasedTable } from './certificate.rules.js';
import type { ErasureChoice } from './erasure.entity.js';

/** What the customer is told was disposed of: names of kinds of data, never the data. */
const kinds: readonly (readonly [label: string, tables: readonly string[]])[] = [
  ['お問い合わせの記録（ヒアリングシート、電話の記録、報告書を含みます）', ['inquiry', 'inquiry_text', 'hearing_answer', 'call_log', 'report']],
  ['メール（本文、添付ファイル）', ['raw_message', 'outbox']],
  ['ログ・証跡のファイル', ['evidence_item']],
  ['ご契約と本サービス担当者の登録内容', ['contract', 'contact_request', 'affiliate', 'registered_contact']],
];

/** The kinds of data of which something was there. The registration always goes. */
export function itemsOf(tables: readonly ErasedTable[]): string[] {
  const touched = new Set(tables.filter(({ deleted, overwritten }) => deleted + overwritten > 0).map(({ table }) => table));
  return kinds.filter(([, names]) => names.includes('registered_contact') || names.some((name) => touched.has(name))).map(([label]) => label);
}

/** How it was done, in words. */
export function methodOf(choice: ErasureChoice): string {
  const method = '復元できない方法での消去（記録の削除・上書きと、暗号鍵の破棄）';
  return choice === 'return' ? `データをお返ししたうえで、${method}` : method;
}
