import type { RecipientFields, Report } from './shapes.js';

const taro = 'taro@customer.example';
const gone: RecipientFields = { to: taro, action: 'failed', status: '5.1.1', says: '550 5.1.1 User unknown' };
const full: RecipientFields = { to: taro, action: 'failed', status: '5.2.2', says: '552 5.2.2 Mailbox full' };
const refused: RecipientFields = { to: taro, action: 'failed', status: '5.7.1', says: '550 5.7.1 Refused by policy' };
const nowhere: RecipientFields = { to: taro, action: 'failed', status: '5.4.4' };
const late: RecipientFields = { to: taro, action: 'delayed', status: '4.4.1', says: '421 4.4.1 Connection timed out' };
const tired: RecipientFields = { to: taro, action: 'failed', status: '4.4.7', says: '450 4.7.1 Greylisted, and no time is left' };
const daemon = 'MAILER-DAEMON@mx.customer.example (Mail Delivery System)';
const replied = ['Auto-Submitted: auto-replied'];

/** Delivery reports in the shapes that mail servers give them; every text is made up. */
export const reports: readonly Report[] = [
  { what: 'Postfix, no such user', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'This is the mail system at host mx.customer.example.\n\nOne recipient could not be reached.', recipients: [gone], headers: replied },
  { what: 'Postfix, no such host', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'This is the mail system.\n\n<taro@customer.example>: Host or domain name not found.', recipients: [nowhere], headers: replied },
  { what: 'Postfix, given up after days', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'Your message could not be delivered for five days.', recipients: [tired], headers: replied },
  { what: 'Postfix, full mailbox, headers only', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'The mailbox has no room.', recipients: [full], original: 'headers', headers: replied },
  { what: 'Postfix, two recipients', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'Two addresses were refused.', recipients: [gone, { ...refused, to: 'jiro@customer.example' }], headers: replied },
  { what: 'Postfix, SMTPUTF8', from: daemon, subject: 'Undelivered Mail Returned to Sender', text: 'Refused.', recipients: [gone], statusType: 'message/global-delivery-status', headers: replied },
  { what: 'Postfix, late', from: daemon, subject: 'Delayed Mail (still being retried)', text: 'THIS IS A WARNING. We go on trying.', recipients: [late], headers: replied, failed: false },
  { what: 'Postfix, relayed', from: daemon, subject: 'Successful Mail Delivery Report', text: 'Your mail went on to a server that reports nothing.', recipients: [{ to: taro, action: 'relayed', status: '2.1.5' }], original: 'headers', headers: replied, failed: false },
  { what: 'Postfix translated into Japanese', from: daemon, subject: '配信不能のお知らせ', text: '宛先が見つからないため、配信できませんでした。', recipients: [gone], headers: replied },
  { what: 'Sendmail, no such user', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>', subject: 'Returned mail: see transcript for details', text: 'The original message was received just now.\n\n   ----- The following addresses had permanent fatal errors -----\n<taro@customer.example>', recipients: [gone], headers: ['Auto-Submitted: auto-generated (failure)'] },
  { what: 'Sendmail, host away', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>', subject: 'Returned mail: Cannot send message for 5 days', text: 'It was tried for five days.', recipients: [tired], original: 'headers', headers: ['Auto-Submitted: auto-generated (failure)'] },
  { what: 'Sendmail, late', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>', subject: 'Warning: could not send message for past 4 hours', text: '** THIS IS A WARNING MESSAGE ONLY **', recipients: [late], original: 'headers', headers: ['Auto-Submitted: auto-generated (warning-timeout)'], failed: false },
  { what: 'Sendmail, delivered', from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.customer.example>', subject: 'Return receipt', text: 'The mail reached its mailbox.', recipients: [{ to: taro, action: 'delivered', status: '2.1.5' }], original: 'headers', failed: false },
  { what: 'Exchange 2019, English', from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example>', subject: 'Undeliverable: ご回答', text: 'Delivery has failed to these recipients or groups:\n\nTaro', recipients: [gone], original: 'headers', headers: ['X-MS-Exchange-Message-Is-Ndr:'] },
  { what: 'Exchange 2019, Japanese', from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example>', subject: '配信不能: ご回答', text: '次の受信者にお届けできませんでした。\n\nTaro', recipients: [gone], charset: 'iso-2022-jp' },
  { what: 'Exchange 2010, quota', from: 'postmaster@corp.example', subject: 'Undeliverable: ご回答', text: 'The mailbox of the recipient is full.', recipients: [full], original: 'headers' },
  { what: 'Microsoft 365, no such recipient', from: 'postmaster@corp.onmicrosoft.com', subject: 'Undeliverable: ご回答', text: 'Taro is not known at customer.example.', recipients: [{ ...gone, status: '5.1.10' }], headers: ['X-MS-Exchange-Message-Is-Ndr:', ...replied] },
  { what: 'Microsoft 365, refused by policy', from: 'postmaster@corp.onmicrosoft.com', subject: 'Undeliverable: ご回答', text: 'A rule of the organisation stops mail from outside.', recipients: [refused], headers: replied },
  { what: 'Microsoft 365, Japanese', from: 'postmaster@corp.onmicrosoft.com', subject: '配信不能: ご回答', text: 'customer.example に Taro が見つかりませんでした。', recipients: [gone], headers: replied },
  { what: 'Microsoft 365, late', from: 'postmaster@corp.onmicrosoft.com', subject: 'Delivery delayed: ご回答', text: 'Nothing needs to be done by you.', recipients: [late], failed: false },
  { what: 'Microsoft 365, original left out', from: 'postmaster@corp.onmicrosoft.com', subject: 'Undeliverable: ご回答', text: 'The message is too large to be shown.', recipients: [{ to: taro, action: 'failed', status: '5.3.4' }], original: 'none' },
  { what: 'Gmail, no such address', from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', subject: 'Delivery Status Notification (Failure)', text: '** Address not found **\n\nThe address could not be found.', recipients: [gone], headers: ['X-Failed-Recipients: taro@customer.example', ...replied] },
  { what: 'Gmail, Japanese', from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', subject: 'Delivery Status Notification (Failure)', text: '** アドレス不明 **\n\nアドレスが見つからず、配信されませんでした。', recipients: [gone], headers: replied },
  { what: 'Gmail, full', from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', subject: 'Delivery Status Notification (Failure)', text: 'The inbox of the recipient is out of storage.', recipients: [full], headers: replied },
  { what: 'Gmail, late', from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', subject: 'Delivery Status Notification (Delay)', text: '** Delivery incomplete **\n\nIt will be retried for 46 more hours.', recipients: [late], headers: replied, failed: false },
  { what: 'Google Workspace group', from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>', subject: 'Delivery Status Notification (Failure)', text: 'You may not post to this group.', recipients: [refused], headers: replied },
  { what: 'Exim 4.9, with a report', from: 'Mail Delivery System <Mailer-Daemon@mx.customer.example>', subject: 'Mail delivery failed: returning message to sender', text: 'A message that you sent could not reach all of its recipients.', recipients: [gone], headers: ['X-Failed-Recipients: taro@customer.example', ...replied] },
  { what: 'Exim 4.9, late', from: 'Mail Delivery System <Mailer-Daemon@mx.customer.example>', subject: 'Warning: message 1kHb2x-0001 delayed 24 hours', text: 'No action is needed on your part.', recipients: [late], headers: replied, failed: false },
  { what: 'docomo', from: 'Mail Delivery Subsystem <mail-daemon@docomo.ne.jp>', subject: 'Returned mail: see transcript for details', text: '550 Unknown user', recipients: [{ ...gone, to: 'taro.example@docomo.ne.jp' }], reportingMta: 'mfsmax.docomo.ne.jp' },
  { what: 'docomo, refused by the recipient’s setting', from: 'Mail Delivery Subsystem <mail-daemon@docomo.ne.jp>', subject: 'Returned mail: see transcript for details', text: '550 The recipient takes no mail from this domain', recipients: [{ ...refused, to: 'taro.example@docomo.ne.jp' }] },
  { what: 'au', from: 'Mail Delivery Subsystem <MAILER-DAEMON@lsean.ezweb.ne.jp>', subject: 'Mail System Error - Returned Mail', text: 'This message was undeliverable.', recipients: [{ ...gone, to: 'taro@ezweb.ne.jp' }], original: 'headers' },
  { what: 'SoftBank', from: 'Mail Administrator <Postmaster@softbank.ne.jp>', subject: 'Mail System Error - Returned Mail', text: 'The user is unknown here.', recipients: [{ ...gone, to: 'taro@softbank.ne.jp' }] },
  { what: 'SoftBank, i.softbank', from: 'MAILER-DAEMON@i.softbank.jp', subject: 'Undelivered Mail Returned to Sender', text: 'Mailbox full', recipients: [{ ...full, to: 'taro@i.softbank.jp' }] },
  { what: 'Rakuten Mobile', from: 'MAILER-DAEMON@rakumail.jp', subject: 'Undelivered Mail Returned to Sender', text: 'No such user.', recipients: [{ ...gone, to: 'taro@rakumail.jp' }] },
  { what: 'Yahoo! JAPAN, with a report', from: 'MAILER-DAEMON@yahoo.co.jp', subject: 'Failure Notice', text: 'Sorry, it could not be delivered.', recipients: [{ ...gone, to: 'taro@yahoo.co.jp', status: '5.0.0' }], original: 'headers' },
  { what: 'a Japanese provider, ISO-2022-JP', from: 'postmaster@provider.example.jp', subject: 'Returned mail: User unknown', text: 'お送りいただいたメールは、宛先のメールボックスがないためお返しします。', recipients: [gone], charset: 'iso-2022-jp' },
  { what: 'a rented server’s control panel', from: 'Mail Delivery System <MAILER-DAEMON@sv100.hosting.example.jp>', subject: 'Undelivered Mail Returned to Sender', text: 'メールボックスの容量が上限に達しています。', recipients: [full] },
  { what: 'Oracle Messaging Server', from: 'Internet Mail Delivery <postmaster@corp.example>', subject: 'Delivery Notification: Delivery has failed', text: 'This report relates to a message you sent with the following header fields.', recipients: [gone], headers: ['Auto-Submitted: auto-replied'] },
  { what: 'Domino', from: 'Postmaster <postmaster@notes.example.jp>', subject: 'DELIVERY FAILURE: User taro not listed in Domino Directory', text: 'Your message was not delivered to taro.', recipients: [{ to: taro, action: 'failed', status: '5.0.0' }] },
  { what: 'Amazon SES', from: 'MAILER-DAEMON@ap-northeast-1.amazonses.com', subject: 'Delivery Status Notification (Failure)', text: 'An error happened on the way to the recipient.', recipients: [gone], headers: ['X-SES-Outgoing: 2026.11.24-192.0.2.1'] },
  { what: 'SendGrid', from: 'MAILER-DAEMON@sendgrid.example', subject: 'Undelivered Mail Returned to Sender', text: 'It was dropped on its way.', recipients: [gone], original: 'headers' },
  { what: 'Zimbra', from: 'MAILER-DAEMON@mail.zimbra.example (Mail Delivery System)', subject: 'Undelivered Mail Returned to Sender', text: 'over quota', recipients: [full], headers: replied },
  { what: 'Proofpoint', from: 'Mail Delivery Subsystem <MAILER-DAEMON@pphosted.example>', subject: 'Returned mail: see transcript for details', text: 'Refused as the sender is not trusted.', recipients: [refused] },
  { what: 'Mimecast', from: 'postmaster@corp.example', subject: '[Postmaster] Email Delivery Failure', text: 'This is a delivery failure notification message', recipients: [refused], headers: replied },
  { what: 'Barracuda', from: 'Postmaster <postmaster@barracuda.example>', subject: 'Delivery Status Notification (Failure)', text: 'The message was stopped.', recipients: [refused], original: 'headers' },
  { what: 'IronPort', from: 'Mail Delivery System <MAILER-DAEMON@iron.example>', subject: 'Delivery Status Notification (Failure)', text: 'The following message to <taro@customer.example> was undeliverable.', recipients: [gone] },
  { what: 'Symantec.cloud', from: 'MAILER-DAEMON@messagelabs.example', subject: 'Undeliverable mail', text: 'The recipient is not registered.', recipients: [gone] },
  { what: 'FortiMail', from: 'MAILER-DAEMON@forti.example', subject: 'Returned mail: see transcript for details', text: '554 5.7.1 stopped by content', recipients: [{ ...refused, says: '554 5.7.1 Content' }] },
  { what: 'Trend Micro IMSVA', from: 'InterScan Messaging <postmaster@imsva.example.jp>', subject: 'メール配信に失敗しました', text: '宛先のサーバーが受け取りませんでした。', recipients: [refused] },
  { what: 'Courier', from: '"Courier mail server at mx.customer.example" <@mx.customer.example>', subject: 'NOTICE: mail delivery status.', text: 'The message below was not taken.', recipients: [gone] },
  { what: 'MDaemon', from: 'MDaemon at corp.example <MDaemon@corp.example>', subject: 'Permanent Delivery Failure', text: 'The attached message had permanent fatal delivery errors!', recipients: [gone] },
  { what: 'IIS SMTP', from: 'postmaster@win.example', subject: 'Delivery Status Notification (Failure)', text: 'This is an automatically generated Delivery Status Notification.', recipients: [{ to: taro, action: 'failed', status: '5.0.0' }] },
  { what: 'a server that names itself after the recipient', from: 'Taro <taro@customer.example>', subject: 'ご回答', text: 'x', recipients: [gone] },
  { what: 'iCloud', from: 'MAILER-DAEMON@icloud.com', subject: 'Undelivered Mail Returned to Sender', text: 'user is over quota', recipients: [full] },
];
