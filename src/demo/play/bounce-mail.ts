/** A mail of ours that another server could not deliver. */
export interface Undelivered {
  readonly to: string;
  readonly recipient: string;
  readonly messageId: string;
  readonly subject: string;
  readonly date: Date;
}

/** What a mail server sends back (RFC 3464): the mailbox is full, finally. */
export function bounceMail({ to, recipient, messageId, date }: Undelivered): Buffer {
  const host = recipient.split('@')[1] ?? '';
  const lines = [
    `From: Mail Delivery System <MAILER-DAEMON@mail.${host}>`, `To: ${to}`, 'Subject: Undelivered Mail Returned to Sender',
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`, `Message-ID: <bounce-${date.getTime()}@mail.${host}>`, 'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary="report"', '',
    '--report', 'Content-Type: text/plain; charset=us-ascii', '', `The mail system could not deliver your message to <${recipient}>: mailbox full.`, '',
    '--report', 'Content-Type: message/delivery-status', '', `Reporting-MTA: dns; mail.${host}`, '',
    `Final-Recipient: rfc822; ${recipient}`, 'Action: failed', 'Status: 5.2.2', 'Diagnostic-Code: smtp; 552 5.2.2 Mailbox full', '',
    '--report', 'Content-Type: text/rfc822-headers', '', `Message-ID: <${messageId}>`, `To: <${recipient}>`, '', '--report--', '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
