import { DesignatedProviderRow } from '../../src/customers/designated-provider.entity.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { allStages, writtenFields } from '../analysis/analysis-story.js';
import { done, hear, look, receptionAnswers, takeCall, verification, type Resource } from '../inquiries/story.js';
import { csvText, goodLine } from '../customers/sheets.js';
import { multipart, rawMail } from '../mail/corpus.js';
import { aContract, aCustomer, aRegisteredContact, aSupportDesk } from './builders.js';
import type { TestDesk } from './desk.js';
import type { SignedIn } from './sessions.js';

/**
 * Words that stand nowhere but where they were planted. Whoever finds one in an answer knows what got
 * through a wall: `desk` words belong to one support desk (B5), `secret` words to the second line (C3).
 */
export const canaryWords = {
  desk: (desk: 'a' | 'b') => `zqdesk${desk}`,
  secret: 'zqsecret',
} as const;

/** Every canary in a text, in whatever case it comes. */
export function canariesIn(text: string, ...words: readonly string[]): string[] {
  return words.flatMap((word) => [...text.matchAll(new RegExp(`${word}[-a-z0-9]*`, 'gi'))].map(([found]) => found));
}

/** What one support desk has, every word of it marked. */
export interface MarkedDesk {
  readonly word: string;
  readonly deskId: string;
  readonly customerId: string;
  readonly contractId: string;
  readonly contactId: string;
  readonly first: SignedIn;
  readonly supervisor: SignedIn;
  /** Still with the first line. */
  readonly hearing: Resource;
  /** With the second line, its analysis full of secrets. */
  readonly analysed: Resource;
  readonly evidenceId: string;
  readonly proposalId: string;
  readonly logRequestId: string;
  readonly contactRequestId: string;
  readonly importRunId: string;
  readonly outboxIds: readonly string[];
  /** In quarantine. */
  readonly mailId: string;
}

/** Two desks behind their walls, and everybody who looks at them. */
export interface CanaryWorld {
  readonly a: MarkedDesk;
  readonly b: MarkedDesk;
  readonly analyst: SignedIn;
  readonly lead: SignedIn;
  readonly owner: SignedIn;
  readonly auditor: SignedIn;
  /** Works for a designated provider to which one inquiry of desk A is assigned. */
  readonly provider: SignedIn;
  readonly providerId: string;
  readonly assigned: Resource;
  /** Bundles an inquiry of each desk (H6). */
  readonly causeId: string;
}

/** Builds it through the desk's own acts, so that every place where words end up holds one. */
export async function plantCanaries(desk: TestDesk): Promise<CanaryWorld> {
  const providerId = newId();
  await desk.db.tx((tx) => insert(tx, DesignatedProviderRow, { id: providerId, name: '指定専門業者', secrecyUndertakenOn: '2026-04-01', endedOn: null, version: 1 }));
  const analyst = await desk.signIn('second_line', { name: '分析 一郎' });
  const lead = await desk.signIn('second_line_lead', { name: '二次 責任者' });
  const owner = await desk.signIn('service_owner', { name: '主管' });
  const auditor = await desk.signIn('auditor', { name: '監査' });
  const provider = await desk.signIn('second_line', { name: '業者 分析', providerId });
  const a = await aMarkedDesk(desk, 'a', analyst);
  const b = await aMarkedDesk(desk, 'b', analyst);
  const assigned = await done(lead, await escalated(desk, a, 'assigned'), 'take');
  await done(lead, assigned, 'assign', { providerId, consentToPassData: true });
  return { a, b, analyst, lead, owner, auditor, provider, providerId, assigned: await look(lead, assigned), causeId: await aCommonCause(analyst, a, b) };
}

async function aCommonCause(analyst: SignedIn, a: MarkedDesk, b: MarkedDesk): Promise<string> {
  const headers = (): Record<string, string> => ({ 'idempotency-key': newId() });
  const begun = await analyst.api.postJson('/api/v1/common-causes', { inquiry: a.analysed.number, title: '共通の原因', analysis: `${canaryWords.secret}-cause`, wording: '確認を進めています。' }, headers());
  const { id } = begun.json<{ id: string }>();
  await analyst.api.postJson(`/api/v1/common-causes/${id}/inquiries`, { inquiry: b.analysed.number }, { ...headers(), 'if-match': '"1"' });
  const published = await analyst.api.postJson(`/api/v1/common-causes/${id}/publication`, {}, { ...headers(), 'if-match': '"2"' });
  if (published.status !== 204) throw new Error(`The cause was refused: ${begun.text} ${published.text}`);
  return id;
}

type Staffed = Pick<MarkedDesk, 'word' | 'customerId' | 'contactId' | 'first' | 'supervisor'>;

async function aMarkedDesk(desk: TestDesk, name: 'a' | 'b', analyst: SignedIn): Promise<MarkedDesk> {
  const word = canaryWords.desk(name);
  const marked = (place: string): string => `${word}-${place}`;
  const row = await aSupportDesk(desk.db, { code: marked('code'), name: `${marked('desk')}窓口`, companyName: marked('company'), mailAddress: `${word}@desk.example.jp` });
  const customer = await aCustomer(desk.db, { supportDeskId: row.id, name: `${marked('customer')}株式会社`, kana: 'カナリヤ', partnerId: row.partnerId });
  const contract = await aContract(desk.db, { customerId: customer.id, contractNumber: `${word}-contract`.toUpperCase(), deviceId: `${word}-device`.toUpperCase() });
  const contact = await aRegisteredContact(desk.db, customer.id, { name: marked('contact'), department: marked('department'), title: marked('title'), email: `${word}@customer.example` });
  const first = await desk.signIn('first_line', { deskIds: [row.id], name: marked('first') });
  const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [row.id], name: marked('supervisor') });
  const staffed: Staffed = { word, customerId: customer.id, contactId: contact.id, first, supervisor };

  const hearing = await heard(desk, staffed, 'hearing');
  await done(first, hearing, 'add-note', { text: marked('note') });
  const analysed = await escalated(desk, staffed, 'analysed');
  const importRunId = await anImport(supervisor, desk, contract.contractNumber, marked);
  const { evidenceId } = await analyse(analyst, analysed, marked, name);
  return {
    ...staffed,
    deskId: row.id,
    contractId: contract.id,
    hearing: await look(first, hearing),
    analysed: await look(first, analysed),
    evidenceId,
    proposalId: (await desk.db.row<{ id: string }>(sql`SELECT id FROM gateway_proposal WHERE inquiry_id = ${analysed.id}`))?.id ?? '',
    logRequestId: (await desk.db.row<{ id: string }>(sql`SELECT id FROM log_request WHERE inquiry_id = ${analysed.id}`))?.id ?? '',
    importRunId,
    contactRequestId: await aRequest(first, customer.id, marked),
    outboxIds: (await desk.db.rows<{ id: string }>(sql`SELECT o.id FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id WHERE i.support_desk_id = ${row.id}`)).map(({ id }) => id),
    mailId: await aMail(desk, row.mailAddress, marked),
  };
}

async function heard(desk: TestDesk, { word, customerId, first }: Staffed, about: string): Promise<Resource> {
  const call = await takeCall(first, { customerId, callerName: `${word}-caller`, headline: `${word}-headline-${about}`, callbackPhone: '03-5555-1001' });
  if (call.status !== 201) throw new Error(`The call was refused: ${call.text}`);
  const inquiry = call.json<Resource>();
  const own: Readonly<Record<string, string>> = { customer_statement: `${word}-statement-${about}`, caller_name: `${word}-caller` };
  const answers = receptionAnswers.map((answer) => ({ ...answer, value: own[answer.questionId] ?? answer.value }));
  await hear(desk, first, inquiry, answers);
  return look(first, inquiry);
}

async function escalated(desk: TestDesk, staffed: Staffed, about: string): Promise<Resource> {
  const { first, contactId, word } = staffed;
  const verified = await done(first, await heard(desk, staffed, about), 'verify', { ...verification(contactId), person: `${word}-person`, note: `${word}-call-note` });
  return done(first, verified, 'escalate', { reason: 'cannot_answer', comment: `${word}-reason`, markOpenUnknown: true, unknownReason: '急ぎのため' });
}

/** All that only the second line may know, beside what it tells the desk. */
async function analyse(analyst: SignedIn, inquiry: Resource, marked: (place: string) => string, name: 'a' | 'b'): Promise<{ evidenceId: string }> {
  const secret = (place: string): string => `${canaryWords.secret}-${place}-${name}`;
  const act = async (name: string, body: object): Promise<unknown> => done(analyst, await look(analyst, inquiry), name, body);
  await act('take', {});
  await act('save-portal-notice', { quote: marked('quote') });
  await act('add-portal-note', { text: `${secret('portal-note')} 198.51.100.77 と通信` });
  await act('add-configuration', { text: marked('configuration') });
  await act('add-note', { text: secret('memo'), secondLineOnly: true });
  await act('add-note', { text: marked('shared-memo'), secondLineOnly: false });
  await act('add-indicator', { type: 'domain', value: `${secret('indicator')}.example`, source: 'analyst', disclosure: 'second_line' });
  await act('set-attack-progress', { stages: allStages.map((stage) => ({ ...stage, evidence: secret(`evidence-${stage.stage}`) })) });
  await act('set-assessment', { disposition: 'true_positive_no_impact', confidence: 'high', severity: 'low', urgency: 'now', urgencyReason: secret('urgency-reason') });
  await act('raise-gateway-proposal', {});
  await act('save-report', {});
  await act('save-report', { reportVersion: 1, ...writtenFields, summary: secret('draft') });
  await act('request-addition', { questionIds: ['customer_statement'], comment: marked('addition') });
  const evidenceId = await aFile(analyst, inquiry, secret);
  await act('request-logs', {
    items: marked('log-item'), periodFrom: '2026-11-24T09:00', periodTo: '2026-11-24T10:00', purpose: marked('log-purpose'), zone: 'JST',
    answerBy: '2026-11-27T17:00', consentBy: marked('consent'), consentMeans: 'phone', consentAt: '2026-11-24T09:00',
  });
  return { evidenceId };
}

async function aFile(analyst: SignedIn, inquiry: Resource, secret: (place: string) => string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([`${secret('file-content')}\n`]), `${secret('file-name')}.log`);
  form.set('receivedFrom', secret('received-from'));
  const answer = await analyst.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, { method: 'POST', body: form });
  if (answer.status !== 201) throw new Error(`The file was refused: ${answer.text}`);
  return answer.json<{ id: string }>().id;
}

async function aRequest(first: SignedIn, customerId: string, marked: (place: string) => string): Promise<string> {
  const body = { name: marked('next-contact'), kana: '', email: `${marked('next')}@customer.example`, phone: '03-5555-2001', altPhone: '090-5555-2002' };
  const answer = await first.api.postJson(`/api/v1/customers/${customerId}/contact-requests`, body, { 'idempotency-key': newId() });
  if (answer.status !== 201) throw new Error(`The request was refused: ${answer.text}`);
  return answer.headers.get('location')?.split('/').at(-1) ?? '';
}

async function anImport(supervisor: SignedIn, desk: TestDesk, contractNumber: string, marked: (place: string) => string): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([csvText([goodLine(7, { 契約番号: contractNumber, 法人名: marked('imported'), 担当者名: marked('imported-contact') })])]), `${marked('sheet')}.csv`);
  const answer = await supervisor.api.request('/api/v1/parameter-sheets', { method: 'POST', body: form });
  if (answer.status >= 300) throw new Error(`The sheet was refused: ${answer.text}`);
  const run = await desk.db.row<{ id: string }>(sql`SELECT id FROM import_run WHERE by_staff_id = ${supervisor.staffId}`);
  return run?.id ?? '';
}

async function aMail(desk: TestDesk, to: string, marked: (place: string) => string): Promise<string> {
  const body = multipart('mixed', [
    `Content-Type: text/plain; charset=utf-8\r\n\r\n${marked('mail-text')} 教えてください\r\n`,
    `Content-Type: text/plain; name="${marked('file')}.txt"\r\nContent-Disposition: attachment; filename="${marked('file')}.txt"\r\n\r\n${marked('file-text')}\r\n`,
  ]);
  const raw = rawMail({ from: `${marked('sender')} <${marked('sender')}@stranger.example>`, to, subject: marked('subject'), body });
  const id = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
  await desk.app.get(IntakeRun).processDue();
  return id;
}
