import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contactRow } from '../../src/customers/customer-rows.js';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { insert, update } from '../../src/platform/write.js';
import { goodLine, utf8Csv, type SheetValues } from '../customers/sheets.js';
import { act, aStaffedDesk, done, takeCall, verification, type Problem, type Resource } from '../inquiries/story.js';
import { hiddenValue, openInquiry, sendAct, wordsOf } from '../pages/page.js';
import { aCustomer, aRegisteredContact, aServedCustomer } from '../support/builders.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';

/** What a page answers to bad input: its status, and what must stand on it. */
type OnPage = readonly [answer: Answer, status: number, ...words: readonly (string | RegExp)[]];
type OverApi = readonly [answer: Answer, status: number, code: string];

/** The ten cases that a person and a program both run into; each has one answer on the page and one over the API. */
describe('bad input gets a clear answer and loses nothing', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const aCall = async (call: Record<string, unknown> = {}): Promise<Resource> => (await takeCall(people.first, { customerId: people.customer.id, headline: '元の用件', ...call })).json<Resource>();
  const typed = { way: 'take_call', receivedAt: '2026-11-24T10:10', customerId: '', callerName: '髙﨑 花子', callbackPhone: '', headline: '書いた用件' };
  const sendCall = async (fields: Record<string, string>): Promise<Answer> =>
    people.first.client.postForm('/calls', { _key: hiddenValue((await people.first.client.get('/calls/new')).text, '_key'), ...typed, ...fields });
  const note = { text: '書いたメモ' };

  async function replacedContact(): Promise<{ inquiry: Resource; contactId: string }> {
    const customer = await aCustomer(desk.db, { supportDeskId: people.customer.supportDeskId });
    const contact = await aRegisteredContact(desk.db, customer.id, { name: '旧担当 一' });
    const inquiry = await done(people.first, await aCall({ customerId: customer.id }), 'log-call', { outcome: 'talked' });
    const aMinuteAgo = desk.clock.now() - 60_000;
    await desk.db.tx(async (tx) => {
      await update(tx, RegisteredContactRow, { id: contact.id }, { validTo: aMinuteAgo });
      await insert(tx, RegisteredContactRow, contactRow(customer.id, { ...contact, name: '新担当 二' }, aMinuteAgo));
    });
    return { inquiry, contactId: contact.id };
  }

  async function notesOn(inquiry: Resource): Promise<number> {
    return (await openInquiry(people.first, inquiry.id)).text.match(/timeline-text[^]{0,120}書いたメモ/g)?.length ?? 0;
  }

  const cases: Readonly<Record<string, { readonly page: () => Promise<OnPage>; readonly api: () => Promise<OverApi> }>> = {
    'a half-filled form': {
      page: async () => [await sendCall({ callerName: ' ', callbackPhone: '内線だけ' }), 422, 'value="書いた用件"', 'id="callerName-fault"', 'value="内線だけ"'],
      api: async () => [await takeCall(people.first, { callerName: ' ', callbackPhone: '', headline: '書いた用件' }), 422, 'validation_failed'],
    },
    'an unknown field': {
      page: async () => [await sendCall({ colour: 'red' }), 422, 'value="書いた用件"', '入力内容を確認してください'],
      api: async () => [await takeCall(people.first, { colour: 'red' }), 422, 'validation_failed'],
    },
    'a wrong type': {
      page: async () => [await sendAct(people.first, (await aCall()).id, 'log-call', { outcome: ['absent', 'busy'], note: '書いたメモ' }), 422, '書いたメモ'],
      api: async () => [await act(people.first, await aCall(), 'add-note', { text: { a: 1 } }), 422, 'validation_failed'],
    },
    'an illegal transition': {
      page: async () => [await sendAct(people.first, (await aCall()).id, 'withdraw-escalation', { reason: '書いた理由' }), 409, '書いた理由', '一次ヒアリング中'],
      api: async () => [await act(people.first, await aCall(), 'withdraw-escalation', { reason: '書いた理由' }), 409, 'illegal_transition'],
    },
    'another desk’s id': {
      page: async () => [await sendCall({ customerId: (await aServedCustomer(desk.db)).customer.id }), 404, 'value="書いた用件"', '利用者が見つかりません'],
      api: async () => [await takeCall(people.first, { customerId: (await aServedCustomer(desk.db)).customer.id }), 404, 'not_found'],
    },
    'a second click': {
      page: async () => {
        const inquiry = await aCall();
        const version = hiddenValue((await openInquiry(people.first, inquiry.id)).text, '_version');
        const click = (): Promise<Answer> => people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: version, ...note });
        expect((await click()).status).toBe(303);
        const second = await click();
        expect(await notesOn(inquiry)).toBe(1);
        return [second, 412, '書いたメモ'];
      },
      api: async () => {
        const inquiry = await aCall();
        const click = (key: string): Promise<Answer> => people.first.api.postJson(`/api/v1/inquiries/${inquiry.id}/add-note`, note, { 'if-match': `"${inquiry.version}"`, 'idempotency-key': key });
        expect([(await click('one')).status, (await click('one')).status]).toEqual([200, 200]);
        const anew = await click('two');
        expect(await notesOn(inquiry)).toBe(1);
        return [anew, 412, 'version_stale'];
      },
    },
    'a stale version': {
      page: async () => {
        const inquiry = await aCall();
        const version = hiddenValue((await openInquiry(people.first, inquiry.id)).text, '_version');
        await done(people.supervisor, inquiry, 'log-call', { outcome: 'absent' });
        return [await people.first.client.postForm(`/inquiries/${inquiry.id}/acts/add-note`, { _version: version, ...note }), 412, '書いたメモ', '架電'];
      },
      api: async () => {
        const inquiry = await aCall();
        await done(people.supervisor, inquiry, 'log-call', { outcome: 'absent' });
        return [await act(people.first, inquiry, 'add-note', note), 412, 'version_stale'];
      },
    },
    'a call in the future': {
      page: async () => [await sendCall({ receivedAt: '2026-11-24T10:13' }), 422, 'value="2026-11-24T10:13"', 'value="書いた用件"', 'id="receivedAt-fault"'],
      api: async () => [await takeCall(people.first, { receivedAt: '2026-11-24T10:13' }), 422, 'time_in_future'],
    },
    'a contact replaced a minute ago': {
      page: async () => {
        const { inquiry, contactId } = await replacedContact();
        return [await sendAct(people.first, inquiry.id, 'verify', { ...verification(contactId), contactId, note: '書いたメモ' }), 409, '書いたメモ', '本サービス担当者の登録が変わりました', '新担当 二'];
      },
      api: async () => {
        const { inquiry, contactId } = await replacedContact();
        return [await act(people.first, inquiry, 'verify', verification(contactId)), 409, 'contact_replaced'];
      },
    },
  };

  describe.each(Object.entries(cases))('%s', (_name, { page, api }) => {
    it('on the page', async () => {
      const [answer, status, ...words] = await page();
      expect(answer.status, wordsOf(answer.text).slice(0, 300)).toBe(status);
      for (const each of words) expect(answer.text).toMatch(typeof each === 'string' ? new RegExp(each.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')) : each);
    });
    it('over the API', async () => {
      const [answer, status, code] = await api();
      const problem = answer.json<Problem>();
      expect([answer.status, problem.code, answer.headers.get('content-type')]).toEqual([status, code, expect.stringContaining('application/problem+json')]);
      expect(problem.detail).toMatch(/[ぁ-ん]/);
    });
  });

  describe('an import of ten thousand rows of which three are broken', () => {
    const rows = (first: number): readonly SheetValues[] =>
      Array.from({ length: 10_000 }, (_, at) => goodLine(first + at, at === 17 ? { メールアドレス: 'hanako＠' } : at === 4_999 ? { 電話番号: '03-12' } : at === 9_999 ? { 契約番号: '' } : {}));
    const upload = (lines: readonly SheetValues[]): FormData => {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(utf8Csv(lines))]), 'sheet.csv');
      return form;
    };
    const customers = async (): Promise<number> => (await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM customer`))?.n ?? 0;

    it('over the API takes the good ones and names the three; on the page the same file is found taken already', { timeout: 180_000 }, async () => {
      const before = await customers();
      const report = (await people.owner.api.request('/api/v1/parameter-sheets', { method: 'POST', body: upload(rows(1)), headers: { 'idempotency-key': newId() } })).json<{ taken: number; refused: number; lines: { lineNumber: number; outcome: string; reason: string | null }[] }>();
      expect([report.taken, report.refused, (await customers()) - before]).toEqual([9_997, 3, 9_997]);
      expect(report.lines.filter(({ outcome }) => outcome === 'refused').map(({ lineNumber }) => lineNumber)).toEqual([19, 5_001, 10_001]);
      await people.owner.client.get('/customers/import');
      const form = upload(rows(1));
      form.append('_csrf', people.owner.client.csrf ?? '');
      const page = await people.owner.client.follow(await people.owner.client.request('/customers/import', { body: form }));
      expect([page.status, (await customers()) - before]).toEqual([200, 9_997]);
      for (const line of ['19', '5001', '10001']) expect(page.text).toContain(`>${line}<`);
      expect(wordsOf(page.text)).toMatch(/取込 0件.*3件/);
    });
  });
});
