import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { startTestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink } from '../support/smtp-sink.js';
import { rawMail, textPart, type RawWishes } from './corpus.js';

/** A mail in quarantine, as the API tells it. */
export interface Incoming {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly reason: string;
  readonly bodyText: string;
  readonly decision: string | null;
  readonly inquiryId: string | null;
}

/** A mail of ours, as the API tells it. */
export interface Outgoing {
  readonly id: string;
  readonly state: string;
  readonly template: string;
  readonly text: string;
  readonly subject: string;
}

export interface MailActWishes {
  readonly body?: object;
  readonly person?: SignedIn;
  readonly version?: number;
}

export type MailPages = Awaited<ReturnType<typeof startMailPages>>;

/** A desk with a registered contact, whose mail room people look at. */
export async function startMailPages() {
  const sink = await startSmtpSink();
  const desk = await startTestDesk({ smtp: sink.settings });
  const deskId = (await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp', name: 'あおば受付窓口' })).id;
  await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId: deskId })).id, { email: 'taro@customer.example' });
  const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [deskId] });
  const first = await desk.signIn('first_line', { deskIds: [deskId] });
  const other = await desk.signIn('first_line_supervisor');
  const owner = await desk.signIn('service_owner');

  async function receive(wishes: RawWishes = {}): Promise<string> {
    const id = await desk.app.get(RawMessages).store(rawMail(wishes), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    return id;
  }

  const stranger = async (text = '教えてください'): Promise<string> =>
    receive({ from: '"見知らぬ人" <stranger@unknown.example>', body: textPart('utf-8', Buffer.from(text)) });

  const look = async (id: string, person = supervisor): Promise<Incoming> => (await person.api.get(`/api/v1/mail/quarantine/${id}`)).json<Incoming>();

  const act = async (id: string, name: string, { body = {}, person = supervisor, version = 1 }: MailActWishes = {}): Promise<Answer> =>
    person.api.postJson(`/api/v1/mail/quarantine/${id}/${name}`, body, { 'if-match': `"${version}"`, 'idempotency-key': newId() });

  const close = async (): Promise<void> => {
    await desk.close();
    await sink.close();
  };

  return { desk, sink, deskId, supervisor, first, other, owner, receive, stranger, look, act, close };
}
