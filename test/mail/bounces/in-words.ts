import { ours, type Words } from './shapes.js';

const nobody = ['Return-Path: <>'];
const shown = `\n\n--- Below this line is a copy of the message.\n\nReceived: from desk.example.jp\nFrom: desk@desk.example.jp\nTo: taro@customer.example\nSubject: x\nMessage-ID: <${ours}>\n`;

/** Bounces that are no delivery reports: the words are all there is. Every text is made up after the shape of a program’s. */
export const inWords: readonly Words[] = [
  { what: 'qmail', from: 'MAILER-DAEMON@mx.customer.example', subject: 'failure notice', text: `Hi. This is the qmail-send program at mx.customer.example.\nI was not able to deliver your message.\n\n<taro@customer.example>:\nNobody by that name here. (#5.1.1)${shown}`, headers: nobody },
  { what: 'qmail, given up', from: 'MAILER-DAEMON@mx.customer.example', subject: 'failure notice', text: `Hi. This is the qmail-send program at mx.customer.example.\n\n<taro@customer.example>:\nCould not connect. This message has been in the queue too long. (#4.4.1)${shown}`, headers: nobody },
  { what: 'Yahoo! JAPAN', from: 'MAILER-DAEMON@yahoo.co.jp', subject: 'Failure Notice', text: `Sorry, we were unable to deliver your message.\n\n<taro@yahoo.co.jp>:\nThis account has no mailbox.${shown}`, headers: nobody },
  { what: 'Yahoo! JAPAN, Japanese', from: 'MAILER-DAEMON@yahoo.co.jp', subject: 'メール送信エラーのお知らせ', text: '次のあて先にメールを送信できませんでした。\n<taro@yahoo.co.jp>', headers: nobody },
  { what: 'Exim 3', from: 'Mail Delivery System <Mailer-Daemon@mx.customer.example>', subject: 'Mail delivery failed: returning message to sender', text: `This message was created automatically by mail delivery software (Exim).\n\nA message that you sent could not be delivered to one of its recipients.${shown}` },
  { what: 'Sendmail 8.6', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>', subject: 'Returned mail: Host unknown', text: `   ----- Transcript of session follows -----\n550 Host unknown (Name server: customer.example: host not found)${shown}` },
  { what: 'docomo of old', from: 'mail-daemon@docomo.ne.jp', subject: 'Returned mail: User unknown', text: '550 Unknown user taro.example@docomo.ne.jp', headers: nobody },
  { what: 'au of old', from: 'Postmaster@ezweb.ne.jp', subject: 'Mail System Error - Returned Mail', text: 'Each of the following recipients was rejected by a remote mail server.\n   <taro@ezweb.ne.jp>: User unknown' },
  { what: 'SoftBank of old', from: 'postmaster@t.vodafone.ne.jp', subject: 'Undeliverable Message', text: 'The mail could not be delivered: no such subscriber.' },
  { what: 'WILLCOM', from: 'postmaster@wcm.example.ne.jp', subject: '宛先不明のためメールをお返しします', text: 'このアドレスは使われていないため、配信できません。', charset: 'iso-2022-jp' },
  { what: 'Notes, Japanese', from: 'Postmaster@notes.example.jp', subject: '配信失敗: ディレクトリにありません', text: '宛先のユーザーがディレクトリのリストにありません。', charset: 'iso-2022-jp' },
  { what: 'm-FILTER', from: 'm-filter@corp.example.jp', subject: 'メールが送信できませんでした', text: '添付ファイルの規則により、メールは配信されませんでした。', headers: nobody },
  { what: 'GUARDIANWALL', from: 'postmaster@guard.example.jp', subject: '配信エラー通知', text: '次のメールは検査の結果、配信できませんでした。' },
  { what: 'DEEPMail', from: 'MAILER-DAEMON@deep.example.jp', subject: 'エラーメール', text: '宛先が存在しません。' },
  { what: 'a web mailer', from: 'no-reply@webmail.example.jp', subject: '送信エラー：メールをお届けできませんでした', text: '宛先のアドレスが見つかりません。もう一度ご確認ください。550 5.1.1' },
  { what: 'a city hall’s gateway', from: '<>', subject: '不達通知', text: 'セキュリティの都合により、外部からのメールを届けられませんでした。', headers: nobody },
  { what: 'fml', from: 'ml-admin@ml.example.jp', subject: 'NOT MEMBER article from desk@desk.example.jp', text: 'You are not a member of this list, so your mail was not distributed.', headers: ['X-MLServer: fml 4.0'] },
  { what: 'a filter of viruses', from: '"Content-filter at mx" <postmaster@mx.example>', subject: 'VIRUS (Sample) in mail FROM YOU', text: 'Delivery of the email was stopped!' },
  { what: 'IMail', from: 'Postmaster@imail.example', subject: 'Undeliverable Mail', text: `User mailbox exceeds allowed size: taro\nOriginal message follows.${shown}` },
  { what: 'Exchange 5.5, Japanese', from: 'System Administrator <postmaster@corp.example.jp>', subject: '配信不能: ご回答', text: '次の受信者に届きませんでした。\n    taro', charset: 'iso-2022-jp' },
  { what: 'Postfix without its report', from: 'MAILER-DAEMON@mx.customer.example (Mail Delivery System)', subject: 'Undelivered Mail Returned to Sender', text: `This is the mail system at host mx.customer.example.\n\nyour message could not be delivered${shown}` },
  { what: 'a rejection as a receipt', from: 'Mail Delivery Subsystem <admin@mx.customer.example>', subject: 'Automatically rejected mail', text: 'Your message to taro@customer.example was rejected.', parts: ['report; report-type=disposition-notification', 'Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822; taro@customer.example\r\nDisposition: automatic-action/MDN-sent-automatically; deleted\r\n'] },
  { what: 'a provider that first says it in Japanese', from: 'no-reply@mail.provider.example.jp', subject: 'メールエラー通知', text: 'あて先の容量がいっぱいのため、送信できませんでした。\nこのメールには返信できません。\n\nYour mail sent on: Tue, 24 Nov 2026 10:00:00 +0900\n  Could not be delivered to: <taro@provider.example.jp>', charset: 'iso-2022-jp' },
  { what: 'a list that does not know us', from: 'tanto-admin@ml.example.jp', subject: 'You desk@desk.example.jp are not member (tanto ML)', text: 'You are not a member of this mailing list <tanto@ml.example.jp>.', headers: ['X-MLServer: fml 4.0', 'List-Subscribe: <mailto:tanto-ctl@ml.example.jp>'] },
  { what: 'a list that refuses by a rule', from: 'tanto-admin@ml.example.jp', subject: 'Reject mail from desk@desk.example.jp', text: 'Your mail was rejected by the rules of the list.' },
  { what: 'a mail service that tells it as JSON', from: 'Bounces <no-reply@notices.provider.example>', subject: 'Notification Message', text: '{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bouncedRecipients":[{"emailAddress":"taro@customer.example"}]}}\n\n--\nTo end these notices, click below.' },
  { what: 'the same within JSON', from: 'no-reply@notices.provider.example', subject: 'Notification Message', text: '{\n  "Type" : "Notification",\n  "Message" : "{\\"eventType\\":\\"Bounce\\",\\"bounce\\":{}}"\n}' },
  { what: 'German', from: 'Mailer-Daemon@mx.example.de', subject: 'Unzustellbar: Anfrage', text: 'Ihre Nachricht konnte nicht zugestellt werden.' },
  { what: 'Chinese', from: 'postmaster@mail.example.cn', subject: '系统退信', text: '您的邮件无法投递：用户不存在。' },
];
