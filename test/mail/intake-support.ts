import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages, type Arrival } from '../../src/mail/raw-messages.service.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { sql } from '../../src/platform/sql.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import type { DatabaseKind } from '../support/databases.js';
import { startTestDesk } from '../support/desk.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { passed, rawMail } from './corpus.js';

export interface InquiryState {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly replyToken: string;
  readonly customerId: string | null;
  readonly receivedAt: number;
  readonly acceptedAt: number;
}

export type IntakeDesk = Awaited<ReturnType<typeof startIntakeDesk>>;

/** A desk with two support desks and the contacts of two customers, to which mail comes. */
export async function startIntakeDesk(database: DatabaseKind) {
  const sink = await startSmtpSink();
  const desk = await startTestDesk({ database, smtp: sink.settings });
  const { id: deskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp', name: 'あおば受付窓口' });
  await aSupportDesk(desk.db, { mailAddress: 'soc@desk.example.jp', name: '共通窓口', isOwnerDesk: true });
  const { id: customerId } = await aCustomer(desk.db, { supportDeskId: deskId });
  await aRegisteredContact(desk.db, customerId, { email: 'taro@customer.example' });
  await aRegisteredContact(desk.db, (await aCustomer(desk.db)).id, { email: 'hanako@other.example' });

  /** Several that wait together, as they are once they are understood. */
  async function receiveAll(raws: readonly Buffer[], arrival: Partial<Arrival> = {}): Promise<RawMessageRow[]> {
    const receivedAt = desk.clock.now();
    const ids: string[] = [];
    for (const raw of raws) ids.push(await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt, envelopeTo: null, envelopeFrom: null, ...arrival }));
    await desk.app.get(IntakeRun).processDue();
    const rows: RawMessageRow[] = [];
    for (const id of ids) rows.push(await desk.db.tx((tx) => tx.findOneByOrFail(RawMessageRow, { id })));
    return rows;
  }

  async function receive(raw: Buffer, arrival: Partial<Arrival> = {}): Promise<RawMessageRow> {
    const [row] = await receiveAll([raw], arrival);
    if (row === undefined) throw new Error('the message is gone');
    return row;
  }

  async function inquiry(id: string | null): Promise<InquiryState> {
    const found = await desk.db.row<InquiryState>(
      sql`SELECT id, number, status, reply_token AS "replyToken", customer_id AS "customerId", received_at AS "receivedAt", accepted_at AS "acceptedAt" FROM inquiry WHERE id = ${id}`,
    );
    if (found === undefined) throw new Error('no such inquiry');
    return found;
  }

  const anInquiry = async (): Promise<InquiryState> => inquiry((await receive(rawMail({ headers: [passed] }))).inquiryId);

  const count = async (table: 'inquiry' | 'outbox' | 'raw_message'): Promise<number> => {
    const tables = { inquiry: sql`inquiry`, outbox: sql`outbox`, raw_message: sql`raw_message` };
    return Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM ${tables[table]}`))?.n);
  };

  async function sentTo(address: string): Promise<string[]> {
    await desk.runJob('mail.deliver');
    return sink.mails.filter((each) => each.to.includes(address)).map((each) => each.raw.toString());
  }

  const close = async (): Promise<void> => {
    await desk.close();
    await sink.close();
  };

  return { desk, sink, deskId, customerId, receive, receiveAll, inquiry, anInquiry, count, sentTo, close };
}
