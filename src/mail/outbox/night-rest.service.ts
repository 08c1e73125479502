import { Injectable } from '@nestjs/common';
import { Calendars } from '../../calendar/calendars.service.js';
import { keptForMs } from '../../inquiries/outbox/outbox.entity.js';
import { internalTemplates } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { sql, sqlList } from '../../platform/sql.js';

/** What was queued just before closing may still go. */
const graceMs = 5 * 60_000;

/** The head of the record calls nobody to act, and is worth most where it leaves the desk at once. */
const restless = internalTemplates.filter((name) => name !== 'record_head');

/**
 * Notices to colleagues that something held up until reception had closed, such as a mail server that was
 * down, wait for the next opening (D4), but for whoever has asked to be told at night. Mails to customers
 * go whenever they can (A1).
 */
@Injectable()
export class NightRest {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly calendars: Calendars,
  ) {}

  async begin(): Promise<void> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    if (calendar.isOpen(now)) return;
    const heldUpSince = calendar.isOpen(now - graceMs) ? now - graceMs : now;
    const heldUp = sql`state = 'waiting' AND next_attempt_at <= ${now} AND created_at < ${heldUpSince} AND template IN ${sqlList(restless)}
      AND NOT EXISTS (SELECT 1 FROM notice_preference p JOIN staff s ON s.id = p.staff_id WHERE s.login_name = outbox.to_address AND p.at_night = ${true})`;
    if ((await this.db.row(sql`SELECT id FROM outbox WHERE ${heldUp} LIMIT 1`)) === undefined) return;
    const opening = calendar.nextOpening(now);
    await this.db.tx((tx) => this.db.execute(tx, sql`UPDATE outbox SET next_attempt_at = ${opening}, give_up_at = ${opening + keptForMs} WHERE ${heldUp}`));
  }
}
