import { expect } from 'vitest';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import type { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { TestClock } from '../support/clock.js';
import type { SmtpSink } from '../support/smtp-sink.js';
import { aMailRoom, queueMail } from './outbox-support.js';

/** Long enough that no server of a test is ever given up. */
export const unhurried = { untilBodyOutMs: 30_000, forAnswerMs: 30_000 };

const inquiries = 50;

/** Lets two workers send so many mails of each of fifty inquiries, and looks at what arrived in which order. */
export async function expectSentOnceEach(db: Db, sink: SmtpSink, ofEach: number): Promise<void> {
  const ids = Array.from({ length: inquiries }, () => newId());
  const queued: string[] = [];
  for (let seq = 1; seq <= ofEach; seq += 1) {
    for (const [index, inquiryId] of ids.entries()) queued.push((await queueMail(db, { inquiryId, seq, toAddress: `taro@customer${index}.example` })).messageId);
  }
  const clock = new TestClock('2026-11-24T10:12:00+09:00');
  const rooms = [aMailRoom(db, new SmtpTransport(sink.settings, unhurried), clock), aMailRoom(db, new SmtpTransport(sink.settings, unhurried), clock)];
  await Promise.all(rooms.map((room) => room.delivery.deliverDue()));
  expect(await db.rows(sql`SELECT state, COUNT(*) AS n FROM outbox GROUP BY state`)).toEqual([{ state: 'sent', n: queued.length }]);
  const arrived = sink.mails.map(({ raw }) => /^message-id:\s*<([^>]+)>/im.exec(raw.toString('latin1'))?.[1] ?? '');
  expect(arrived.toSorted()).toEqual(queued.toSorted());
  const place = new Map(arrived.map((id, index) => [id, index]));
  const outOfOrder = queued.filter((id, index) => index >= inquiries && (place.get(id) ?? 0) < (place.get(queued[index - inquiries] ?? '') ?? 0));
  expect(outOfOrder).toEqual([]);
  expect(rooms.every(({ results }) => results.heard.length > queued.length / 10)).toBe(true);
}
