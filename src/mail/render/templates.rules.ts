import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { inquiryTemplates } from './customer-templates.rules.js';
import { day, flag, instant, line, list, texts } from './template-field.rules.js';
import { unlinked } from './printable.rules.js';
import { toColleague, toCustomer, toPartner, toStaff, toStranger, type TemplateSpec } from './template-spec.rules.js';

type SummaryItem = OutgoingMails['morning_summary']['items'][number];

const effectiveFrom = instant<{ readonly effectiveFrom: number }>('変更の日時', 'いつから変わるか', (data) => data.effectiveFrom);
const customerName = line<{ readonly customerName: string }>('お客様名', 'お客様の法人正式名称', (data) => unlinked(data.customerName));

/** Every mail of the desk: what it may say, and what it must (domain.md 6.2). */
export const mailTemplates: { readonly [Name in MailTemplate]: TemplateSpec<OutgoingMails[Name]> } = {
  ...inquiryTemplates,
  // 2 to an address without authentication, 3, and the courtesy answer of A3
  fixed_receipt: toStranger('認証結果のないメールに、届いたことだけを自動で返信します。'),
  unregistered: toStranger('届け出のない送信者に、担当者の操作で送ります。'),
  japanese_only: toStranger('日本語の文のないメールに、担当者の操作で送ります。'),
  // 12
  contact_changed: toCustomer<OutgoingMails['contact_changed']>({
    occasion: '本サービス担当者の変更の日時に、新しい担当者へ自動で送ります。',
    fields: [effectiveFrom],
    must: ['変更の日時'],
  }),
  contact_replaced: toCustomer<OutgoingMails['contact_replaced']>({
    occasion: '本サービス担当者の変更の日時に、前任の方へ自動で送ります（同じメールアドレスのときは送りません）。',
    fields: [effectiveFrom],
    must: ['変更の日時'],
  }),
  // 15
  desk_changed: toCustomer({
    occasion: '受付窓口の承継（第5条2）を行ったときに、引き継がれたお客様へ自動で送ります。',
    fields: [
      effectiveFrom,
      line('新しい窓口名', '新しい窓口の名称', ({ newDesk }) => newDesk.deskName),
      line('新しい会社名', '新しい窓口の会社', ({ newDesk }) => newDesk.companyName),
      line('新しい電話番号', '新しい窓口の電話番号', ({ newDesk }) => newDesk.phone),
      line('新しいメールアドレス', '新しい窓口のメールアドレス', ({ newDesk }) => newDesk.mailAddress),
    ],
    must: ['変更の日時', '新しい窓口名', '新しい電話番号', '新しいメールアドレス'],
  }),
  // 16
  data_disposed: toCustomer({
    occasion: 'データの返還・廃棄が完了したとき（第10条4）の文面です。',
    fields: [
      texts('対象のデータ', '品目', '返還・廃棄したデータの名前', ({ items }) => items),
      line('方法', '返還・廃棄の方法', ({ method }) => method),
      day('完了日', '返還・廃棄が完了した日', ({ disposedOn }) => disposedOn),
    ],
    must: ['対象のデータ', '方法', '完了日'],
  }),
  incident_notice: toCustomer({
    occasion: 'メールを誤った宛先に送ったときに、担当者の操作で、情報が含まれていた利用者に送ります。',
    fields: [
      line('誤って送ったメール', '誤って送ったメールの種類', ({ mailLabel }) => mailLabel),
      instant('誤送信の日時', '誤って送った日時', ({ sentAt }) => sentAt),
      texts('含まれていた情報', '情報', '含まれていた情報', ({ items }) => items),
      texts('行った対応', '対応', '行った対応', ({ measures }) => measures),
    ],
    must: ['誤って送ったメール', '誤送信の日時', '含まれていた情報', '行った対応'],
  }),
  // 13
  gateway_proposal: toPartner({
    occasion: '対策機器のないお客様で攻撃があったとき（別紙2 2(3)）の、販売パートナーへの文面です。',
    fields: [customerName, line('理由の区分', '提案をお願いする理由の区分', ({ reasonLabel }) => reasonLabel)],
    must: ['お客様名', '理由の区分'],
  }),
  // 14
  term_notice: toPartner({
    occasion: '契約の満了の90日前と60日前（お申し出の期限が先なら期限の日。期限はサービスごとに満了の1か月前または2か月前）までに、販売パートナーの責任者へ受付時間内に自動で送ります。',
    fields: [
      customerName,
      line('契約番号', '契約番号', ({ contractNumber }) => contractNumber),
      day('契約の満了日', '満了日', ({ termEndsOn }) => termEndsOn),
      day('お申し出の期限', '更新しない場合のお申し出の期限', ({ noticeBy }) => noticeBy),
    ],
    must: ['契約番号', '契約の満了日', 'お申し出の期限'],
  }),
  // 11
  target_warning: toStaff({
    occasion: '目標期限が近づいたとき、過ぎたときに、対応できる人へ送ります。',
    fields: [
      line('状態', 'お問い合わせの状態', ({ statusLabel }) => statusLabel),
      instant('目標期限', '最初のご回答の目標期限', ({ dueAt }) => dueAt),
      line('残りの受付時間', '目標期限までに残る受付時間（過ぎたときはありません）', ({ remaining = '' }) => remaining),
      flag('目標期限超過', '目標期限を過ぎているとき', ({ missed }) => missed),
    ],
    must: ['受付番号', '状態', '目標期限'],
    inSubject: ['目標期限超過'],
  }),
  // 5
  escalation_notice: toStaff({
    occasion: 'エスカレーションがあったときに、二次受付窓口へ送ります。',
    fields: [
      flag('至急', '暗号化の兆候があるとき', ({ fastTrack }) => fastTrack),
      line('お問い合わせの種類', '種類の名前', ({ kindLabels = [] }) => kindLabels.join('、')),
      instant('目標の日時', '最初のご回答の目標', ({ dueAt }) => dueAt),
    ],
    must: ['受付番号', '目標の日時'],
    inSubject: ['至急'],
  }),
  // 5c
  addition_notice: toStaff({
    occasion: '追記依頼があったときに、一次受付窓口へ送ります。',
    fields: [texts('追記の項目', '項目', '追記をお願いする項目', ({ fieldLabels }) => fieldLabels)],
    must: ['追記の項目'],
  }),
  morning_summary: toColleague({
    occasion: '受付開始時に、受付時間外に届いたお知らせをまとめて送ります。',
    fields: [
      instant('受付終了の日時', '受付を終えた日時', ({ closedFrom }) => closedFrom),
      instant('受付開始の日時', '受付を始めた日時', ({ openedAt }) => openedAt),
      list('お知らせ', '届いているお知らせ', ({ items }: OutgoingMails['morning_summary']) => items, [
        line('受付番号', '受付番号', ({ inquiryNumber }: SummaryItem) => inquiryNumber),
        line('内容', 'お知らせの内容', ({ label }: SummaryItem) => label),
        flag('複数', '2件以上あるとき', ({ count }: SummaryItem) => count > 1),
        line('件数', '件数', ({ count }: SummaryItem) => count),
      ]),
    ],
    must: ['お知らせ', 'ページのURL'],
  }),
  mail_trouble: toColleague({
    occasion: 'メールボックスから取り込めない状態が続いたときに、責任者へ送ります。',
    fields: [
      line('メールボックス', 'メールボックスの名前', ({ mailboxName }) => mailboxName),
      instant('続いている時間', 'いつから続いているか', ({ since }) => since),
    ],
    must: ['メールボックス', '続いている時間', 'ページのURL'],
  }),
  record_head: toColleague({
    occasion: '記録が書き換えられていないことを後から確かめるための値を、毎日サービス主管へ送ります。',
    fields: [
      day('対象日', 'どの日までの記録か', (data) => data.day),
      line('通し番号', '照合値の通し番号', ({ number }) => number),
      line('系列の件数', '前回から記録が増えた系列の数', ({ streams }) => streams),
      line('記録の件数', '前回から増えた記録の数', ({ events }) => events),
      line('照合値', '照合値（SHA-256）', ({ hash }) => hash),
    ],
    must: ['対象日', '通し番号', '照合値'],
  }),
  undelivered_notice: toStaff({ occasion: 'お客様へのメールが届かなかったときに、対応できる人へ送ります。', fields: [], must: ['受付番号'] }),
};

export const mailTemplateNames: readonly MailTemplate[] = Object.keys(mailTemplates).filter(isMailTemplate);

/** Whether there is a template of that name. */
function isMailTemplate(name: string): name is MailTemplate {
  return Object.hasOwn(mailTemplates, name);
}
