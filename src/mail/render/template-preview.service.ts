import { Injectable } from '@nestjs/common';
import { MailPreview } from '../../inquiries/outbox/mail-preview.js';
import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { textOf, versionInForce } from './print-queued.js';
import { renderText, type RenderedMail } from './render-mail.js';

/** Shows a mail before it is queued, printed from the very text it will be sent with. */
@Injectable()
export class TemplatePreview extends MailPreview {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {
    super();
  }

  async render<Name extends MailTemplate>(template: Name, data: OutgoingMails[Name]): Promise<RenderedMail> {
    return renderText(template, await textOf(this.db, template, await versionInForce(this.db, template)), data, this.clock.now());
  }
}
