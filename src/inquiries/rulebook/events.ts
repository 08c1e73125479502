import type { Instant } from '../../platform/clock.js';
import type { EventData } from '../../platform/events.js';
import type { ActName } from './transitions.js';

/**
 * A fact about an inquiry. Its type is the act that made it; its data are ids, enumerations, numbers
 * and instants, with `from` and `to` for the status.
 */
export interface InquiryEvent {
  readonly type: ActName;
  readonly occurredAt: Instant;
  readonly data: EventData;
}

/** What the timeline, the diagram and the audit record say of each type. */
export const eventLabels: Readonly<Record<ActName, string>> = {
  receive_mail: 'メールを受信',
  take_call: '電話を受付',
  record_out_of_hours_call: '時間外入電を記録',
  receive_exceptionally: '特例受付',
  take_up: '受付を開始',
  decline: '受付対象外としてご案内',
  verify: '本人確認を記録',
  accept_colleague: '代表番号経由の同僚の方からの聞き取りを承認',
  resume_declined: '受付を再開',
  transfer: '他窓口へ引継ぎ',
  complete_reception: 'ヒアリング（受付部分）を完了',
  await_customer: 'お客様へ確認を依頼',
  answer_by_phone: '電話で回答',
  escalate: '二次受付窓口へエスカレーション',
  escalate_fast_track: '二次受付窓口へ緊急エスカレーション',
  take: '受領して担当',
  request_addition: '一次受付窓口へ追記依頼',
  complete_addition: '追記を完了',
  withdraw_escalation: 'エスカレーションを取下げ',
  request_review: '報告書の確認を依頼',
  return_report: '報告書に修正を依頼',
  take_back_report: '報告書の確認依頼を取下げ',
  approve_report: '報告書を確認',
  send_report: '報告書をご報告',
  read_report_afterwards: '送付後に報告書を確認',
  record_analysis: '分析の記録を追加',
  save_report: '報告書の作成を開始',
  release_value: '値の開示を承認',
  receive_evidence: 'ログ・証跡を受領',
  take_back_answer: '回答が届いていないため対応を再開',
  restore_answer: '再送した回答が届き、回答済みに復帰',
  answer_second_line: '二次受付窓口から回答',
  customer_answered: 'お客様からご回答',
  remind: 'ご返答のお願い（再送）',
  announce_closing: '対応完了の事前ご案内',
  close: '対応完了',
  follow_up: '追加のご質問を受付',
  reopen: '対応を再開',
  merge: '統合',
  withdraw: '取下げ',
  record_specialist_wish: '専門事業者紹介のご要望を記録',
  introduce_specialist: '専門事業者をご紹介',
  guide_insurance: '保険をご案内',
  change_desk: '受付窓口の承継',
  end_by_contract: '契約終了により完了',
  raise_gateway_proposal: '対策導入のご提案を販売パートナーへ依頼',
  log_call: '架電を記録',
  add_copy: '同報先を確認',
  remove_copy: '同報先から除外',
  record_hearing: 'ヒアリングシートに記入',
  decide_entitlement: '契約状態を判断',
  identify_customer: '利用者を特定',
  assign: '担当を変更',
  ask_questions: 'ご確認事項をメールで送付',
  add_note: 'メモを追加',
  note_target_missed: '目標期限超過',
  move_due: '目標期限を再計算',
  note_delivery_failed: 'メール不達（要架電）',
  note_answer_withdrawn: '回答メールの送信を取りやめ',
  note_delivered: '再送した回答メールが届いた',
  guide_language: '日本語でのお問い合わせをご案内',
  note_contact_changed: '担当者変更',
  note_unconfirmed_reply: '未確認の返信を保管',
  note_reply: 'お客様からの返信を保管',
  read_alert: 'メールの通知をヒアリングシートに転記（未確認）',
  leave_alert: 'メールに複数のアラートの通知があり、シートへは転記せず',
};
