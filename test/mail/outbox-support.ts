import { DeliveryResults } from '../../src/inquiries/outbox/delivery-results.js';
import { OutboxRow } from '../../src/inquiries/outbox/outbox.entity.js';
import { MailDelivery } from '../../src/mail/outbox/mail-delivery.service.js';
import { MailFence } from '../../src/mail/outbox/mail-fence.service.js';
import { MailRoutes } from '../../src/mail/outbox/mail-routes.service.js';
import { NoSigner, type MailSigner } from '../../src/mail/outbox/mail-signer.js';
import type { MailTransport } from '../../src/mail/outbox/mail-transport.js';
import { OutboxClaims } from '../../src/mail/outbox/outbox-claims.service.js';
import { RecipientQueries } from '../../src/mail/outbox/recipients.queries.js';
import { Recipients } from '../../src/mail/outbox/recipients.service.js';
import type { Db, Tx } from '../../src/platform/db.js';
import { Events } from '../../src/platform/events.js';
import type { Scope } from '../../src/platform/scope.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { insert, update } from '../../src/platform/write.js';
import { aCustomer, aRegisteredContact } from '../support/builders.js';
import { TestClock } from '../support/clock.js';
import { head, samplesFor } from './mail-samples.js';
import type { MailLinks } from '../../src/mail/outbox/mail-links.js';
import { contentsIn } from '../support/contents.js';

/** What the inquiries would hear, in order. */
export class HeardResults extends DeliveryResults {
  readonly heard: string[] = [];

  async sent(_tx: Tx, id: string): Promise<void> {
    this.heard.push(`sent ${id}`);
  }

  async failed(_tx: Tx, id: string): Promise<void> {
    this.heard.push(`failed ${id}`);
  }

  async withdrawn(_tx: Tx, _scope: Scope, id: string): Promise<void> {
    this.heard.push(`withdrawn ${id}`);
  }

  async unknown(_tx: Tx, id: string): Promise<void> {
    this.heard.push(`unknown ${id}`);
  }
}

/** For mails that hold none. */
const noLinks: MailLinks = { fill: async (text) => text };

export interface MailRoom {
  readonly clock: TestClock;
  readonly results: HeardResults;
  readonly claims: OutboxClaims;
  readonly routes: MailRoutes;
  readonly delivery: MailDelivery;
}

/** The outbox's own machinery over a database and a transport; each call is a process of its own. */
export function aMailRoom(db: Db, transport: MailTransport, clock = new TestClock('2026-11-24T10:12:00+09:00'), signer: MailSigner = new NoSigner()): MailRoom {
  const results = new HeardResults();
  const contents = contentsIn(db, clock);
  const routes = new MailRoutes(db);
  const claims = new OutboxClaims(db, clock, contents, routes, results);
  const delivery = new MailDelivery(db, contents, claims, new Recipients(new RecipientQueries(db), clock), signer, transport, new MailFence(db, clock, new Events(db)), noLinks);
  return { clock, results, claims, routes, delivery };
}

const contacts = new WeakMap<Db, Map<string, Promise<string>>>();

/** A registered contact with this address, the same for all mails to it. */
async function contactOf(db: Db, email: string): Promise<string> {
  const ofDb = contacts.get(db) ?? new Map<string, Promise<string>>();
  contacts.set(db, ofDb);
  const known = ofDb.get(email) ?? aCustomer(db).then(async ({ id }) => (await aRegisteredContact(db, id, { email })).id);
  ofDb.set(email, known);
  return known;
}

/** Puts a mail into the outbox, a receipt to a customer unless told otherwise. */
export async function queueMail(db: Db, wishes: Partial<OutboxRow> = {}): Promise<OutboxRow> {
  const id = newId();
  const row: OutboxRow = {
    id,
    inquiryId: null,
    customerId: null,
    seq: 1,
    template: 'receipt',
    templateVersion: 0,
    data: samplesFor(head).receipt,
    toName: '山田 太郎',
    toAddress: 'taro@customer.example',
    contactId: wishes.contactId === undefined ? await contactOf(db, wishes.toAddress ?? 'taro@customer.example') : wishes.contactId,
    fromName: 'あおば情報サービス SOC受付窓口',
    fromAddress: 'aoba@desk.example.jp',
    replyToken: 'r4nd0mtoken',
    messageId: `${newId()}@desk.example.jp`,
    inReplyTo: null,
    threadIds: '',
    autoSubmitted: 'auto-replied',
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: Date.parse('2026-11-24T10:12:00+09:00'),
    leasedUntil: null,
    leasedBy: null,
    bodyStartedAt: null,
    contentSha256: null,
    lastError: null,
    countsAsAnswer: false,
    createdAt: Date.parse('2026-11-24T10:12:00+09:00'),
    sentAt: null,
    giveUpAt: Date.parse('2026-11-28T10:12:00+09:00'),
    ...wishes,
  };
  await db.tx((tx) => insert(tx, OutboxRow, row));
  return row;
}

/** What the desk has on a mail now. */
export async function mailState(db: Db, id: string): Promise<{ state: string; attempts: number; lastError: string | null; bodyStartedAt: number | null }> {
  const row = await db.row<{ state: string; attempts: number; lastError: string | null; bodyStartedAt: number | null }>(
    sql`SELECT state, attempts, last_error AS "lastError", body_started_at AS "bodyStartedAt" FROM outbox WHERE id = ${id}`,
  );
  if (row === undefined) throw new Error('no such mail');
  return row;
}

/** As if five minutes had passed since the worker gave its last sign of life. */
export async function letLeaseRunOut(db: Db, id: string): Promise<void> {
  await db.tx((tx) => update(tx, OutboxRow, { id }, { leasedUntil: Date.now() - 1 }));
}
