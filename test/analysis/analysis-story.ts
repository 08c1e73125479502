import type { SignedIn } from '../support/sessions.js';
import type { TestDesk } from '../support/desk.js';
import { attackStages } from '../../src/hearing/sheet-definition.schemas.js';
import { act, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';

/** What only the portal's management screen shows: none of it may ever leave. */
export const canary = {
  address: '203.0.113.77',
  domain: 'canary.evil.example',
  phrase: '管理画面だけに出る内部判定の説明文',
};
export const portalNote = `宛先 ${canary.address}（${canary.domain}）。${canary.phrase}。`;

export interface People {
  readonly customer: { readonly id: string };
  readonly contact: { readonly id: string };
  readonly first: SignedIn;
  readonly analyst: SignedIn;
}

/** An inquiry that the analyst has taken, its contact verified by a call back or not yet. */
export async function inSecondLine(desk: TestDesk, people: People, isVerified = true): Promise<Resource> {
  const call = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
  await hear(desk, people.first, call);
  if (isVerified) await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
  const escalated = await done(people.first, await look(people.first, call), 'escalate', {
    reason: 'cannot_answer', comment: '影響が分からない', markOpenUnknown: true, unknownReason: '急ぎのため',
  });
  return done(people.analyst, escalated, 'take');
}

/** All seven steps judged; the first is what a test cares for. */
export const allStages = attackStages.map((stage) => ({ stage, state: 'not_observed', wording: '', evidence: '' }));

export const writtenFields = {
  presidentWhat: '社内の端末が外部の不審な先と通信しました。', presidentBusiness: '対象の端末を除き、続けていただけると考えています。',
  presidentToday: '対象の端末を切り離すことをお決めください。', summary: '不審な通信を確認しました。', inquiry: '通知の意味のお尋ねです。',
  situation: '2026-11-24T00:50:00Z に検知しました。', impact: '確認中', recommendations: '1. 対象の端末を切り離す（優先度：高）',
  prevention: '入口対策の見直し', nextSteps: '該当なし',
};

/** Everything a report needs but the reading; gives the version of the report. */
export async function readyReport(person: SignedIn, inquiry: Resource, fields: object = {}): Promise<number> {
  await done(person, await look(person, inquiry), 'save-portal-notice', { quote: 'Malware communication was detected. 2026-11-24T00:50:00Z' });
  await done(person, await look(person, inquiry), 'add-portal-note', { text: portalNote });
  await done(person, await look(person, inquiry), 'set-attack-progress', { stages: allStages });
  await done(person, await look(person, inquiry), 'save-report', {});
  await done(person, await look(person, inquiry), 'save-report', { reportVersion: 1, ...writtenFields, ...fields });
  return 2;
}

/** An act on the newest version of the inquiry. */
export async function now(person: SignedIn, inquiry: Resource, name: string, body: object = {}): Promise<Resource> {
  return done(person, await look(person, inquiry), name, body);
}

/** The same where it is to be refused. */
export async function refused(person: SignedIn, inquiry: Resource, name: string, body: object = {}): Promise<[number, string]> {
  const answer = await act(person, await look(person, inquiry), name, body);
  return [answer.status, answer.json<{ code: string }>().code];
}
