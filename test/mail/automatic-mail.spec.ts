import { describe, expect, it } from 'vitest';
import { checkedKind, checkLine } from '../../src/mail/check/check-line.rules.js';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { jis, multipart, rawMail, textPart, type RawWishes } from './corpus.js';

const body = (text: string): Buffer => textPart('utf-8', Buffer.from(text));
const kind = async (wishes: RawWishes): Promise<string> => checkedKind(await parseMail(rawMail(wishes)));

/** [what it is, sender, subject, text, further header lines] */
type Sample = readonly [string, string, string, string, ...string[]];

const bounces: readonly Sample[] = [
  ['qmail', 'MAILER-DAEMON@mx.example.jp', 'failure notice', 'Hi. This is the qmail-send program at mx.example.jp.\nI\'m afraid I wasn\'t able to deliver your message to the following addresses.\n\n<a@b.example>:\nSorry, no mailbox here by that name. (#5.1.1)'],
  ['Postfix without a report', 'MAILER-DAEMON@mx.example.jp (Mail Delivery System)', 'Undelivered Mail Returned to Sender', 'This is the mail system at host mx.example.jp.\n\nI\'m sorry to have to inform you that your message could not\nbe delivered to one or more recipients.'],
  ['Exim', 'Mail Delivery System <Mailer-Daemon@mx.example.jp>', 'Mail delivery failed: returning message to sender', 'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered'],
  ['Exim, only a header', 'exim@mx.example.jp', 'x', 'x', 'X-Failed-Recipients: a@b.example'],
  ['Exim, frozen', 'Mail Delivery System <Mailer-Daemon@mx.example.jp>', 'Message frozen', 'Message 1AbC has been frozen (delivery error message).'],
  ['old Sendmail', 'MAILER-DAEMON (Mail Delivery Subsystem)', 'Returned mail: User unknown', '   ----- Transcript of session follows -----\n550 5.1.1 <a@b.example>... User unknown'],
  ['Sendmail from a foreign address', 'Mail Delivery Subsystem <sender@mx.example.jp>', 'Returned mail: see transcript for details', 'The original message was received at Tue, 24 Nov 2026\n----- The following addresses had permanent fatal errors -----'],
  ['Exchange 5.5', 'System Administrator <postmaster@corp.example>', 'Undeliverable: お問い合わせ', 'Your message\n\n  To:      a@b.example\n  Subject: x\n  Sent:    Thu, 29 Apr 2010 18:14:35 +0900\n\ndid not reach the following recipient(s):'],
  ['Exchange by name', 'System Administrator <sa@corp.example>', 'Undeliverable: x', 'Your message did not reach some or all of the intended recipients.'],
  ['Exchange 2007', 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example', '配信不能: お問い合わせ', '次の受信者またはグループへの配信に失敗しました:'],
  ['Exchange Online in Japanese', 'postmaster@corp.onmicrosoft.com', '配信不能: x', 'office365 から a@b.example への配信ができませんでした。'],
  ['Notes', 'Postmaster@notes.example.jp', 'Undeliverable message', '------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\na@notes.example.jp\n\n------- Returned Message --------'],
  ['Notes in Japanese', 'Postmaster@notes.example.jp', 'Undeliverable message', '------- Failure Reasons  --------\n\nディレクトリのリストにありません\na@notes.example.jp'],
  ['Domino', 'Taro <taro@notes.example.jp>', 'DELIVERY FAILURE: User a (a@notes.example.jp) not listed in Domino Directory', 'Your message\n\n  Subject: x\n\nwas not delivered to:\n\n  a@notes.example.jp'],
  ['Gmail', 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', 'Delivery Status Notification (Failure)', '** アドレス不明 **\n\na@b.example にメールは配信されませんでした。'],
  ['Yahoo', 'MAILER-DAEMON@yahoo.co.jp', 'Failure Notice', 'Sorry, we were unable to deliver your message to the following address.'],
  ['au EZweb', 'Postmaster@ezweb.ne.jp', 'Mail System Error - Returned Mail', 'Each of the following recipients was rejected by a remote mail server.\n\n   Recipient: <a@ezweb.ne.jp>\n   >>> RCPT TO:<a@ezweb.ne.jp>\n   <<< 550 <a@ezweb.ne.jp>: User unknown'],
  ['au by KDDI', 'no-reply@mail.dion.ne.jp', 'Mail delivery', 'Your mail sent on: Thu, 29 Apr 2010 11:04:47 +0900\n    Could not be delivered to: <a@au.com>\n    As their mailbox is full.'],
  ['docomo', 'mail-daemon@docomo.ne.jp', 'Returned mail: User unknown', '550 Unknown user a@docomo.ne.jp'],
  ['SoftBank', 'postmaster@softbank.ne.jp', 'Mail could not be delivered', 'The following recipient was not found: a@softbank.ne.jp'],
  ['BIGLOBE', 'postmaster@biglobe.ne.jp', 'Returned mail: Service unavailable', '----- The following addresses had delivery problems -----'],
  ['Courier', '"Courier mail server at mx.example.jp" <@>', 'NOTICE: mail delivery status.', 'This is a delivery status notification from mx.example.jp'],
  ['InterScan', '"InterScan MSS" <imss@example.jp>', 'メール配信に失敗しました', '次の宛先にメールを配信できませんでした。550 5.1.1 user unknown'],
  ['m-FILTER', 'postmaster@example.jp', 'failure notice', 'server-message: 550 no such user'],
  ['fml', 'ml-admin@example.jp', 'NOT MEMBER article from taro@customer.example', 'You are not a member of this mailing list', 'X-MLServer: fml [fml 4.0]'],
  ['Verizon', 'post_master@vtext.com', 'Undeliverable Message', 'Error: 550 - Requested action not taken: no such user here'],
  ['Amazon SES', 'MAILER-DAEMON@amazonses.com', 'Delivery Status Notification (Failure)', 'An error occurred while trying to deliver the mail to the following recipients:'],
  ['SMTP gateway', 'Mail Administrator <Postmaster@example.net>', 'Mail System Error - Returned Mail', 'This Message was undeliverable due to the following reason:'],
  ['IMail', 'Postmaster@example.net', 'Undeliverable Mail', 'Unknown host: example.invalid\nOriginal message follows.'],
  ['null sender and Japanese words', 'info@example.jp', '送信できませんでした', '次の宛先にメールを配信できませんでした。', 'Return-Path: <>'],
  ['null sender without a subject', 'x@example.jp', '', 'Hi. This is the deliver program.\nthe message could not be delivered', 'Return-Path: <>'],
  ['an encoded name', '=?iso-2022-jp?B?TWFpbCBEZWxpdmVyeSBTdWJzeXN0ZW0=?= <x@example.jp>', 'Returned mail: User unknown', '550 user unknown'],
  ['German', 'postmaster@example.de', 'Unzustellbar: x', 'Ihre Nachricht konnte nicht zugestellt werden'],
  ['Chinese', 'postmaster@example.cn', '系统退信', '无法投递'],
  ['a system that is sorry', 'mailer@example.jp', 'There was an error sending your mail', 'I was unable to deliver your message: 550 no such user'],
  ['a processing error', 'MAILER-DAEMON@mx.example.jp', 'Processing Error', 'The recipient a@b.example could not be delivered to.\nReason: unknown'],
  ['a processing error without an address', 'MAILER-DAEMON', 'Processing Error', 'Delivery to a@b.example is impossible.'],
  ['an automatic rejection', 'Mail Delivery Subsystem <rejected@mx.example.jp>', 'Automatically rejected mail', 'Your mail was not accepted by the recipient.'],
  ['an automatic rejection by a null sender', 'Mail Delivery Subsystem <rejected@mx.example.jp>', 'Automatically rejected mail', 'Mail from you was refused here.', 'Return-Path: <>'],
  ['a warning of an address that cannot be read', 'Postmaster@[10.0.0.1', 'Mail Delivery Warning', 'Your message to a@b.example has not been sent for 4 hours.'],
  ['a warning of a name alone', '"Postmaster" <>', 'Mail Delivery Warning', 'Delivery to a@b.example takes longer.'],
  ['a server that shows the head of what came back', 'MAILER-DAEMON@mx.example.jp', 'Notification', 'It was refused.\n\nReceived: from x\nFrom: aoba@desk.example.jp\nTo: a@b.example\nSubject: x'],
  ['a server that says it behind the subject', 'servicemail@corp.example', 'RE: お問い合わせ : non remis (delivery failed)', "Votre message n'a pas pu etre delivre a\na@b.example"],
  ['a null sender that knows no such user', '<>', '', 'Nobody here has that name. a@b.example is not a valid user.', 'Return-Path: <>', 'Auto-Submitted: auto-replied'],
  ['a filter of attachments', '"Content-filter at mx" <postmaster@mx.example>', 'BANNED contents from you (.exe)', 'Our content checker stopped a mail.\n\nDelivery of the email was stopped!'],
  ['a filter of viruses', '"Content-filter at mx" <virusalert@mx.example>', 'VIRUS (Eicar-Test) in mail from you', 'Delivery of the email was stopped!'],
  ['a filter of bulk mail', 'Filter <noreply@filter.example>', '**Message you sent blocked by our bulk email filter**', 'Your message to a@b.example was blocked by our filter.'],
  ['a list that saw it before', 'aoba-admin@ml.example.jp', 'Loop Alert: dup Message-ID', 'Loop Alert: dup Message-ID'],
  ['a Japanese form of its own', 'no-reply@hosting.example.jp', 'メールを送信できませんでした', '送信先メールアドレスが存在しません'],
  ['a null sender behind the address of the recipient', 'hanako@example.ne.jp', 'Mail', 'Your mail sent on: Tue, 24 Nov 2026 10:00:00 +0900\n     Could not be delivered to: <hanako@example.ne.jp>\n     As their mailbox is full.', 'Return-Path: <>'],
  ['one that answers with the subject of what came back', 'post_master@example.com', 'Re: お問い合わせ', 'Error: Invalid user address\n\nError message below:\n550 - Requested action not taken: no such user here'],
  ['a gateway that quotes the subject', 'postmaster@example.co.jp', 'Undeliverable Mail: "お問い合わせ"', 'Your message:\n   From: aoba@desk.example.jp\n\nCould not be delivered because of\n\n550 5.1.1 User unknown'],
  ['a filter in Japanese that names the server’s words', 'POSTMASTER <postmaster@example.co.jp>', 'failure notice', '下記の理由により\nこのメールは送信できませんでした。\n\n-------server message\n550 5.1.1 Recipient address rejected'],
  ['a name alone for a sender', '"Mail Deliver System" <MAILER-DAEMON>', 'Returned Mail: User unknown', '---The following addresses had delivery errors---\n\na@b.example [User unknown]'],
  ['Korean', 'postmaster@example.kr', '[메일 전송 실패] x', '메일 전송이 실패했습니다'],
];

const automatic: readonly Sample[] = [
  ['RFC 3834', 'taro@customer.example', 'x', 'x', 'Auto-Submitted: auto-replied'],
  ['a list', 'taro@customer.example', 'x', 'x', 'List-Id: <a.example>'],
  ['Precedence: bulk', 'taro@customer.example', 'x', 'x', 'Precedence: bulk'],
  ['X-Autoreply', 'taro@customer.example', 'x', 'x', 'X-Autoreply: yes'],
  ['vacation', 'taro@customer.example', 'x', 'x', 'X-Mailer: vacation 1.2'],
  ['Apple', 'taro@customer.example', 'x', 'x', 'X-Apple-Action: VACATION/3.0'],
  ['Outlook, English', 'taro@customer.example', 'Automatic reply: お問い合わせ', 'I am out of the office.'],
  ['Outlook, Japanese', 'taro@customer.example', '自動応答: お問い合わせ', '不在にしております。'],
  ['自動返信 in brackets', 'taro@customer.example', '【自動返信】お問い合わせありがとうございます', 'x'],
  ['不在のお知らせ', 'taro@customer.example', '不在のお知らせ', 'x'],
  ['夏季休業のお知らせ', 'taro@customer.example', '夏季休業のお知らせ', 'x'],
  ['休暇中', 'taro@customer.example', '休暇中です Re: 通知', 'x'],
  ['出張中', 'taro@customer.example', '出張中のため返信が遅れます', 'x'],
  ['退職のお知らせ', 'taro@customer.example', '退職のお知らせ', 'x'],
  ['自動配信メール', 'taro@customer.example', '（自動配信メール）受付完了', 'x'],
  ['German', 'taro@customer.example', 'Automatische Antwort: x', 'x'],
  ['Polish in brackets', 'taro@customer.example', '[Automatyczna odpowiedź] Re: x', 'x'],
  ['Polish', 'taro@customer.example', 'Odpowiedź automatyczna: x', 'x'],
  ['English, response', 'taro@customer.example', 'Automatic Response', 'x'],
  ['marked behind the subject', 'taro@customer.example', 'お問い合わせ [Automatic Response]', 'x'],
  ['French', 'taro@customer.example', 'Réponse automatique : x', 'x'],
  ['French, without accents behind AW', 'taro@customer.example', 'AW: Reponse automatique', 'x'],
  ['Spanish', 'taro@customer.example', 'Respuesta automática: x', 'x'],
  ['Dutch', 'taro@customer.example', 'Automatisch antwoord: x', 'x'],
  ['Swedish', 'taro@customer.example', 'Automatiskt svar: x', 'x'],
  ['Chinese', 'taro@customer.example', '自动回复: x', 'x'],
  ['a notice of a cloud', 'no-reply@notices.provider.example', 'Notification Message', '{"notificationType":"Complaint"}', 'X-Amz-SNS-Message-Id: 1'],
  ['a null sender', 'taro@customer.example', 'x', 'ありがとうございます', 'Return-Path: <>'],
  ['開封済み', 'taro@customer.example', '開封済み: お問い合わせ', 'x'],
];

const people: readonly Sample[] = [
  ['a question', 'taro@customer.example', '通知の意味', '通知の意味を教えてください。'],
  ['a question about bounces', 'taro@customer.example', 'メールが不達になる件', '昨日から相手に届きません。550 5.1.1 User unknown と出ます。'],
  ['a forwarded bounce', 'taro@customer.example', 'Fw: Undelivered Mail Returned to Sender', '次のメールが届きました。\n> This is the mail system at host mx.example.jp.\n> could not be delivered'],
  ['an answer to one', 'taro@customer.example', 'Re: Delivery Status Notification (Failure)', '届いていないようです。undeliverable'],
  ['a subject with 自動返信 further on', 'taro@customer.example', '先日の自動返信について', 'x'],
  ['about holidays further on', 'taro@customer.example', '通知と夏季休業の予定について', 'x'],
  ['a processing error of his own', 'taro@customer.example', 'Processing Error', 'The screen says: could not be delivered.\n\n何のエラーでしょうか。'],
  ['a question about a warning', 'taro@customer.example', 'Mail Delivery Warning', 'このメールが届きました。配信できないのでしょうか。\n> Your message could not be delivered yet.'],
  ['a rejection he asks about', 'taro@customer.example', 'Automatically rejected mail', '拒否されたようです。\n\nReceived: from x\nFrom: taro@customer.example\nTo: a@b.example\nSubject: x'],
  ['an administrator who forwards a notice', 'システム管理者 <taro@customer.example>', 'Fw: CTS', '次の通知が届きました。\n\nFrom: cts@alert.example\nTo: taro@customer.example\nDate: Tue\nSubject: Alert'],
  ['one who speaks of the brackets', 'taro@customer.example', '「Automatic Response」というメールについて', 'x'],
  ['a log pasted', 'taro@customer.example', 'ログ送付', 'ログです。\nsmtp error 550 5.7.1 was rejected'],
  ['a complaint that reached him', 'taro@customer.example', 'complaint about message from 192.0.2.1', 'こういうメールが届きました。どうすればよいですか。'],
  ['a subject that begins like one, and nothing else', 'taro@customer.example', '送信エラーの件で質問です', '画面に赤い印が出ます。どうすればよいですか。'],
  ['X-Auto-Response-Suppress of a help desk', 'taro@customer.example', 'x', 'x', 'X-Auto-Response-Suppress: All'],
];

const named = (samples: readonly Sample[]): { name: string; sample: Sample }[] => samples.map((sample) => ({ name: sample[0], sample }));
const wishes = ([, from, subject, text, ...headers]: Sample): RawWishes => ({ from, subject: Buffer.from(subject), body: body(text), headers });

describe('bounces in words (R14)', () => {
  it.each(named(bounces))('$name', async ({ sample }) => {
    expect(await kind(wishes(sample))).toBe('bounce');
  });

  it('one in ISO-2022-JP', async () => {
    const raw: RawWishes = { from: 'MAILER-DAEMON@example.jp', subject: jis('配信不能のお知らせ'), body: textPart('iso-2022-jp', jis('宛先不明のため、配信できませんでした。'), '7bit') };
    expect(await kind(raw)).toBe('bounce');
  });
});

describe('delivery reports (RFC 3464)', () => {
  const report = (action: string): RawWishes => {
    const status = `Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; <a@b.example>\r\nAction: ${action}\r\nStatus: 5.1.1\r\n`;
    const original = 'Content-Type: text/rfc822-headers\r\n\r\nSubject: x\r\nMessage-ID:\r\n <ours.1@desk.example.jp>\r\n';
    const parts = multipart('report; report-type=delivery-status', ['Content-Type: text/plain\r\n\r\nsee below\r\n', status, original]);
    return { from: 'MAILER-DAEMON@mx.example', subject: 'x', body: parts };
  };

  it('name the recipient, the status and the mail that came back', async () => {
    const line = checkLine('x', await parseMail(rawMail(report('failed'))), [], undefined);
    expect(line.kind).toBe('bounce');
    expect(line.bounce).toEqual({ failed: true, recipients: ['a@b.example'], statuses: ['5.1.1'], originalMessageId: 'ours.1@desk.example.jp' });
    expect(line.problems).toEqual([]);
  });

  it.each([
    ['JSON', (json: string) => json],
    ['JSON within JSON', (json: string) => JSON.stringify({ Type: 'Notification', Message: json })],
  ])('told as %s say the same', async (_as, told) => {
    const bouncedRecipients = [{ emailAddress: 'a@b.example', action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 unknown' }, { emailAddress: 'c@b.example' }];
    const mail = { messageId: '0101-provider', destination: ['d@b.example'], commonHeaders: { messageId: '<ours.1@desk.example.jp>' } };
    const text = `${told(JSON.stringify({ notificationType: 'Bounce', bounce: { bounceType: 'Permanent', bouncedRecipients }, mail }))}\n\n--\nTo end these notices, click below.\n`;
    const line = checkLine('x', await parseMail(rawMail({ from: 'no-reply@notices.provider.example', subject: 'Notification Message', body: body(text) })), [], undefined);
    expect(line.bounce).toEqual({ failed: true, recipients: ['a@b.example', 'c@b.example'], statuses: ['5.1.1'], originalMessageId: 'ours.1@desk.example.jp' });
  });

  it.each(['delayed', 'delivered', 'relayed', 'expanded'])('%s is no failure, and says so', async (action) => {
    const line = checkLine('x', await parseMail(rawMail(report(action))), [], undefined);
    expect([line.kind, line.bounce?.failed]).toEqual(['bounce', false]);
    expect(line.problems).toEqual(['配信の遅延または成功の通知です。不達ではありません。']);
  });

  it.each([
    ['a warning of Exim', 'Warning: message 1Ab delayed 24 hours', 'This message was created automatically by mail delivery software.\nNo action is required on your part. Delivery attempts will continue for\nsome time.'],
    ['one of Sendmail', 'Warning: could not send message for past 4 hours', 'THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\nMessage-ID: <a@b.example>'],
  ])('%s in words is no failure either', async (_name, subject, text) => {
    const line = checkLine('x', await parseMail(rawMail({ from: 'MAILER-DAEMON@mx.example', subject, body: body(text) })), [], undefined);
    expect([line.kind, line.bounce?.failed]).toEqual(['bounce', false]);
  });
});

describe('automatic mail', () => {
  it.each(named(automatic))('$name', async ({ sample }) => {
    expect(await kind(wishes(sample))).toBe('automatic');
  });

  it.each<[string, string[]]>([
    ['with the mail alone', ['Content-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\nSubject: x\r\n\r\nx\r\n']],
    ['with a report in it', ['Content-Type: text/plain\r\n\r\nSee below.\r\n', 'Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\n']],
  ])('a complaint of a reader %s, in no form of a report', async (_how, parts) => {
    expect(await kind({ from: 'staff@provider.example', subject: 'complaint about message from 192.0.2.1', body: multipart('mixed', parts) })).toBe('automatic');
  });

  it.each(['disposition-notification', 'feedback-report'])('a report of type %s is no bounce', async (type) => {
    const parts = multipart(`report; report-type=${type}`, ['Content-Type: text/plain\r\n\r\nYour message could not be delivered\r\n', `Content-Type: message/${type}\r\n\r\nx: y\r\n`]);
    expect(await kind({ body: parts })).toBe('automatic');
  });

  it('a rejection in the form of a read receipt is a bounce', async () => {
    const parts = multipart('report; report-type=disposition-notification', ['Content-Type: text/plain\r\n\r\nYour message to <a@b.example> was rejected: full\r\n', 'Content-Type: message/disposition-notification\r\n\r\nDisposition: automatic-action/MDN-sent-automatically; deleted\r\n']);
    expect(await kind({ from: 'Mail Delivery Subsystem <admin@mx.example.jp>', subject: 'Automatically rejected mail', body: parts })).toBe('bounce');
  });
});

describe('a warning in words', () => {
  it.each<[string, string, boolean]>([
    ['Mail Delivery Warning', 'Your message to a@b.example has not been sent for 4 hours.', false],
    ['Mail Delivery Warning', 'Permanent error: your message could not be delivered.', true],
    ['Processing Error', 'The recipient could not be delivered to.', true],
  ])('%s: %s', async (subject, text, failed) => {
    const line = checkLine('x', await parseMail(rawMail({ from: 'MAILER-DAEMON@mx.example.jp', subject, body: body(text) })), [], undefined);
    expect([line.kind, line.bounce?.failed]).toEqual(['bounce', failed]);
  });
});

describe('mail of people', () => {
  it.each(named(people))('$name', async ({ sample }) => {
    expect(await kind(wishes(sample))).toBe('message');
  });
});
