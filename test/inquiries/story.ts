import { InquirySheets } from '../../src/inquiries/inquiry-sheets.service.js';
import type { NewAnswer } from '../../src/hearing/recording.rules.js';
import type { Scope } from '../../src/platform/scope.js';
import { newId } from '../../src/platform/ids.js';
import { aServedCustomer } from '../support/builders.js';
import type { TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';

export interface Resource {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly status: string;
  readonly clock: string;
  readonly verification: string;
  readonly dueAt: string;
  readonly acceptedAt: string;
  readonly firstResponseAt: string | null;
  readonly explanation: string;
  readonly acts: readonly string[];
  readonly mutualCode: string;
  readonly contactId: string | null;
}

export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly faults: readonly { readonly field: string; readonly message: string }[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A desk with a first line, a second line and one customer. */
export async function aStaffedDesk(desk: TestDesk) {
  const { customer, contact } = await aServedCustomer(desk.db);
  const deskIds = [customer.supportDeskId];
  const first = await desk.signIn('first_line', { deskIds, name: '一次 花子' });
  const supervisor = await desk.signIn('first_line_supervisor', { deskIds, name: '一次 責任者' });
  const analyst = await desk.signIn('second_line', { name: '分析 一郎' });
  const reader = await desk.signIn('second_line', { name: '分析 二子' });
  const lead = await desk.signIn('second_line_lead', { name: '二次 責任者' });
  const owner = await desk.signIn('service_owner', { name: '主管' });
  return { customer, contact, first, supervisor, analyst, reader, lead, owner };
}

/** Takes a call over the API. */
export async function takeCall(person: SignedIn, call: Record<string, unknown>, key = newId()): Promise<Answer> {
  const body = { callerName: '山田 太郎', receivedAt: '2026-11-24T10:12', ...call };
  return person.api.postJson('/api/v1/inquiries', body, { 'idempotency-key': key });
}

/** Does an act over the API on the version last seen. */
export async function act(person: SignedIn, inquiry: Resource, name: string, body: object = {}): Promise<Answer> {
  return person.api.postJson(`/api/v1/inquiries/${inquiry.id}/${name}`, body, { 'if-match': `"${inquiry.version}"`, 'idempotency-key': newId() });
}

/** The same where it must work; gives the inquiry after it. */
export async function done(person: SignedIn, inquiry: Resource, name: string, body: object = {}): Promise<Resource> {
  const answer = await act(person, inquiry, name, body);
  if (answer.status !== 200) throw new Error(`${name} was refused with ${answer.status}: ${answer.text}`);
  return answer.json<Resource>();
}

export async function look(person: SignedIn, inquiry: { readonly id: string }): Promise<Resource> {
  return (await person.api.get(`/api/v1/inquiries/${inquiry.id}`)).json<Resource>();
}

/** Answers to what the reception part asks. */
export const receptionAnswers: readonly NewAnswer[] = [
  ['caller_name', '山田 太郎'],
  ['callback_phone', '+81355551001'],
  ['contact_window', '終日'],
  ['contact_change_requested', 'no'],
  ['customer_statement', '英語の通知の意味を教えてほしい'],
  ['inquiry_kinds', ['content_not_understood']],
  ['customer_perceived_urgency', 'worried_today'],
  ['alert_external_id', 'CTS-0001'],
  ['detected_at', { at: Date.parse('2026-11-24T09:50:00+09:00'), wall: '2026-11-24T09:50:00', zone: 'JST', precision: 'minute' }],
  ['threat_kind', 'c2_communication'],
  ['preferred_answer_channel', 'phone'],
].map(([questionId, value]) => ({ questionId, group: 0, state: 'value', value }) as NewAnswer);

/** Puts answers on the sheet as somebody who hears the customer out. */
export async function hear(desk: TestDesk, person: SignedIn, inquiry: { readonly id: string }, answers: readonly NewAnswer[] = receptionAnswers): Promise<void> {
  const scope: Scope = { staffId: person.staffId, name: '', roles: ['first_line'], deskIds: person.deskIds, providerId: null };
  await desk.app.get(InquirySheets).record({ kind: 'staff', scope }, inquiry.id, { answers, source: 'customer_phone' });
}

/** Verified by a call back to the registered number. */
export function verification(contactId: string): object {
  return { method: 'callback_to_registered_phone', result: 'verified', contactId, number: '03-5555-1001', person: '山田様' };
}
