import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Evidence } from '../../src/analysis/evidence.service.js';
import { InquirySheets } from '../../src/inquiries/inquiry-sheets.service.js';
import { wholeAt } from '../../src/platform/content/collect.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { allStages, canary, inSecondLine, now, refused } from './analysis-story.js';

describe.each(databaseKinds())('findings, logs and evidence on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const taken = (): Promise<Resource> => inSecondLine(desk, people);
  const events = (inquiry: Resource, type: string): Promise<{ data: string }[]> =>
    desk.db.rows(sql`SELECT data FROM event WHERE stream_type = 'inquiry' AND stream_id = ${inquiry.id} AND type = ${type} ORDER BY seq`);

  const logs = {
    items: 'プロキシのログ\nDNSのログ', host: 'PC-0012', periodFrom: '2026-11-24T09:00', periodTo: '2026-11-24T12:00', zone: 'UTC', purpose: '通信先の確認のため',
    answerBy: '2026-11-27T17:00', consentBy: '山田 太郎', consentMeans: 'phone', consentAt: '2026-11-24T09:00',
  };

  it('C2, E2, T14: a log request goes out with the customer’s consent on record', async () => {
    const inquiry = await taken();
    expect(await refused(people.analyst, inquiry, 'request-logs', { ...logs, consentBy: '' })).toEqual([409, 'consent_missing']);
    expect(await refused(people.analyst, inquiry, 'request-logs', { ...logs, periodTo: '2026-11-24T08:00' })).toEqual([422, 'validation_failed']);
    expect(await refused(people.analyst, inquiry, 'request-logs', { ...logs, consentAt: '2027-01-01T09:00' }), 'nobody has consented in the future').toEqual([422, 'time_in_future']);
    for (const missing of ['consentMeans', 'consentAt']) expect(await refused(people.analyst, inquiry, 'request-logs', { ...logs, [missing]: '' }), 'nobody is taken to have consented').toEqual([422, 'validation_failed']);
    expect(await refused(people.first, inquiry, 'request-logs', logs)).toEqual([403, 'forbidden']);
    expect((await now(people.analyst, inquiry, 'request-logs', logs)).status).toBe('awaiting_customer');
    const [request] = await desk.db.rows<{ number: string; consentBy: string; state: string }>(
      sql`SELECT number, consent_by AS "consentBy", state FROM log_request WHERE inquiry_id = ${inquiry.id}`,
    );
    expect(request).toMatchObject({ consentBy: '山田 太郎', state: 'sent' });
    expect(request?.number).toMatch(new RegExp(`^${inquiry.number}-L\\d+$`));
    const [mail] = await desk.db.rows<{ data: string }>(sql`SELECT data FROM outbox WHERE inquiry_id = ${inquiry.id} AND template = 'log_request'`);
    expect(JSON.parse(mail?.data ?? '{}')).toMatchObject({ items: ['プロキシのログ（対象の機器：PC-0012）', 'DNSのログ（対象の機器：PC-0012）'], purpose: '通信先の確認のため' });
    expect(mail?.data).toContain('2026-11-24 00:00 ～ 2026-11-24 03:00（UTC）');
  });

  it('C3: a log request names nothing restricted', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'add-portal-note', { text: canary.address });
    expect(await refused(people.analyst, inquiry, 'request-logs', { ...logs, purpose: `${canary.address} への通信の確認` })).toEqual([409, 'restricted_value']);
  });

  it('C2: what arrives is kept unchanged with its SHA-256, size, sender and time', async () => {
    const inquiry = await taken();
    const bytes = Buffer.from([0, 1, 2, 255, 13, 10, 0]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { inquiryId: inquiry.id, fileName: '..\\..\\プロキシ.log\u202E', contentType: 'text/plain', source: wholeAt(bytes), receivedVia: 'mail' as const, receivedFrom: 'taro@customer.example', receivedAt: desk.clock.now() };
    const evidence = desk.app.get(Evidence);
    const item = await evidence.receive({ kind: 'customer' }, { ...file, statedSha256: sha256.toUpperCase() });
    expect(item).toMatchObject({ fileName: 'プロキシ.log', sha256, statedSha256: sha256, size: 7, receivedVia: 'mail', receivedFrom: 'taro@customer.example' });
    expect(JSON.parse((await events(inquiry, 'receive_evidence'))[0]?.data ?? '{}')).toMatchObject({ evidenceId: item.id, sha256, size: 7, by: null });

    const got = await people.analyst.api.get(`/api/v1/inquiries/${inquiry.id}/evidence/${item.id}/content`);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-type')).toBe('application/octet-stream');
    expect(got.headers.get('content-disposition')).toContain('attachment');
    const custody = await desk.db.rows<{ type: string; actorId: string | null }>(
      sql`SELECT type, actor_id AS "actorId" FROM event WHERE stream_type = 'evidence' AND stream_id = ${item.id} ORDER BY seq`,
    );
    expect(custody).toEqual([{ type: 'received', actorId: null }, { type: 'verified', actorId: null }, { type: 'exported', actorId: people.analyst.staffId }]);
  });

  it('C2: a file is uploaded over the API, and one that differs from its stated hash is marked', async () => {
    const inquiry = await taken();
    const form = new FormData();
    form.set('file', new Blob(['log line']), 'dns.log');
    form.set('receivedFrom', '山田 太郎');
    form.set('statedSha256', '0'.repeat(64));
    const answer = await people.analyst.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, { method: 'POST', body: form });
    expect(answer.status, answer.text).toBe(201);
    expect(answer.json()).toMatchObject({ fileName: 'dns.log', size: 8, hashMatches: false });
    const again = { method: 'POST', body: form, headers: { 'idempotency-key': 'one-click' } };
    const clicks = [await people.analyst.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, again), await people.analyst.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, again)];
    expect(new Set(clicks.map((click) => click.json<{ number: string }>().number)).size).toBe(1);
    const first = await people.first.api.request(`/api/v1/inquiries/${inquiry.id}/evidence`, { method: 'POST', body: form });
    expect(first.status).toBe(403);
  });

  it('C3: an indicator from the management screen cannot be marked as disclosable', async () => {
    const inquiry = await taken();
    const indicator = { type: 'ipv4', value: '203[.]0[.]113[.]5', source: 'portal_admin', disclosure: 'customer' };
    expect(await refused(people.analyst, inquiry, 'add-indicator', indicator)).toEqual([409, 'restricted_value']);
    expect(await refused(people.analyst, inquiry, 'add-indicator', { ...indicator, type: 'md5' })).toEqual([422, 'validation_failed']);
    await now(people.analyst, inquiry, 'add-indicator', { ...indicator, disclosure: 'second_line' });
    expect(await refused(people.analyst, inquiry, 'add-indicator', { ...indicator, source: 'analyst', disclosure: 'partner' })).toEqual([409, 'restricted_value']);
    const rows = await desk.db.rows<{ value: string }>(sql`SELECT value FROM indicator WHERE inquiry_id = ${inquiry.id}`);
    expect(rows).toEqual([{ value: '203.0.113.5' }]);
  });

  it('C3: the wording of a step, meant for the customer, holds nothing of its evidence', async () => {
    const inquiry = await taken();
    const step = { stage: 'command_and_control', state: 'observed', wording: '外部の指令サーバーとの通信を確認', evidence: '管理画面の詳細 192.0.2.99' };
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', { stages: [{ ...step, wording: '192.0.2.99 との通信' }] })).toEqual([409, 'restricted_value']);
    await now(people.analyst, inquiry, 'set-attack-progress', { stages: [step] });
    await now(people.analyst, inquiry, 'set-attack-progress', { stages: [{ ...step, state: 'suspected' }] });
    const rows = await desk.db.rows<{ state: string }>(sql`SELECT state FROM attack_progress WHERE inquiry_id = ${inquiry.id} AND is_current = ${true}`);
    expect(rows).toEqual([{ state: 'suspected' }]);
  });

  it('takes the seven steps from the form’s flat fields', async () => {
    const inquiry = await taken();
    const form = Object.fromEntries(allStages.flatMap(({ stage, state }) => [[`${stage}_state`, state], [`${stage}_wording`, ''], [`${stage}_evidence`, '']]));
    await now(people.analyst, inquiry, 'set-attack-progress', form);
    const row = await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM attack_progress WHERE inquiry_id = ${inquiry.id}`);
    expect(Number(row?.n)).toBe(7);
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', {})).toEqual([422, 'validation_failed']);
  });

  it('C3: records no state for a step that nobody knows of, takes an earlier one back, and loses no words on the way', async () => {
    const inquiry = await taken();
    const recorded = async (): Promise<readonly string[]> =>
      (await desk.db.rows<{ stage: string }>(sql`SELECT stage FROM attack_progress WHERE inquiry_id = ${inquiry.id} AND is_current = ${true} ORDER BY stage`)).map(({ stage }) => stage);
    await now(people.analyst, inquiry, 'set-attack-progress', { delivery_state: 'observed', installation_state: 'suspected', reconnaissance_state: 'not_assessed' });
    expect(await recorded()).toEqual(['delivery', 'installation']);
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', { delivery_state: 'observed', installation_state: 'not_assessed', installation_wording: '文' })).toEqual([422, 'validation_failed']);
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', { delivery_state: 'not_assessed' }), 'nothing said of any step').toEqual([422, 'validation_failed']);
    await now(people.analyst, inquiry, 'set-attack-progress', { delivery_state: 'observed', installation_state: 'not_assessed' });
    expect(await recorded()).toEqual(['delivery']);
    const none = Object.fromEntries(allStages.map(({ stage }) => [`${stage}_state`, 'not_assessed']));
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', none), 'the last one leaves with a reason').toEqual([422, 'validation_failed']);
    await now(people.analyst, inquiry, 'set-attack-progress', { ...none, takenBackBecause: '別の端末の記録と取り違えていたため。' });
    expect(await recorded()).toEqual([]);
    const timeline = async (person: SignedIn): Promise<string> => (await person.client.get(`/inquiries/${inquiry.id}`)).text;
    expect(await timeline(people.analyst)).toMatch(/攻撃工程の評価の取消し[^]*別の端末の記録と取り違えていたため。/);
    expect(await timeline(people.first)).not.toContain('取り違えていたため');
    expect(await refused(people.analyst, inquiry, 'set-attack-progress', { ...none, takenBackBecause: '何もない' }), 'nothing to take back').toEqual([422, 'validation_failed']);
  });

  it.each([
    ['none', 1],
    ['unknown', 1],
    ['utm', 0],
    ['fw_proxy', 0],
  ] as const)('B7, T40: an attack at a customer with gateway %s makes %d task for the partner', async (gatewayProtection, tasks) => {
    const served = await aServedCustomer(desk.db, { gatewayProtection, supportDeskId: people.customer.supportDeskId });
    const inquiry = await inSecondLine(desk, { ...people, ...served });
    const judged = { disposition: 'false_positive', confidence: 'high', severity: 'low' };
    await now(people.analyst, inquiry, 'set-assessment', judged);
    expect(await events(inquiry, 'raise_gateway_proposal')).toHaveLength(0);
    await now(people.analyst, inquiry, 'set-assessment', { ...judged, disposition: 'true_positive_with_impact', severity: 'high' });
    await now(people.analyst, inquiry, 'set-assessment', { ...judged, disposition: 'true_positive_no_impact', severity: 'high' });
    expect(await events(inquiry, 'raise_gateway_proposal')).toHaveLength(tasks);
    const [task] = await desk.db.rows(sql`SELECT customer_id AS "customerId" FROM gateway_proposal WHERE inquiry_id = ${inquiry.id}`);
    expect(task).toEqual(tasks === 0 ? undefined : { customerId: served.customer.id });
  });

  it('an urgency other than the severity asks for needs a reason', async () => {
    const inquiry = await taken();
    const judged = { disposition: 'undetermined', confidence: 'low', severity: 'low', urgency: 'now' };
    expect(await refused(people.analyst, inquiry, 'set-assessment', judged)).toEqual([422, 'validation_failed']);
    await now(people.analyst, inquiry, 'set-assessment', { ...judged, urgencyReason: '業務が止まっているため' });
  });

  it('C3: the first line can neither write nor read any of it', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'add-portal-note', { text: `${canary.phrase} ${canary.address}` });
    for (const name of ['save-portal-notice', 'add-portal-note', 'set-attack-progress', 'set-assessment', 'add-indicator', 'save-report', 'answer']) {
      expect(await refused(people.first, inquiry, name, {}), name).toEqual([403, 'forbidden']);
    }
    const paths = ['', '/timeline', '/analysis', '/report', '/report/preview'].map((path) => `/api/v1/inquiries/${inquiry.id}${path}`);
    for (const path of [...paths, `/inquiries/${inquiry.id}`, `/inquiries/${inquiry.id}/analysis`, `/inquiries/${inquiry.id}/report`]) {
      for (const person of [people.first, people.supervisor]) {
        const answer = await person.api.get(path);
        for (const secret of Object.values(canary)) expect(answer.text, path).not.toContain(secret);
        if (/analysis|report/.test(path)) expect(answer.status, path).toBe(403);
      }
    }
  });

  it('C3: nor does it reach the first line through a note, a comment or the sheet', async () => {
    const inquiry = await taken();
    await now(people.analyst, inquiry, 'add-portal-note', { text: `${canary.phrase} ${canary.address}` });
    const note = { text: `宛先は ${canary.address} と分かった` };
    expect(await refused(people.analyst, inquiry, 'add-note', note)).toEqual([409, 'restricted_value']);
    expect(await refused(people.analyst, inquiry, 'request-addition', { questionIds: 'alert_title', comment: canary.phrase })).toEqual([409, 'restricted_value']);
    const scope = { staffId: people.analyst.staffId, name: '', roles: ['second_line'], deskIds: [], providerId: null } as const;
    const found = { questionId: 'destination_ip', group: 0, state: 'value', value: canary.address } as const;
    const heard = desk.app.get(InquirySheets).record({ kind: 'staff', scope }, inquiry.id, { answers: [found], source: 'analyst' });
    await expect(heard).rejects.toThrow('利用者非公開');
    await now(people.analyst, inquiry, 'add-note', { ...note, secondLineOnly: true });
    const timeline = (await people.first.api.get(`/api/v1/inquiries/${inquiry.id}/timeline`)).text;
    for (const secret of Object.values(canary)) expect(timeline).not.toContain(secret);
  });

  it('C3: the customer’s own name is no secret, whoever notes it', async () => {
    const served = await aServedCustomer(desk.db, { name: '株式会社たいへん長い名前の検証用商事', supportDeskId: people.customer.supportDeskId });
    const inquiry = await inSecondLine(desk, { ...people, ...served });
    await now(people.analyst, inquiry, 'add-portal-note', { text: '株式会社たいへん長い名前の検証用商事の端末' });
    const text = '株式会社たいへん長い名前の検証用商事 御中';
    await now(people.analyst, inquiry, 'answer', { means: 'meeting', contactId: served.contact.id, text });
  });

  it('B5: an analyst of a designated provider sees only what is assigned to it', async () => {
    const inquiry = await taken();
    const id = '01a1fd0e-683e-75ac-b1e8-7384ffb6d8be';
    await desk.db.tx((tx) => desk.db.execute(tx, sql`INSERT INTO designated_provider (id, name) VALUES (${id}, ${'外部分析株式会社'})`));
    const outside = await desk.signIn('second_line', { providerId: id });
    expect((await outside.api.get(`/api/v1/inquiries/${inquiry.id}/analysis`)).status).toBe(404);
    expect((await outside.api.get(`/api/v1/inquiries/${inquiry.id}/report`)).status).toBe(404);
  });
});
