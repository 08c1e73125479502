import { Injectable } from '@nestjs/common';
import { MailPreview } from '../../inquiries/outbox/mail-preview.js';
import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { renderMail, type RenderedMail } from './render-mail.js';

/** Shows a mail before it is queued, printed from the very templates it will be sent with. */
@Injectable()
export class TemplatePreview extends MailPreview {
  render<Name extends MailTemplate>(template: Name, data: OutgoingMails[Name]): RenderedMail {
    return renderMail(template, data);
  }
}
