import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { newId } from '../../src/platform/ids.js';
import { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { Outbox } from '../../src/inquiries/outbox/outbox.service.js';
import { MailDelivery } from '../../src/mail/outbox/mail-delivery.service.js';
import { shippedText } from '../../src/mail/render/render-mail.js';
import { sampleMail } from '../../src/mail/render/sample-mails.rules.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { aStaffedDesk, takeCall, type Problem, type Resource } from '../inquiries/story.js';

/** An inquiry of a registered contact, to which mails can be queued. */
async function aContactWithInquiry(desk: TestDesk) {
  const { customer, first } = await aStaffedDesk(desk);
  const { id, number } = (await takeCall(first, { customerId: customer.id })).json<Resource>();
  const row = await desk.db.tx((tx) => tx.findOneByOrFail(InquiryRow, { id }));
  const mail = { template: 'closing', body: { answeredAt: null } } as const;
  const queueClosing = (now = desk.clock.now()): Promise<string> => desk.db.tx((tx) => desk.app.get(Outbox, { strict: false }).toContact(tx, row, { ...mail, now }));
  return { number, customerName: customer.name, replyToken: row.replyToken ?? '-', queueClosing };
}

describe.each(databaseKinds())('the texts of mails (%s)', (database) => {
  let desk: TestDesk;
  let sink: SmtpSink;
  let owner: SignedIn;
  let told: Awaited<ReturnType<typeof aContactWithInquiry>>;

  beforeAll(async () => {
    sink = await startSmtpSink();
    desk = await startTestDesk({ database, smtp: sink.settings });
    owner = await desk.signIn('service_owner', { name: '主管 花子' });
    told = await aContactWithInquiry(desk);
  });
  afterAll(async () => {
    await desk.close();
    await sink.close();
  });

  const closing = shippedText('closing');
  const changed = (words: string) => ({ subject: closing.subject, body: closing.body.replace('お問い合わせへの対応を完了といたしましたので、ご連絡いたします。', words) });
  const current = async (name: string): Promise<number> => (await owner.api.get(`/api/v1/mail/templates/${name}`)).json<{ version: number }>().version;

  async function save(text: object, { follows, name = 'closing', key = newId(), person = owner }: { follows?: number; name?: string; key?: string; person?: SignedIn } = {}): Promise<Answer> {
    const version = follows ?? (await current(name));
    return person.api.postJson(`/api/v1/mail/templates/${name}/versions`, { reason: '言い回しを改めるため', ...text }, { 'if-match': `"${version}"`, 'idempotency-key': key });
  }

  it('start as the ones that came with the program, version 0', async () => {
    const list = (await owner.api.get('/api/v1/mail/templates')).json<{ template: string; version: number; broken: boolean; shippedChanged: boolean }[]>();
    expect(list.length).toBeGreaterThan(25);
    expect(list.filter(({ template, version, broken, shippedChanged }) => template !== 'closing' && (version !== 0 || broken || shippedChanged))).toEqual([]);
    const one = await owner.api.get('/api/v1/mail/templates/receipt');
    expect(one.headers.get('etag')).toBe('"0"');
    expect(one.json<{ fields: { name: string; required: boolean }[] }>().fields.filter(({ required }) => required).map(({ name }) => name)).toContain('相互確認コード');
  });

  it('are edited by the service owner alone', async () => {
    for (const role of ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'auditor'] as const) {
      const other = await desk.signIn(role);
      for (const path of ['/api/v1/mail/templates', '/api/v1/mail/templates/receipt', '/mail/templates', '/mail/templates/receipt']) {
        expect((await (path.startsWith('/api') ? other.api : other.client).get(path)).status, `${role} ${path}`).toBe(403);
      }
      expect((await save(changed('変えます。'), { follows: 0, person: other })).status).toBe(403);
    }
  });

  it('keep every version, who made it and why, and say so on the record with hashes only', async () => {
    const before = await current('closing');
    expect((await save(changed('対応が完了いたしましたので、お知らせいたします。'))).json()).toEqual({ version: before + 1 });
    const versions = (await owner.api.get('/api/v1/mail/templates/closing/versions')).json<{ version: number; reason: string; createdByName: string }[]>();
    expect(versions[0]).toMatchObject({ version: before + 1, reason: '言い回しを改めるため', createdByName: '主管 花子' });
    const event = await desk.db.row<{ data: string; actorId: string }>(
      sql`SELECT data, actor_id AS "actorId" FROM event WHERE stream_type = 'template' AND stream_id = 'closing' ORDER BY seq DESC LIMIT 1`,
    );
    expect(event?.actorId).toBe(owner.staffId);
    expect(Object.keys(JSON.parse(event?.data ?? '{}') as object).toSorted()).toEqual(['sha256', 'shippedSha256', 'version']);
    await expect(desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE mail_template_version SET body = ''`))).rejects.toThrow(/append-only/);
  });

  it('change nothing of a mail that is queued, and the mail says which version made it', async () => {
    const queue = () => told.queueClosing();
    const old = await queue();
    const oldVersion = (await desk.db.row<{ version: number }>(sql`SELECT template_version AS version FROM outbox WHERE id = ${old}`))?.version;
    expect((await save(changed('本件の対応を終えましたので、ご報告いたします。'))).status).toBe(201);
    const fresh = await queue();
    await desk.app.get(MailDelivery).deliverDue();
    const texts = await Promise.all([old, fresh].map(async (id) => (await owner.api.get(`/api/v1/mail/outbox/${id}`)).json<{ text: string; templateVersion: number; state: string }>()));
    expect(texts.map(({ state }) => state)).toEqual(['sent', 'sent']);
    expect(texts.map(({ text }) => text.includes('本件の対応を終えましたので'))).toEqual([false, true]);
    expect(texts.map(({ templateVersion }) => templateVersion)).toEqual([oldVersion, (oldVersion ?? 0) + 1]);
    expect((await owner.client.get(`/mail/outbox/${fresh}`)).text).toContain(`第${(oldVersion ?? 0) + 1}版`);
  });

  it('name the day on which a mail was queued however late it leaves, and today where one is only tried', async () => {
    const text = changed('{{作成日}}をもちまして、本件の対応を終えました。');
    expect((await save(text)).status).toBe(201);
    const id = await told.queueClosing(desk.clock.now() - 24 * 60 * 60_000);
    const says = (day: string) => expect.stringContaining(`2026年11月${day}をもちまして`) as string;
    const mail = async () => (await owner.api.get(`/api/v1/mail/outbox/${id}`)).json<object>();
    expect(await mail()).toMatchObject({ state: 'waiting', text: says('23日（月）') });
    await desk.app.get(MailDelivery).deliverDue();
    expect(await mail()).toMatchObject({ state: 'sent', text: says('23日（月）') });
    expect((await owner.api.postJson('/api/v1/mail/templates/closing/preview', { ...text, data: id })).json()).toMatchObject({ text: says('24日（火）') });
  });

  it('are refused with the line where they are broken, and nothing is stored', async () => {
    const before = await current('closing');
    const answer = await save({ subject: closing.subject, body: `${closing.body}\n\n必ず{{process.env}}` });
    expect(answer.status).toBe(422);
    const last = closing.body.split('\n').length + 2;
    const messages = answer.json<Problem>().faults.map(({ field, message }) => `${field} ${message}`);
    expect(messages.some((message) => message.startsWith(`body ${last}行目: {{ }} の書き方`))).toBe(true);
    expect(messages.some((message) => message.startsWith(`body ${last}行目: 「必ず」`))).toBe(true);
    expect(await current('closing')).toBe(before);
  });

  it('cannot bring a header in by the subject', async () => {
    const answer = await save({ subject: '【SOC in Pocket】完了\r\nBcc: evil@example.com［受付番号 {{受付番号}}］', body: closing.body });
    expect(answer.status).toBe(422);
    expect(answer.json<Problem>().faults[0]?.field).toBe('subject');
  });

  it('are saved once for one key, and not over somebody else’s', async () => {
    const follows = await current('question');
    const shipped = shippedText('question');
    const text = { subject: shipped.subject, body: shipped.body.replace('次の点を', '下記の点を') };
    const key = newId();
    const twice = [await save(text, { name: 'question', follows, key }), await save(text, { name: 'question', follows, key })];
    expect(twice.map(({ status }) => status)).toEqual([201, 201]);
    expect(twice[1]?.json()).toEqual({ version: follows + 1 });
    const late = await save({ subject: shipped.subject, body: shipped.body.replace('次の点を', '以下の点を') }, { name: 'question', follows });
    expect([late.status, late.json<Problem>().code]).toEqual([412, 'version_stale']);
    const missing = await owner.api.postJson('/api/v1/mail/templates/question/versions', { ...text, reason: '理由' }, { 'idempotency-key': newId() });
    expect(missing.status).toBe(428);
  });

  it('are one version further when two save at once: the second is told', async () => {
    const follows = await current('reminder');
    const shipped = shippedText('reminder');
    const both = await Promise.all(
      ['ご連絡申し上げます。', 'お知らせいたします。'].map((words) => save({ subject: shipped.subject, body: shipped.body.replace('ご連絡いたします。', words) }, { name: 'reminder', follows })),
    );
    expect(both.map(({ status }) => status).toSorted((one, two) => one - two)).toEqual([201, 412]);
    expect(await current('reminder')).toBe(follows + 1);
  });

  it('go back by a new version, also to the one that came with the program', async () => {
    await save(changed('いったん別の言い方にします。'));
    const version = await current('closing');
    const back = async (to: number, follows: number) =>
      owner.api.postJson(`/api/v1/mail/templates/closing/versions/${to}/restore`, { reason: '元に戻すため' }, { 'if-match': `"${follows}"`, 'idempotency-key': newId() });
    expect((await back(0, version)).json()).toEqual({ version: version + 1 });
    const text = (await owner.api.get(`/api/v1/mail/templates/closing/versions/${version + 1}`)).json<{ body: string; reason: string }>();
    expect(text).toMatchObject({ body: closing.body, reason: '元に戻すため' });
    expect((await back(version, version + 1)).json()).toEqual({ version: version + 2 });
    expect((await back(99, version + 2)).status).toBe(404);
  });

  it('are tried with made-up data and with a recent mail, without storing anything', async () => {
    const before = await current('closing');
    const id = await told.queueClosing();
    const text = changed('対応が済みましたので、ご連絡いたします。');
    const trial = async (data: string) => owner.api.postJson('/api/v1/mail/templates/closing/preview', { ...text, data });
    const recent = (await trial(id)).json<{ subject: string; text: string; to: string; headers: string }>();
    expect(recent.text).toContain(`${told.customerName}\n`);
    expect(recent.text).toContain('対応が済みましたので');
    expect(recent.subject).toContain(told.number);
    expect(recent.headers).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(recent.headers).not.toContain(told.replyToken);
    for (const data of ['ordinary', 'extreme', 'bare']) expect((await trial(data)).status, data).toBe(200);
    expect((await trial(newId())).status).toBe(404);
    const other = await owner.api.postJson('/api/v1/mail/templates/insurance/preview', { ...shippedText('insurance'), data: id });
    expect(other.json<{ text: string }>().text, 'a kind that was never sent: whom it is to from the recent mail').toContain(`${told.customerName}\n`);
    expect((await owner.api.postJson('/api/v1/mail/templates/unregistered/preview', { ...shippedText('unregistered'), data: id })).status, 'a stranger’s').toBe(404);
    expect((await owner.client.get('/mail/templates/insurance')).text).toContain(`最近のメール：${told.number}`);
    expect(await current('closing')).toBe(before);
  });

  it('say where a release brings another text than the one an edition was made from', async () => {
    await desk.db.tx((tx) =>
      desk.db.execute(tx, sql`INSERT INTO mail_template_version (template, version, subject, body, reason, shipped_sha256, created_at, created_by)
        VALUES ('insurance', 1, ${shippedText('insurance').subject}, ${`${shippedText('insurance').body}\nクローズ`}, '前の版', 'another', 0, ${owner.staffId})`),
    );
    const list = (await owner.api.get('/api/v1/mail/templates')).json<{ template: string; shippedChanged: boolean; broken: boolean }[]>();
    expect(list.find(({ template }) => template === 'insurance')).toMatchObject({ shippedChanged: true, broken: true });
    const page = await owner.client.get('/mail/templates/insurance');
    expect(page.text).toContain('新しい標準の文面があります');
    expect((await owner.client.get('/mail/templates')).text).toContain('直しが必要');
  });

  describe('on their page', () => {
    const form = async (fields: Record<string, string>, path = '/mail/templates/closing') => {
      await owner.client.get('/mail/templates/closing');
      return owner.client.postForm(path, { _key: newId(), _version: String(await current('closing')), data: 'extreme', reason: '', ...changed('ページから変えます。'), ...fields });
    };

    it('show the fields they may use and the versions before', async () => {
      const page = await owner.client.get('/mail/templates/receipt');
      expect(page.status).toBe(200);
      for (const words of ['{{相互確認コード}}', '欠かせません', '{{&gt;宛名}}', '標準の文面', '60文字の社名']) expect(page.text).toContain(words);
    });

    it('are tried before they are saved, with what was typed kept', async () => {
      const tried = await form({}, '/mail/templates/closing/preview');
      expect(tried.status).toBe(200);
      expect(tried.text).toContain('確かめた結果（まだ保存していません）');
      expect(tried.text).toContain('髙﨑 邊𠮷之進');
      expect(tried.text).toMatch(/<ins>.*ページから変えます。/);
      expect(tried.text.match(/ページから変えます。/g)?.length).toBeGreaterThanOrEqual(3);
    });

    it('say so where nothing differs', async () => {
      const { subject, body } = shippedText('unregistered');
      const tried = await form({ subject, body }, '/mail/templates/unregistered/preview');
      expect(tried.text).toContain('違いはありません。');
    });

    it('come back with the line and what was typed where they are broken', async () => {
      const refused = await form({ body: `<b>{{#部署}}\n${closing.body}`, reason: '試し' });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain('1行目: 「部署」の区切りが閉じられていません');
      expect(refused.text).toContain('&lt;b&gt;{{#部署}}');
      expect(refused.text).not.toContain('<b>{{');
    });

    it('ask for the reason, and keep the text where somebody was faster', async () => {
      expect((await form({})).text).toContain('変更の理由を入力してください。');
      const stale = await form({ reason: '遅れた変更', _version: '0' });
      expect([stale.status, stale.text.includes('ページから変えます。'), stale.text.includes('ほかの人が先に更新しました')]).toEqual([412, true, true]);
    });

    it('are saved, compared with the version before, and put back', async () => {
      const saved = await owner.client.follow(await form({ reason: '言い方を整える' }));
      const version = await current('closing');
      expect(saved.text).toContain(`第${version}版を保存しました`);
      const page = await owner.client.get(`/mail/templates/closing/versions/${version}`);
      expect(page.text).toMatch(/<del>[\s\S]*<ins>[\s\S]*ページから変えます。/);
      expect(page.text).not.toContain('この文面に戻す');
      const back = await owner.client.follow(await form({ reason: '戻す' , ...{ subject: '', body: '', data: '' } }, '/mail/templates/closing/versions/0/restore'));
      expect(back.status).toBe(422);
      await owner.client.get('/mail/templates/closing/versions/0');
      const restored = await owner.client.postForm('/mail/templates/closing/versions/0/restore', { _key: newId(), _version: String(version), reason: '標準に戻す' });
      expect((await owner.client.follow(restored)).text).toContain('標準の文面に戻し');
    });
  });

  it('take their data from what a mail was queued with, so nothing restricted is there to be named', () => {
    expect(new Set(Object.keys(sampleMail('report', 'ordinary')))).toEqual(
      new Set(['customerName', 'partnerName', 'contactName', 'contactDepartment', 'contactTitle', 'inquiryNumber', 'signature', 'reportNumber', 'editionLabel', 'tlp', 'reportedAt', 'sections']),
    );
  });
});
