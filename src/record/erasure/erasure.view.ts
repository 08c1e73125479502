import { formatDateTime, toIsoTokyo } from '../../calendar/japanese-time.js';
import { certificateHash, type Certificate } from './certificate.rules.js';
import type { ErasureChoice, ErasureGround, ErasureState, HoldKind } from './erasure.entity.js';
import type { ErasureDetails, ErasureSummary } from './erasures.queries.js';

/** What the pages call things. */
export const stateLabels: Readonly<Record<ErasureState, { readonly text: string; readonly tone: string }>> = {
  requested: { text: '確定待ち（利用停止中）', tone: 'tone-warn' }, confirmed: { text: '消去中', tone: 'tone-info' }, erasing: { text: '消去中', tone: 'tone-info' },
  telling: { text: '完了のご報告を送信中', tone: 'tone-info' }, held: { text: '保全の対象を残して消去済み', tone: 'tone-warn' }, done: { text: '消去済み', tone: 'tone-success' },
  cancelled: { text: '取りやめ', tone: 'tone-neutral' },
};
export const choiceLabels: Readonly<Record<ErasureChoice, string>> = { return: '返還したうえで消去', disposal: '廃棄（消去）' };
export const groundLabels: Readonly<Record<ErasureGround, string>> = { request: '利用者からのお求め（第10条4）', contract_end: '契約の終了（第10条4）' };
export const holdLabels: Readonly<Record<HoldKind, string>> = { legal: '法的な保全（訴訟・調査など）', evidence: '証拠の保全' };
const toldLabels: Readonly<Record<Certificate['told'], string>> = { sent: 'メールで送信済み', not_sent: '送信できませんでした（書面または電話でご報告ください）', nobody: '本サービス担当者の登録がないため、送信していません' };

const tableLabels: Readonly<Record<string, string>> = {
  customer: '利用者の登録内容', registered_contact: '本サービス担当者', contract: '契約', affiliate: '関係会社', contact_request: '担当者変更の申請', import_line: 'パラメーターシートの行',
  inquiry: '問合せ', inquiry_text: '問合せの文章', hearing_answer: 'ヒアリングの回答', call_log: '電話の記録', copy_recipient: '同報先', raw_message: '届いたメール', mail_attachment: 'メールの添付ファイル',
  outbox: '送信メール', outbox_attempt: '送信の経過', report: '報告書', report_reading: '報告書の確認', portal_note: '利用者非公開の記録', portal_notice_check: '通知内容の引用', assessment: '評価',
  attack_progress: '攻撃の進み具合', indicator: '侵害指標', disclosure_release: '開示承認', configuration_detail: '構成情報', evidence_item: 'ログ・証跡', log_request: 'ログ提供依頼', gateway_proposal: '対策導入のご提案', data_hold: '保全',
};

/** An erasure as lists show it. */
export function erasureView(row: ErasureSummary): Record<string, unknown> {
  return { ...row, state: stateLabels[row.state], stateName: row.state, choice: choiceLabels[row.choice], choiceName: row.choice, ground: groundLabels[row.ground], requestedAt: formatDateTime(row.requestedAt), exportedAt: maybe(row.exportedAt), confirmedAt: maybe(row.confirmedAt), finishedAt: maybe(row.finishedAt) };
}

/** The certificate in words. */
export function certificateView(certificate: Certificate): Record<string, unknown> {
  return {
    ...certificate,
    erasedAt: formatDateTime(certificate.erasedAt),
    finishedAt: maybe(certificate.finishedAt),
    told: toldLabels[certificate.told],
    tables: certificate.tables.map((each) => ({ ...each, label: tableLabels[each.table] ?? each.table })),
    kept: certificate.kept.map((each) => ({ ...each, label: each.what === 'record' ? '対応の記録' : each.what === 'customer' ? '利用者のすべて' : `問合せ ${each.inquiryNumber}`, kind: each.kind === undefined ? '' : holdLabels[each.kind] })),
    sha256: certificateHash(certificate),
  };
}

/** An erasure as programs get it. */
export function erasureResource({ id, customerId, state, choice, ground, requestedAt, requestedBy, exportedAt, confirmedAt, erasedAt, finishedAt }: ErasureSummary) {
  const iso = (at: number | null): string | null => (at === null ? null : toIsoTokyo(at));
  return { id, customerId, state, choice, ground, requestedAt: toIsoTokyo(requestedAt), requestedBy, exportedAt: iso(exportedAt), confirmedAt: iso(confirmedAt), erasedAt: iso(erasedAt), finishedAt: iso(finishedAt) };
}

/** The same with its certificate and the hash that stands on the record. */
export function erasureDetailsResource(row: ErasureDetails) {
  const { certificate } = row;
  return { ...erasureResource(row), certificate: certificate === null ? null : { ...certificate }, certificateSha256: certificate === null ? null : certificateHash(certificate) };
}

function maybe(at: number | null): string | undefined {
  return at === null ? undefined : formatDateTime(at);
}
