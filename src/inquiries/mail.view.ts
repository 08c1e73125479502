import type { MailTemplate } from './outbox/outgoing-mail.js';
import type { OutboxRow } from './outbox/outbox.entity.js';

/** What a mail is called on the page of its inquiry. */
const templateLabels: Readonly<Record<MailTemplate, string>> = {
  receipt: '受付確認',
  outside_hours: '受付時間外のご連絡',
  fixed_receipt: '受領のご連絡（定型）',
  unregistered: '登録外の方へのご案内',
  japanese_only: '日本語でのお願い',
  identity_request: '本人確認のお願い',
  question: 'ご確認のお願い',
  escalation: '二次受付窓口での対応について',
  log_request: 'ログ等ご提供のお願い',
  reminder: 'ご返答のお願い（再送）',
  interim_answer: '最初のご回答・途中経過',
  report: 'ご報告',
  specialist: '専門事業者のご紹介',
  insurance: '保険のご案内',
  closing: '対応完了のご連絡',
  closing_announced: '対応完了の事前ご案内',
  appointment: '日程のご案内（招待）',
  phone_record: 'お電話でのご回答の控え',
  contact_changed: '本サービス担当者変更のご確認',
  contact_replaced: '本サービス担当者変更のご確認（前任の方）',
  desk_changed: '受付窓口変更のご案内',
  data_disposed: 'データ返還・廃棄完了のご報告',
  incident_notice: 'メールの誤送信に関するお詫びとご報告',
  gateway_proposal: '対策機器ご提案のお願い（販売パートナー）',
  term_notice: '契約の更新・終了の予告（販売パートナー）',
  target_warning: '目標期限のお知らせ（窓口内）',
  escalation_notice: 'エスカレーションの通知（窓口内）',
  addition_notice: '追記依頼の通知（窓口内）',
  undelivered_notice: 'メール不達の通知（窓口内）',
  morning_summary: '受付開始時のまとめ（窓口内）',
  mail_trouble: 'メール受信の障害の通知（窓口内）',
  record_head: '記録の日次の照合値（窓口内）',
};

type OutboxState = OutboxRow['state'];

const stateLabels: Readonly<Record<OutboxState, { readonly text: string; readonly tone: string }>> = {
  waiting: { text: '送信待ち', tone: 'tone-neutral' },
  sending: { text: '送信中', tone: 'tone-neutral' },
  sent: { text: '送信済み', tone: 'tone-success' },
  unknown: { text: '送信結果の確認が必要', tone: 'tone-warn' },
  failed: { text: 'メール不達（要架電）', tone: 'tone-danger' },
  withdrawn: { text: '取りやめ', tone: 'tone-neutral' },
};

export const mailLabels = { template: templateLabels, state: stateLabels };
