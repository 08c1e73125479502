import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import { Notices } from '../../inquiries/notices/notices.service.js';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { sha256 } from '../../platform/ids.js';
import type { KnownMail } from './mail-facts.service.js';
import type { ParsedMail } from './parse-mail.js';

/** Tells the people who decide on it that somebody writes in the name of a registered contact (security.md 2.7). */
@Injectable()
export class SpoofAlerts {
  constructor(
    private readonly clock: Clock,
    private readonly notices: Notices,
  ) {}

  /** Once a day for an address, be it a thousand mails; to the desk whose quarantine it lies in. */
  async tell(tx: Tx, { sender = '' }: ParsedMail, { supportDeskId }: KnownMail): Promise<void> {
    const now = this.clock.now();
    const occasion = `${sha256(sender)}:${civilDate(now)}`;
    await this.notices.tellOfDesk(tx, { kind: 'spoof_suspected', occasion, to: await this.notices.supervisorsOf(supportDeskId), by: null, now });
  }
}
