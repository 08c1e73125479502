import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { shippedRecognisers } from '../../src/mail/intake/alert-recognisers.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { wordsOf } from '../pages/page.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { passed, rawMail, textPart } from './corpus.js';

const shipped = shippedRecognisers()[0]?.definition ?? '';
/** Another product, whose notices call everything otherwise. */
const other = JSON.stringify({ ...(JSON.parse(shipped) as object), id: 'acme-sensor', title: 'Acme Sensor', phrases: ['Acme Sensor Report'], leastFields: 1, fields: [{ labels: ['Case'], values: ['{alert_external_id}'], identifies: true }, { labels: ['Host hit'], values: ['{source_ip}'] }] });
const notice = 'Acme Sensor Report\n\nCase: ACME-77\nHost hit: 192.0.2.44\n';
const page = '/mail/alert-recognisers/cts-english';

describe.each(databaseKinds())('how notices are read, edited by the service owner, on %s', (database) => {
  let desk: TestDesk;
  let owner: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const { id: supportDeskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
    await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId })).id, { email: 'taro@customer.example' });
    owner = await desk.signIn('service_owner');
  });
  afterAll(() => desk.close());

  /** The answers that a forwarded notice fills in. */
  async function filledIn(): Promise<string[]> {
    const id = await desk.app.get(RawMessages).store(rawMail({ headers: [passed], body: textPart('utf-8', Buffer.from(`この通知は何ですか。\n\n${notice}`)) }), { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    const rows = await desk.db.rows<{ question: string }>(
      sql`SELECT a.question_id AS question FROM hearing_answer a JOIN raw_message r ON r.inquiry_id = a.inquiry_id WHERE r.id = ${id} AND a.question_id IN ('alert_external_id', 'source_ip') ORDER BY a.question_id`,
    );
    return rows.map(({ question }) => question);
  }

  const post = (path: string, fields: Record<string, string>): ReturnType<SignedIn['client']['postForm']> => owner.client.postForm(path, { _key: newId(), _version: '0', ...fields });

  const versions = async (): Promise<number> => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM alert_recogniser_version`))?.n);

  it('are tried on a notice, which stores nothing', async () => {
    expect((await owner.client.get('/mail/alert-recognisers')).text).toContain('cts-english');
    expect((await owner.client.get(page)).text).toContain('&quot;cts-english&quot;');
    const tried = await owner.client.postForm(`${page}/preview`, { definition: other, sample: notice });
    expect(tried.status).toBe(200);
    expect(wordsOf(tried.text)).toMatch(/まだ保存していません.*ACME-77.*192\[\.\]0\[\.\]2\[\.\]44/);
    expect(wordsOf((await owner.client.postForm(`${page}/preview`, { definition: shipped, sample: notice })).text)).toContain('何も読み取れません');
    expect([await versions(), await filledIn()]).toEqual([0, []]);
  });

  it.each([
    ['no JSON', '{"id": ', 'JSONとして読み取れません'],
    ['an unknown question shape', other.replace('{source_ip}', 'source_ip'), '「{質問のid}」を1つ以上'],
    ['a missing part', '{"format":1,"id":"x1"}', 'title'],
  ])('are refused with %s, and what was typed stays', async (_name, definition, says) => {
    const refused = await post(page, { definition, reason: '追加' });
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toContain(says);
    expect(wordsOf(refused.text)).toContain(definition.slice(0, 8));
    expect(await versions()).toBe(0);
  });

  it('count from the next mail on, as a new one beside those that were there, until they are withdrawn', async () => {
    expect((await post(page, { definition: other, reason: '別の製品' })).headers.get('location')).toBe('/mail/alert-recognisers/acme-sensor');
    expect(await filledIn()).toEqual(['alert_external_id', 'source_ip']);
    expect(wordsOf((await owner.client.get('/mail/alert-recognisers')).text)).toMatch(/Acme Sensor acme-sensor 第1版/);
    const again = await post('/mail/alert-recognisers/acme-sensor', { definition: other, reason: '古い画面から' });
    expect(again.status).toBe(412);
    expect((await post('/mail/alert-recognisers/acme-sensor/withdraw', { withdrawReason: '契約終了', _version: '1' })).status).toBe(303);
    expect(await filledIn()).toEqual([]);
    const record = await desk.db.rows<{ type: string }>(sql`SELECT type FROM event WHERE stream_type = 'template' AND stream_id = 'alert:acme-sensor' ORDER BY seq`);
    expect(record.map(({ type }) => type)).toEqual(['recogniser_saved', 'recogniser_withdrawn']);
    await expect(desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE alert_recogniser_version SET definition = ''`))).rejects.toThrow(/append-only/);
  });

  it('are listed, tried, saved and withdrawn over the API as on the pages', async () => {
    const at = '/api/v1/mail/alert-recognisers';
    const { api } = owner;
    const made = JSON.stringify({ ...(JSON.parse(other) as object), id: 'by-api', title: 'By API', phrases: ['By API Report'] });
    const act = (path: string, body: object, version: number) => api.postJson(`${at}/${path}`, body, { 'if-match': `"${version}"`, 'idempotency-key': newId() });
    const one = await api.get(`${at}/cts-english`);
    expect([one.headers.get('etag'), one.json<{ definition: string }>().definition]).toEqual(['"0"', shipped]);
    const tried = await api.postJson(`${at}/cts-english/preview`, { definition: made, sample: notice.replace('Acme Sensor Report', 'By API Report') });
    expect(tried.json()).toMatchObject({ recognised: true, several: false, answers: [{ text: 'ACME-77' }, { text: expect.stringContaining('192') }] });
    expect((await api.postJson(`${at}/cts-english/preview`, { definition: made, sample: 'x' })).json()).toEqual({ recognised: false, several: false, answers: [] });

    const faulty = await act('cts-english/versions', { definition: '{"id": ', reason: '追加' }, 0);
    expect([faulty.status, faulty.json<{ faults: { field: string }[] }>().faults[0]?.field]).toEqual([422, 'definition']);
    const saved = await act('cts-english/versions', { definition: made, reason: '別の製品' }, 0);
    expect([saved.status, saved.json()]).toEqual([201, { name: 'by-api', version: 1 }]);
    expect((await act('by-api/versions', { definition: made, reason: '古い版から' }, 0)).status).toBe(412);
    const listed = (await api.get(at)).json<{ name: string }[]>();
    expect(listed.find(({ name }) => name === 'by-api')).toMatchObject({ title: 'By API', state: 'used', version: 1, changedAt: expect.stringMatching(/\+09:00$/) });
    expect(listed.find(({ name }) => name === 'cts-english')).toMatchObject({ state: 'used', version: 0, changedAt: null, changedBy: null });
    expect((await act('by-api/withdraw', { reason: '契約終了' }, 1)).json()).toEqual({ name: 'by-api', version: 2 });
    expect((await api.get(`${at}/by-api`)).json()).toMatchObject({ state: 'withdrawn', definition: '', version: 2 });

    const lead = await desk.signIn('first_line');
    expect((await lead.api.get(at)).status).toBe(403);
  });
});
