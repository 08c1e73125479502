import type { MailTemplate, OutgoingMails } from './outgoing-mail.js';

/** Shows a mail as its recipient will read it, before it is queued. The mail room provides it. */
export abstract class MailPreview {
  /** Subject and text, lines separated by LF. */
  abstract render<Name extends MailTemplate>(template: Name, data: OutgoingMails[Name]): Promise<{ readonly subject: string; readonly text: string }>;
}
