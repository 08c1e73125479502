import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routeTable } from '../../src/web/route-table.js';
import { sql } from '../../src/platform/sql.js';
import { allStages } from '../analysis/analysis-story.js';
import { done, hear, look, receptionAnswers, takeCall, verification, type Resource } from '../inquiries/story.js';
import { multipart, rawMail } from '../mail/corpus.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { aContract, aCustomer, aPartner, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';

/** Ends an attribute, an element and a script, asks a template engine to count, and begins a header. */
const evil = (place: string): string => `${place}'"></textarea></script><img src=x onerror=alert(1)><%= 4242 * 10007 %>\${4242*10007}{{4242*10007}}`;
const counted = String(4242 * 10007);
const newHeader = '\r\nBcc: thief@evil.example\r\nX-Evil: 1';

describe('what people type is text, wherever it comes out', () => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let persons: readonly SignedIn[];
  let ids: Readonly<Record<string, string>>;

  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ smtp: sink.settings });
    const partner = await aPartner(desk.db, { name: evil('partner') });
    const own = await aSupportDesk(desk.db, { partnerId: partner.id, name: evil('desk') + newHeader, companyName: evil('company'), mailAddress: 'evil@desk.example.jp' });
    const customer = await aCustomer(desk.db, { supportDeskId: own.id, partnerId: partner.id, name: evil('customer'), kana: evil('kana') });
    const contract = await aContract(desk.db, { customerId: customer.id, contractNumber: evil('contract').slice(0, 60), deviceId: evil('device').slice(0, 60) });
    const contact = await aRegisteredContact(desk.db, customer.id, { name: evil('contact').slice(0, 60) + newHeader, department: evil('department').slice(0, 90), title: evil('title').slice(0, 90), email: 'contact@customer.example' });
    const first = await desk.signIn('first_line', { deskIds: [own.id], name: evil('first') });
    const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [own.id], name: evil('supervisor') });
    const analyst = await desk.signIn('second_line', { name: evil('analyst') + newHeader });
    const lead = await desk.signIn('second_line_lead', { name: evil('lead') });
    const owner = await desk.signIn('service_owner', { name: evil('owner') });
    const auditor = await desk.signIn('auditor', { name: evil('auditor') });
    persons = [first, supervisor, analyst, lead, owner, auditor];

    const call = await takeCall(first, { customerId: customer.id, callerName: evil('caller'), headline: evil('headline') });
    const inquiry = call.json<Resource>();
    await hear(desk, first, inquiry, receptionAnswers.map((answer) => (['customer_statement', 'caller_name', 'contact_window', 'alert_external_id'].includes(answer.questionId) ? { ...answer, value: evil(answer.questionId) } : answer)));
    const act = async (person: SignedIn, name: string, body: object): Promise<unknown> => done(person, await look(person, inquiry), name, body);
    await act(first, 'verify', { ...verification(contact.id), person: evil('person').slice(0, 100), note: evil('call-note') });
    await act(first, 'add-note', { text: evil('note') });
    await act(first, 'escalate', { reason: 'cannot_answer', comment: evil('comment'), markOpenUnknown: true, unknownReason: evil('unknown') });
    await act(analyst, 'take', {});
    await act(analyst, 'save-portal-notice', { quote: evil('quote') });
    await act(analyst, 'add-configuration', { text: evil('configuration') });
    await act(analyst, 'add-note', { text: evil('memo'), secondLineOnly: true });
    await act(analyst, 'set-attack-progress', { stages: allStages.map((stage) => ({ ...stage, wording: evil('wording'), evidence: '' })) });
    await act(analyst, 'save-report', {});
    await act(analyst, 'save-report', { reportVersion: 1, summary: evil('summary'), presidentWhat: evil('president') });
    await act(analyst, 'request-addition', { questionIds: ['customer_statement'], comment: evil('addition') });
    await act(analyst, 'answer', { means: 'mail', contactId: contact.id, text: evil('answer'), countsAsFirstResponse: true });
    const evidence = new FormData();
    evidence.set('file', new Blob(['x']), evil('file').replaceAll(/["/]/g, ''));
    evidence.set('receivedFrom', evil('from'));
    await analyst.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, { method: 'POST', body: evidence });
    await act(analyst, 'request-logs', { items: evil('log'), periodFrom: '2026-11-24T09:00', periodTo: '2026-11-24T10:00', purpose: evil('purpose'), zone: 'JST', answerBy: '2026-11-27T17:00', consentBy: evil('consent').slice(0, 100), consentMeans: 'phone', consentAt: '2026-11-24T10:00' });
    const raw = rawMail({
      from: `"${evil('sender').replaceAll('"', '')}" <x@stranger.example>`, to: 'evil@desk.example.jp', subject: evil('subject'),
      body: multipart('mixed', [`Content-Type: text/html; charset=utf-8\r\n\r\n<p>${evil('html')}</p>\r\n`, `Content-Type: text/plain; name="x"\r\nContent-Disposition: attachment; filename="<img src=x onerror=alert(1)>.txt"\r\n\r\nx\r\n`]),
    });
    const mailId = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    await desk.runJob('mail.deliver');
    ids = { customer: customer.id, contract: contract.id, inquiry: inquiry.id, mail: mailId, desk: own.id, partner: partner.id };
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });

  /** The pages of the desk, with what was stored above. */
  const pages = (): string[] => {
    const placed: readonly (readonly [RegExp, string | undefined])[] = [
      [/^\/customers\/:id/, ids['customer']], [/^\/inquiries\/:id/, ids['inquiry']], [/^\/mail\/(messages|quarantine)\/:id/, ids['mail']],
      [/^\/support-desks\/:id/, ids['desk']], [/^\/partners\/:id/, ids['partner']], [/^\/hearing-sheets\/:version/, '1'],
    ];
    const fill = (path: string): string => {
      const id = placed.find(([pattern]) => pattern.test(path))?.[1] ?? '';
      return path.replace(/:(id|version)/, id).replace(':contractId', ids['contract'] ?? '').replace(':position', '1');
    };
    const gets = routeTable(desk.app).filter(({ method, path }) => method === 'GET' && !path.startsWith('/api/') && !path.startsWith('/assets')).map(({ path }) => fill(path)).filter((path) => !path.includes(':'));
    const search = encodeURIComponent(evil('search').slice(0, 90));
    return [...gets, `/customers?q=${search}`, `/calls/new?q=${search}`, `/calls/customers?q=${search}`, '/customers?q=customer', '/calls/customers?q=customer', '/queue?view=all', `/sign-in?next=${encodeURIComponent('/"><img src=x onerror=alert(1)>')}`];
  };

  it('ASVS 1.2.1: is shown escaped on every page to every role, and no template counts with it', async () => {
    const wrong: string[] = [];
    let shown = 0;
    for (const person of persons) {
      for (const path of pages()) {
        const { text, status, headers } = await person.client.get(path);
        if (status >= 500) wrong.push(`${status} ${path}`);
        if (!(headers.get('content-type') ?? '').startsWith('text/html')) continue;
        if (/<img src=x|<\/script><img|onerror=alert\(1\)>/.test(text) || text.includes(counted)) wrong.push(path);
        shown += text.includes('&lt;img src=x') ? 1 : 0;
      }
    }
    expect(wrong).toEqual([]);
    expect(shown, 'what was planted does come out').toBeGreaterThan(60);
  });

  it('comes back escaped in a form that is refused', async () => {
    const [first] = persons;
    if (first === undefined) throw new Error('nobody');
    for (const [path, fields] of [
      ['/calls', { receivedAt: evil('receivedAt'), customerId: evil('id'), callerName: evil('name'), callbackPhone: evil('phone'), headline: evil('headline'), way: evil('way') }],
      [`/inquiries/${ids['inquiry']}/acts/add-note`, { text: '', occurredAt: evil('at') }],
      [`/inquiries/${ids['inquiry']}/acts/log-call`, { outcome: evil('outcome'), note: evil('note'), number: evil('number'), person: evil('person'), occurredAt: evil('at') }],
    ] as const) {
      await first.client.get(path === '/calls' ? '/calls/new' : `/inquiries/${ids['inquiry']}`);
      const { version } = await look(first, { id: ids['inquiry'] ?? '' });
      const answer = await first.client.postForm(path, { ...fields, _version: String(version), _key: 'k' });
      expect(answer.status, path).toBe(422);
      expect(answer.text).not.toMatch(/<img src=x|<\/script><img/);
      expect(answer.text.includes(counted)).toBe(false);
    }
  });

  it('V53: begins no header of a mail and changes nobody’s envelope, and no template counts with it', async () => {
    expect(sink.mails.length).toBeGreaterThan(3);
    for (const mail of sink.mails) {
      const [head = '', body = ''] = mail.raw.toString('utf8').split(/\r\n\r\n/, 2);
      expect(head).not.toMatch(/^(bcc|x-evil):/im);
      expect(mail.to.filter((address) => address.includes('evil.example'))).toEqual([]);
      expect(mail.to).toHaveLength(1);
      const text = /base64/i.test(head) ? Buffer.from(body, 'base64').toString() : body;
      expect(text).not.toContain(counted);
    }
    const senders = await desk.db.rows<{ address: string }>(sql`SELECT DISTINCT from_address AS address FROM outbox`);
    expect(senders.every(({ address }) => /^[\w.]+@[\w.]+$/.test(address))).toBe(true);
  });
});
