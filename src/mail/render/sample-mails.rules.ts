import type { CustomerMailHead, MailSignature, MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';

const at = (text: string): number => Date.parse(text);

/** When made-up mails were written. */
export const sampleTime = at('2026-11-24T10:12:00+09:00');

const signature: MailSignature = {
  deskName: 'あおば情報サービス SOC受付窓口',
  companyName: '株式会社あおば情報サービス',
  phone: '03-0000-0011',
  mailAddress: 'aoba@desk.example.jp',
  privacyUrl: 'https://www.aoba.example.jp/privacy',
};

const head: CustomerMailHead = {
  customerName: '株式会社みどり野製作所',
  partnerName: '株式会社あおば情報サービス',
  contactName: '山田 太郎',
  contactDepartment: '情報システム部',
  contactTitle: '部長',
  inquiryNumber: '26-000123-7',
  signature,
};

/** The longest and oddest things that may lawfully stand in a mail. */
const extremeHead: CustomerMailHead = {
  customerName: `株式会社${'東日本高度情報通信基盤整備推進連絡協議会連合'.repeat(3)}`.slice(0, 60),
  partnerName: 'ﾊﾟｰﾄﾅｰ販売連合'.repeat(8).slice(0, 60),
  contactName: '髙﨑 邊𠮷之進ｱｲｳ①㈱😀',
  contactDepartment: '',
  contactTitle: '',
  inquiryNumber: '26-999999-0',
  signature: {
    ...signature,
    deskName: '当社受付窓口「一次」（東日本・西日本共通）'.repeat(2),
    companyName: `${'ｶﾌﾞｼｷｶﾞｲｼｬ'.repeat(6)}株式会社`,
    privacyUrl: `https://www.example.jp/${'privacy/'.repeat(12)}`,
  },
};

/** What may lawfully be missing. */
const bareHead: CustomerMailHead = { ...head, partnerName: '', contactName: '', contactDepartment: '', contactTitle: '', signature: { ...signature, companyName: '', phone: '', privacyUrl: '' } };

const internal = { inquiryNumber: '26-000123-7', link: 'https://desk.example.jp/inquiries/26-000123-7' };

/** Data for looking at a text before it is sent to anybody. */
export const sampleKinds = ['ordinary', 'extreme', 'bare'] as const;
export type SampleKind = (typeof sampleKinds)[number];

/** Made-up data for every template: as usual, as long and odd as may be, and with what may be missing left out. */
export const sampleMails: Readonly<Record<SampleKind, OutgoingMails>> = {
  ordinary: samplesFor(head),
  extreme: extremes(samplesFor(extremeHead)),
  bare: bares(samplesFor(bareHead)),
};

/** Made-up data for one template. */
export function sampleMail<Name extends MailTemplate>(template: Name, kind: SampleKind): OutgoingMails[Name] {
  return sampleMails[kind][template];
}

function extremes(mails: OutgoingMails): OutgoingMails {
  const long = `${'ｶﾅと漢字😀と①㈱、'.repeat(8)}以上です。`;
  const item = `C:\\Users\\${'long-name-'.repeat(14)}.log`;
  return {
    ...mails,
    question: { ...mails.question, questions: Array.from({ length: 12 }, () => long) },
    reminder: { ...mails.reminder, openItems: [long, item, '「」'] },
    log_request: { ...mails.log_request, items: [long, item], purpose: `${long}\n${long}` },
    addition_notice: { ...mails.addition_notice, fieldLabels: [long, item] },
    specialist: { ...mails.specialist, providers: [long, long] },
    data_disposed: { ...mails.data_disposed, items: [long, item] },
    appointment: { ...mails.appointment, sequence: 2, place: `https://meeting.example.jp/${'room-'.repeat(30)}` },
    incident_notice: { ...mails.incident_notice, items: [long, item], measures: [long] },
    target_warning: { ...mails.target_warning, missed: false, remaining: '1時間36分' },
    escalation_notice: { ...mails.escalation_notice, fastTrack: true },
  };
}

function bares(mails: OutgoingMails): OutgoingMails {
  return {
    ...mails,
    receipt: { ...mails.receipt, kindLabels: [], channel: 'email' },
    phone_record: { ...mails.phone_record, kindLabels: [] },
    closing: { ...mails.closing, answeredAt: null },
    appointment: { ...mails.appointment, means: 'phone', place: '', isCancelled: true, sequence: 1 },
    outside_hours: { ...mails.outside_hours, closedBecause: '受付時間外' },
    escalation_notice: { ...mails.escalation_notice, fastTrack: false, kindLabels: [] },
    report: { ...mails.report, tlp: 'TLP:CLEAR', sections: [{ heading: '影響', lines: [] }] },
  };
}

function samplesFor(who: CustomerMailHead): OutgoingMails {
  const partner = { partnerName: who.partnerName || '株式会社あおば情報サービス', signature: who.signature, link: 'https://desk.example.jp/customers' };
  const dueAt = at('2026-11-25T17:00:00+09:00');
  return {
    receipt: { ...who, acceptedAt: sampleTime, dueAt, mutualCode: '042', kindLabels: ['通知内容の確認', '影響の確認'], channel: 'phone' },
    outside_hours: {
      ...who, arrivedAt: at('2026-12-29T22:00:00+09:00'), nextOpeningAt: at('2027-01-05T09:00:00+09:00'),
      dueAt: at('2027-01-06T17:00:00+09:00'), closedBecause: '年末年始休業', mutualCode: '907',
    },
    fixed_receipt: { signature: who.signature },
    unregistered: { signature: who.signature },
    japanese_only: { signature: who.signature },
    identity_request: { ...who, callWindow: '本日15:00から17:00まで' },
    question: { ...who, questions: ['通知を受け取った日時をお知らせください。', `${'長い質問'.repeat(40)}。`], answerBy: dueAt },
    escalation: { ...who, escalatedAt: at('2026-11-24T11:00:00+09:00'), dueAt },
    log_request: {
      ...who, requestNumber: '26-000123-7-L1', items: ['Proxyサーバーのアクセスログ', 'ファイアウォールの通信ログ'],
      periodText: '2026年11月18日（水）0:00から2026年11月20日（金）24:00まで（日本時間）', purpose: '通信の有無を確認するため',
      handling: '調査の終了後、30日以内に消去いたします。', delivery: '下記のページからお送りください。\nhttps://desk.example.jp/upload', answerBy: dueAt,
    },
    reminder: { ...who, askedAt: at('2026-11-20T10:00:00+09:00'), openItems: ['端末のホスト名'] },
    interim_answer: { ...who, paragraphs: ['通知は、改ざんされたウェブサイトへのアクセスを知らせるものです。', `${'確認中です。'.repeat(60)}\n以上`] },
    report: {
      ...who, reportNumber: '26-000123-7-R1', editionLabel: '第1報', tlp: 'TLP:AMBER', reportedAt: at('2026-11-25T15:30:00+09:00'),
      sections: [
        { heading: '社長にお見せする一枚', lines: ['何が起きたか：業務用のパソコン1台が不審な通信を行いました。', '業務：続けていただけます。'] },
        { heading: '影響', lines: [] },
        { heading: '推奨対応', lines: [`1. ${'該当の端末をネットワークから切り離してください。'.repeat(4)}`, '・hxxp://malicious[.]example/very/long/path/'.padEnd(160, 'x')] },
      ],
    },
    specialist: { ...who, requestedAt: dueAt, providers: ['株式会社架空フォレンジック 03-0000-0099'] },
    insurance: { ...who, effectiveFrom: '2026-12-01' },
    closing: { ...who, answeredAt: at('2026-11-25T15:30:00+09:00') },
    closing_announced: { ...who, closesAfter: at('2026-12-02T17:00:00+09:00') },
    appointment: {
      ...who, appointmentId: '01a1fd0e-683e-75ac-b1e8-7384ffb6d8be', startsAt: at('2026-11-25T14:00:00+09:00'), minutes: 30, means: 'meeting', place: 'https://meeting.example.jp/j/123456789',
      sequence: 0, isCancelled: false, madeAt: at('2026-11-24T10:30:00+09:00'),
    },
    phone_record: { ...who, answeredAt: at('2026-11-25T11:00:00+09:00'), answeredBy: who.signature.deskName, kindLabels: ['推奨対応の確認'] },
    contact_changed: { ...who, effectiveFrom: at('2026-12-01T09:00:00+09:00') },
    contact_replaced: { ...who, effectiveFrom: at('2026-12-01T09:00:00+09:00') },
    desk_changed: { ...who, newDesk: { ...who.signature, phone: '06-0000-0022', mailAddress: 'hoshi@desk.example.jp' }, effectiveFrom: at('2026-12-01T09:00:00+09:00') },
    data_disposed: { ...who, items: ['Proxyサーバーのアクセスログ（2026年11月分）'], method: '復元できない方法での消去', disposedOn: '2026-12-25' },
    incident_notice: { ...who, mailLabel: 'ご報告', sentAt: at('2026-11-24T11:00:00+09:00'), items: ['ご報告（第1報）の本文'], measures: ['誤ってお送りした先に、メールの削除をお願いしました。'] },
    gateway_proposal: { ...partner, customerName: who.customerName, reasonLabel: '対策機器のないお客様での攻撃' },
    term_notice: { ...partner, customerName: who.customerName, contractNumber: 'C-0001', termEndsOn: '2027-02-28', noticeBy: '2026-12-31' },
    target_warning: { ...internal, statusLabel: '二次受付窓口対応中', dueAt, remaining: '', missed: true },
    escalation_notice: { ...internal, fastTrack: true, dueAt, kindLabels: ['影響の確認'] },
    addition_notice: { ...internal, fieldLabels: ['検知日時', '端末のホスト名'] },
    undelivered_notice: internal,
    morning_summary: {
      closedFrom: at('2026-11-20T17:00:00+09:00'), openedAt: at('2026-11-24T09:00:00+09:00'), link: 'https://desk.example.jp/notices',
      items: [{ label: '緊急エスカレーションがあります', inquiryNumber: '26-000123-7', count: 1 }, { label: 'お客様からご返答がありました', inquiryNumber: '26-000124-5', count: 12 }],
    },
    mail_trouble: { mailboxName: 'あおば窓口', since: at('2026-11-24T09:30:00+09:00'), link: 'https://desk.example.jp/mail/status' },
    record_head: { day: '2026-11-23', number: 327, streams: 41, events: 612, hash: '3f0a'.repeat(16), link: 'https://desk.example.jp/notices' },
  };
}
