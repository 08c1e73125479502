import type { EventAttributes } from 'ics';
import type { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import type { OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { oneLine } from '../render/printable.rules.js';

/** An iCalendar object that goes with a mail (RFC 5546). */
export interface Invitation {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
}

type Inviting = Pick<OutboxRow, 'template' | 'data' | 'toName' | 'toAddress' | 'fromName' | 'fromAddress' | 'messageId'>;

/**
 * The invitation of a mail about an appointment; undefined for any other mail. Times are UTC, so that
 * every calendar shows them right; title and place say when and how, never about what.
 */
export async function invitationOf(row: Inviting): Promise<Invitation | undefined> {
  if (row.template !== 'appointment') return undefined;
  const data = row.data as OutgoingMails['appointment'];
  const method = data.isCancelled ? 'CANCEL' : 'REQUEST';
  // Loaded at the first invitation: most desks send few.
  const { createEvent } = await import('ics');
  const { error, value } = createEvent(attributesOf(row, data, method));
  if (error !== null || value === null) throw new Error(`The invitation could not be made: ${String(error)}`);
  return { method, content: value };
}

function attributesOf(row: Inviting, data: OutgoingMails['appointment'], method: Invitation['method']): EventAttributes & { readonly timestamp: number } {
  const domain = row.messageId.slice(row.messageId.lastIndexOf('@') + 1);
  return {
    uid: `${data.appointmentId}@${domain}`,
    method,
    sequence: data.sequence,
    status: data.isCancelled ? 'CANCELLED' : 'CONFIRMED',
    start: data.startsAt,
    startInputType: 'utc',
    startOutputType: 'utc',
    duration: { minutes: data.minutes },
    title: `SOC in Pocket ${data.means === 'meeting' ? 'オンライン会議' : 'お電話'}［受付番号 ${data.inquiryNumber}］`,
    ...(data.place === '' ? {} : { location: data.place }),
    organizer: { name: quotable(row.fromName), email: row.fromAddress },
    attendees: [{ name: quotable(row.toName), email: row.toAddress, rsvp: true, partstat: 'NEEDS-ACTION', role: 'REQ-PARTICIPANT' }],
    classification: 'PRIVATE',
    productId: '-//SOC in Pocket//support desk//JA',
    timestamp: data.madeAt,
  };
}

/** A name inside a quoted parameter, which knows no escape for the quote itself (RFC 5545 3.2). */
function quotable(name: string): string {
  return oneLine(name).replaceAll('"', '”');
}
