import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { wordsOf } from './page.js';

/** The left column of requirements section G. */
const notSaid = ['保留', '差戻し', '差し戻し', 'クローズ', '受信(未受付)', '受信（未受付）', '受付不可', '二次受領待ち', 'お客様待ち', '報告レビュー', '督促', '連絡先不達', 'SLA', '一次回答', '二次窓口', '登録担当者'];

describe('the words of the pages (section G)', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiries: readonly Resource[];

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
    inquiries = await inEveryStatus();
  });
  afterAll(() => desk.close());

  async function aCall(call: Record<string, unknown> = {}): Promise<Resource> {
    return (await takeCall(people.first, { customerId: people.customer.id, ...call })).json<Resource>();
  }

  /** One inquiry in each of the statuses that acts of this page lead to. */
  async function inEveryStatus(): Promise<readonly Resource[]> {
    const { first, analyst, contact } = people;
    const heard = async (): Promise<Resource> => {
      const verified = await done(first, await aCall(), 'verify', verification(contact.id));
      await hear(desk, first, verified);
      return look(first, verified);
    };
    const escalated = async (): Promise<Resource> => done(first, await heard(), 'escalate', { reason: 'cannot_answer', comment: '判断を', markOpenUnknown: true, unknownReason: '未確認' });
    const answered = async (): Promise<Resource> => done(first, await heard(), 'answer-by-phone', { contactId: contact.id, person: '山田様', summary: '検疫済み', countsAsFirstResponse: true });
    const working = await done(analyst, await escalated(), 'take');
    const mergedInto = await aCall();
    return [
      await aCall({ way: 'record_out_of_hours_call', receivedAt: '2026-11-20T18:00' }),
      await aCall(),
      await done(first, await heard(), 'complete-reception'),
      await escalated(),
      await done(analyst, working, 'request-addition', { questionIds: ['caller_name'], comment: '端末名を' }),
      await done(first, await heard(), 'await-customer', { asked: '端末名', answerBy: '2026-11-27T17:00' }),
      await answered(),
      await done(first, await answered(), 'close', { resolution: 'answered_by_first_line', confirmedByCustomer: true }),
      await done(first, await aCall(), 'decline', { reason: 'not_a_customer' }),
      await done(first, await aCall(), 'transfer', { supportKind: 'hardware_failure', nextCaller: 'sales_partner', reason: '交換' }),
      await done(first, await aCall(), 'merge', { intoNumber: mergedInto.number }),
      await done(first, await heard(), 'withdraw', { reason: '解決した' }),
    ];
  }

  it('reaches twelve of the thirteen statuses; 報告書確認中 belongs to the pages of the report', () => {
    expect(new Set(inquiries.map(({ status }) => status)).size).toBe(12);
  });

  it.each(['first', 'supervisor', 'analyst', 'lead', 'owner'] as const)('%s reads no word that a Japanese office would not expect', async (role) => {
    const person: SignedIn = people[role];
    const paths = ['/queue?view=all', '/queue?view=ended', '/queue?view=mine', '/queue?view=waiting', '/notices', ...inquiries.map(({ id }) => `/inquiries/${id}`)];
    if (role === 'first' || role === 'supervisor') paths.push('/calls/new');
    for (const path of paths) {
      const answer = await person.client.get(path);
      expect(answer.status, path).toBe(200);
      const words = wordsOf(answer.text);
      expect(notSaid.filter((word) => words.includes(word)), path).toEqual([]);
      expect(words, path).not.toMatch(/\bundefined\b|\[object|\bnull\b|NaN/);
    }
  });

  it('no page carries inline style or script, which the security policy refuses', async () => {
    for (const { id } of inquiries) {
      const { text } = await people.analyst.client.get(`/inquiries/${id}`);
      expect(text).not.toMatch(/\sstyle="|<style|\son[a-z]+="|hx-on|<script(?![^>]*\ssrc=)/);
    }
  });

  it('every field of every form has a name that is read out', async () => {
    for (const { id } of inquiries) {
      const { text } = await people.first.client.get(`/inquiries/${id}`);
      const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(ids.filter((one, index) => ids.indexOf(one) !== index)).toEqual([]);
      const fields = [...text.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)].map(([field]) => field).filter((field) => !field.includes('type="hidden"'));
      const unnamed = fields.filter((field) => {
        const own = /\sid="([^"]+)"/.exec(field)?.[1];
        const labelled = field.includes('aria-label=') || (own !== undefined && text.includes(`for="${own}"`));
        return !labelled && !/type="(?:radio|checkbox)"/.test(field);
      });
      expect(unnamed).toEqual([]);
    }
  });
});
