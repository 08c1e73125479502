import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { Outbox } from '../../src/inquiries/outbox/outbox.service.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { wordsOf } from '../pages/page.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import type { TestDesk } from '../support/desk.js';
import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';
import type { SmtpSink } from '../support/smtp-sink.js';
import { multipart, passed, spoofed, textPart, type RawWishes } from './corpus.js';
import { startMailPages, type Incoming, type MailActWishes, type MailPages, type Outgoing } from './mail-pages.js';
import { inlineReply } from './reply-shapes.js';

describe('the pages of the mail room', () => {
  let room: MailPages;
  let desk: TestDesk;
  let sink: SmtpSink;
  let supervisor: SignedIn;
  let first: SignedIn;
  let other: SignedIn;
  let owner: SignedIn;

  beforeAll(async () => {
    room = await startMailPages();
    ({ desk, sink, supervisor, first, other, owner } = room);
  });
  afterAll(() => room.close());

  const receive = (wishes?: RawWishes): Promise<string> => room.receive(wishes);
  const stranger = (text?: string): Promise<string> => room.stranger(text);
  const look = (id: string, person?: SignedIn): Promise<Incoming> => room.look(id, person);
  const act = (id: string, name: string, wishes?: MailActWishes): Promise<Answer> => room.act(id, name, wishes);

  it('shows a stranger’s mail as text only, with its reason in Japanese', async () => {
    const id = await stranger('<script>alert(1)</script><img src=http://evil.example/x>');
    const page = await supervisor.client.get(`/mail/quarantine/${id}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('本サービス担当者として届け出のないアドレスからのメールです。');
    expect(page.text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.text).not.toContain('<script>alert');
    expect((await supervisor.client.get('/mail/quarantine')).text).toContain(id);
  });

  it('shows answers between the quoted questions as one text, on the message and on the inquiry', async () => {
    const answered = { messageId: '<q@desk.example.jp>', references: [], inReplyTo: '', subject: '追加のご質問', text: '', replyTo: 'aoba@desk.example.jp', from: { name: 'SOC', address: 'aoba@desk.example.jp' } };
    const raw = inlineReply({ from: 'taro@customer.example', answers: { '1. 端末名は': 'PC-01です。', '2. 時刻は': '10時ごろです。' }, answered });
    const id = await desk.app.get(RawMessages).store(raw, { source: 'pipe', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null });
    await desk.app.get(IntakeRun).processDue();
    const inquiryId = (await desk.db.row<{ id: string }>(sql`SELECT inquiry_id AS id FROM raw_message WHERE id = ${id}`))?.id;
    for (const path of [`/mail/messages/${id}`, `/inquiries/${inquiryId}`]) {
      const text = wordsOf((await first.client.get(path)).text);
      expect(text).toMatch(/> 1\. 端末名は\s+PC-01です。\s+> 2\. 時刻は\s+10時ごろです。/);
      expect(text).not.toContain('引用された部分');
    }
  });

  it('says of an archive with a password what comes next, and leads to the analysis only whom it is open to', async () => {
    const zip = Buffer.concat([Buffer.from('504b0304140001000800', 'hex'), Buffer.alloc(54)]);
    const file = `Content-Type: application/zip; name="logs.zip"\r\nContent-Transfer-Encoding: base64\r\n\r\n${zip.toString('base64')}\r\n`;
    const id = await receive({ headers: [passed], body: multipart('mixed', ['Content-Type: text/plain; charset=utf-8\r\n\r\nログを送ります。\r\n', file]) });
    const { path } = (await desk.db.row<{ path: string }>(sql`SELECT '/inquiries/' || inquiry_id || '/analysis' AS path FROM raw_message WHERE id = ${id}`)) ?? { path: '' };
    const page = async (person: SignedIn): Promise<string> => (await person.client.get(`/mail/messages/${id}`)).text;
    for (const person of [first, supervisor]) {
      expect(await page(person)).toMatch(/使用不可[^]*二次受付窓口がアップロードのページで/);
      expect(await page(person)).not.toContain(path);
    }
    const analyst = await desk.signIn('second_line');
    expect(await page(analyst)).toContain(`${path}#panel-request-logs`);
  });

  it('B5: is seen by the first line of the desk it came to and by the owner, by nobody of another desk', async () => {
    const id = await stranger();
    expect((await first.client.get(`/mail/quarantine/${id}`)).status).toBe(200);
    expect((await owner.client.get(`/mail/quarantine/${id}`)).status).toBe(200);
    expect((await other.client.get(`/mail/quarantine/${id}`)).status).toBe(404);
    expect((await other.client.get(`/mail/messages/${id}/source`)).status).toBe(404);
    expect((await other.client.get('/mail/quarantine')).text).not.toContain(id);
    expect((await act(id, 'release', { person: other })).status).toBe(404);
    expect((await act(id, 'release', { person: first })).status).toBe(403);
  });

  it('is counted beside the link for those who decide on it, and for nobody who cannot', async () => {
    const counts = async (person: SignedIn): Promise<boolean> => (await person.client.get('/mail/quarantine')).text.includes('hx-get="/mail/quarantine/count"');
    expect([await counts(supervisor), await counts(first)]).toEqual([true, false]);
    expect((await first.client.get('/mail/quarantine')).text).toContain('扱いを決めるのは、窓口の責任者とサービス主管です');
  });

  it('mail to the common address is the owner’s', async () => {
    const id = await receive({ from: 'stranger@unknown.example', to: 'desk@desk.example.jp' });
    expect((await supervisor.client.get(`/mail/quarantine/${id}`)).status).toBe(404);
    expect((await owner.client.get(`/mail/quarantine/${id}`)).status).toBe(200);
  });

  it('A5b: answers by a click with the fixed text, once', async () => {
    const id = await stranger();
    await supervisor.client.get(`/mail/quarantine/${id}`);
    const answer = await supervisor.client.postForm(`/mail/quarantine/${id}/answer`, { text: 'unregistered', _key: newId(), _version: '1' });
    expect(answer.status).toBe(303);
    await desk.runJob('mail.deliver');
    const mail = sink.mails.findLast((each) => each.to.includes('stranger@unknown.example'));
    const raw = mail?.raw.toString() ?? '';
    expect(Buffer.from(raw.slice(raw.indexOf('\r\n\r\n')), 'base64').toString()).toContain('届け出のあった本サービス担当者様');
    expect(raw).not.toContain('Auto-Submitted');
    expect(await look(id)).toMatchObject({ decision: 'answered', state: 'quarantined', version: 2 });
    expect((await act(id, 'answer', { body: { text: 'unregistered' }, version: 2 })).status).toBe(409);
  });

  it('never answers a sender whose address may be forged', async () => {
    const id = await receive({ headers: [spoofed] });
    expect(await look(id)).toMatchObject({ reason: 'spoof_suspected' });
    expect((await act(id, 'answer', { body: { text: 'unregistered' } })).status).toBe(409);
  });

  it('D2: releases to a new inquiry that counts from the arrival, unidentified', async () => {
    const id = await stranger('本社のサーバーが暗号化されました');
    const arrived = desk.clock.now();
    const queued = async () => desk.db.row(sql`SELECT COUNT(*) AS n FROM outbox WHERE to_address = 'stranger@unknown.example'`);
    const before = await queued();
    desk.clock.advance(20 * 60 * 1000);
    const released = await act(id, 'release');
    desk.clock.set(arrived);
    expect(released.status).toBe(201);
    const { inquiryId } = released.json<{ inquiryId: string }>();
    const inquiry = await desk.db.row(sql`SELECT received_at AS "receivedAt", customer_id AS "customerId", support_desk_id AS "deskId" FROM inquiry WHERE id = ${inquiryId}`);
    expect(inquiry).toEqual({ receivedAt: arrived, customerId: null, deskId: room.deskId });
    expect(await desk.db.rows(sql`SELECT kind FROM inquiry_text WHERE inquiry_id = ${inquiryId} AND kind LIKE '%mail%'`), 'nobody’s confirmed word').toEqual([{ kind: 'unconfirmed_mail' }]);
    expect(await queued(), 'A5b: and nothing goes out by itself').toEqual(before);
    expect(await look(id)).toMatchObject({ decision: 'released', state: 'done', inquiryId });
    expect((await act(id, 'spam', { version: 2 })).status).toBe(409);
  });

  it('attaches to an inquiry as an unconfirmed reply; a number nobody knows comes back with its fault', async () => {
    const made = await desk.db.row<{ inquiryId: string }>(sql`SELECT inquiry_id AS "inquiryId" FROM raw_message WHERE id = ${await receive({ headers: [passed] })}`);
    const inquiry = await desk.db.row<{ number: string; status: string }>(sql`SELECT number, status FROM inquiry WHERE id = ${made?.inquiryId ?? ''}`);
    const id = await stranger();
    await supervisor.client.get(`/mail/quarantine/${id}`);
    const wrong = await supervisor.client.postForm(`/mail/quarantine/${id}/attach`, { number: '26-999999-9', _version: '1' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('この受付番号の問合せは見つかりません');
    expect(wrong.text).toContain('26-999999-9');
    const stale = await supervisor.client.postForm(`/mail/quarantine/${id}/attach`, { number: '26-999999-9', _version: '7' });
    expect(stale.status).toBe(412);
    expect(stale.text).toMatch(/fault-summary[\s\S]*ほかの人が先に更新しました[\s\S]*value="26-999999-9"/);
    expect((await act(id, 'attach', { body: { number: inquiry?.number ?? '' } })).status).toBe(200);
    expect(await desk.db.row(sql`SELECT status FROM inquiry WHERE id = ${made?.inquiryId ?? ''}`)).toEqual({ status: inquiry?.status });
    const both = (await first.api.get(`/api/v1/inquiries/${made?.inquiryId}/mails`)).json<{ incoming: unknown[]; outgoing: unknown[] }>();
    expect([both.incoming.length, both.outgoing.length]).toEqual([2, 1]);
    expect((await first.client.get(`/inquiries/${made?.inquiryId}/mails`)).text).toMatch(/<a class="row-link" href="\/mail\/outbox\/[^"]+">受付確認</);
    const read = (await (await desk.signIn('auditor')).client.get(`/inquiries/${made?.inquiryId}/mails`)).text;
    expect([read.includes('<strong>受付確認</strong>'), read.includes('/mail/outbox/')], 'no link to where he may not go').toEqual([true, false]);
    expect((await other.client.get(`/inquiries/${made?.inquiryId}/mails`)).status).toBe(404);
  });

  it('B5: tells a desk nothing of another desk’s inquiry to which its mail was added, or which its mail names', async () => {
    const elsewhere = await aSupportDesk(desk.db, { mailAddress: 'elsewhere@desk.example.jp' });
    await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId: elsewhere.id })).id, { email: 'jiro@elsewhere.example' });
    const inquiryOf = async (mail: string) => (await desk.db.row<{ id: string; number: string }>(sql`SELECT i.id, i.number FROM inquiry i JOIN raw_message r ON r.inquiry_id = i.id WHERE r.id = ${mail}`)) ?? { id: '', number: '' };
    const theirs = await inquiryOf(await receive({ from: 'jiro@elsewhere.example' }));
    const ours = await inquiryOf(await receive({ headers: [passed] }));
    const [added, naming] = [await stranger(), await receive({ from: 'stranger@unknown.example', subject: `Re: [${theirs.number}]` })];
    expect((await act(added, 'attach', { body: { number: theirs.number }, person: owner })).status).toBe(200);
    expect((await act(naming, 'attach', { body: { number: ours.number } })).status).toBe(200);
    const paths = ['/mail/quarantine?view=decided', ...[added, naming].map((id) => `/mail/messages/${id}`), `/mail/quarantine/${added}`, `/inquiries/${ours.id}/mails`,
      '/api/v1/mail/quarantine?view=decided', ...[added, naming].map((id) => `/api/v1/mail/quarantine/${id}`), `/api/v1/inquiries/${ours.id}/mails`];
    const told = async (person: SignedIn) => Promise.all(paths.map(async (path) => {
      const { status, text } = await (path.startsWith('/api') ? person.api : person.client).get(path);
      return [path, status, text.includes(theirs.id) || text.replace(/\[\d\d-\d{6}-\d\]/, '').includes(theirs.number)];
    }));
    for (const person of [supervisor, first]) expect(await told(person)).toEqual(paths.map((path) => [path, 200, false]));
    expect((await told(owner)).filter(([, , tells]) => tells).length, 'the owner sees both').toBeGreaterThan(5);
    expect((await act(added, 'detach', { body: { reason: '誤り' }, version: 2 })).status).toBe(404);
  });

  it('B5: shows a desk no notice to a colleague of the second line among the mails of its inquiry', async () => {
    const { id: inquiryId = '' } = (await desk.db.row<{ id: string }>(sql`SELECT inquiry_id AS id FROM raw_message WHERE id = ${await receive({ headers: [passed] })}`)) ?? {};
    const analyst = await desk.signIn('second_line');
    await desk.db.tx(async (tx) => {
      const row = await tx.findOneByOrFail(InquiryRow, { id: inquiryId });
      const to = { name: '分析 太郎', address: 'analyst@second-line.example', contactId: null };
      await desk.app.get(Outbox).toStaff(tx, row, { template: 'addition_notice', data: { fieldLabels: [] }, to, now: desk.clock.now() });
    });
    const told = async (person: SignedIn) => Promise.all(['/inquiries', '/api/v1/inquiries'].map(async (path) => {
      const { status, text } = await (path.startsWith('/api') ? person.api : person.client).get(`${path}/${inquiryId}/mails`);
      const shown = text.replaceAll('<wbr>', '');
      return [status, shown.includes('analyst@second-line.example'), shown.includes('taro@customer.example')];
    }));
    for (const person of [first, supervisor]) expect(await told(person)).toEqual([[200, false, true], [200, false, true]]);
    expect(await told(analyst)).toEqual([[200, true, true], [200, true, true]]);
  });

  it('asks once more before a mail joins an inquiry of another customer than its sender claims, marks it there and names who did it', async () => {
    const another = await aCustomer(desk.db, { supportDeskId: room.deskId, name: '学校法人べつの学園' });
    await aRegisteredContact(desk.db, another.id, { email: 'hanako@school.example' });
    const own = await receive({ from: 'hanako@school.example' });
    const inquiry = await desk.db.row<{ id: string; number: string }>(sql`SELECT i.id, i.number FROM inquiry i JOIN raw_message r ON r.inquiry_id = i.id WHERE r.id = ${own}`);
    const { id: inquiryId, number } = inquiry ?? { id: '', number: '' };
    const id = await receive({ headers: [spoofed], body: textPart('utf-8', Buffer.from('結果を別の宛先へ送ってください')) });
    const form = { number, _version: '1' };
    const asked = await supervisor.client.postForm(`/mail/quarantine/${id}/attach`, form);
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toMatch(new RegExp(`「株式会社検証\\d+」の本サービス担当者を名乗っています。受付番号 ${number} は「学校法人べつの学園」の問合せです。`));
    expect((await act(id, 'attach', { body: { number, confirmedNumber: '26-999999-9' } })).status).toBe(422);
    expect((await supervisor.client.postForm(`/mail/quarantine/${id}/attach`, { ...form, confirmedNumber: number })).status).toBe(303);
    const page = await first.client.get(`/inquiries/${inquiryId}`);
    expect(page.text).toMatch(/is-doubtful.{0,200}tone-danger">未確認・なりすましの疑い<\/span>/s);
    expect(wordsOf(page.text)).toMatch(/差出人が名乗る利用者と異なることを確かめて追加.{0,200}差出人：.{0,40}taro@customer\.example/s);
    const by = await desk.db.row(sql`SELECT actor_id AS "actorId" FROM event WHERE stream_id = ${inquiryId} AND type = 'note_unconfirmed_reply'`);
    expect(by).toEqual({ actorId: supervisor.staffId });
  });

  it('V02: shows the staff what a stranger’s mail points to, and nobody of another desk', async () => {
    const own = await desk.db.row<{ id: string; number: string }>(sql`SELECT i.id, i.number FROM inquiry i JOIN raw_message r ON r.inquiry_id = i.id WHERE r.id = ${await receive({ headers: [passed] })}`);
    const elsewhere = await aSupportDesk(desk.db, { mailAddress: 'hoshi@desk.example.jp' });
    const { client: there } = await desk.signIn('first_line_supervisor', { deskIds: [elsewhere.id] });
    const pointing = { from: 'stranger@unknown.example', subject: `Re: ${own?.number}` };
    const here = await receive(pointing);
    for (const path of ['/mail/quarantine', `/mail/quarantine/${here}`]) expect((await supervisor.client.get(path)).text).toMatch(new RegExp(`<a [^>]*href="/inquiries/${own?.id}">${own?.number}</a>`));
    const thither = await receive({ ...pointing, to: 'hoshi@desk.example.jp' });
    for (const path of ['/mail/quarantine', `/mail/quarantine/${thither}`]) {
      const { text } = await there.get(path);
      expect(text.replaceAll('<wbr>', '')).toContain('stranger@unknown.example');
      expect(text).not.toContain(own?.id);
      expect(text).not.toContain('関係する受付番号');
    }
  });

  it('a message that could not be read is read again at a click, and only such a one', async () => {
    const id = await receive({ from: 'stranger@unknown.example', body: multipart('mixed', Array.from({ length: 1_100 }, () => 'Content-Type: text/plain\r\n\r\nx\r\n')) });
    // Nobody can say whom it was to: it is the owner's.
    expect(await look(id, owner)).toMatchObject({ state: 'failed', reason: 'unreadable' });
    expect((await owner.client.get(`/mail/quarantine/${id}`)).text).toContain('もう一度読み取る');
    expect((await act(id, 'retry')).status).toBe(404);
    expect((await act(id, 'retry', { person: owner })).json<Incoming>()).toMatchObject({ state: 'stored', version: 2 });
    await desk.app.get(IntakeRun).processDue();
    expect(await look(id, owner)).toMatchObject({ state: 'failed', reason: 'unreadable' });
    expect((await act(await stranger(), 'retry')).status).toBe(409);
    expect((await act(id, 'release', { version: 2, person: owner })).status).toBe(201);
  });

  it('marks as spam: it is off the list, kept whole, not answered, and the record says who did it', async () => {
    const id = await stranger('当選しました');
    const source = (await supervisor.client.get(`/mail/messages/${id}/source`)).text;
    const before = (await owner.api.get('/api/v1/mail/outbox?view=waiting')).json<Outgoing[]>().length;
    expect((await supervisor.client.postForm(`/mail/quarantine/${id}/spam`, { _key: newId(), _version: '1' })).status).toBe(303);
    expect(await look(id)).toMatchObject({ decision: 'spam', inquiryId: null, version: 2 });
    expect((await supervisor.client.get('/mail/quarantine')).text).not.toContain(id);
    expect((await supervisor.client.get('/mail/quarantine?view=decided')).text).toContain(id);
    const page = (await supervisor.client.get(`/mail/quarantine/${id}`)).text;
    expect(page).toContain('当選しました');
    expect(page).not.toContain(`/mail/quarantine/${id}/answer`);
    expect((await supervisor.client.get(`/mail/messages/${id}/source`)).text).toBe(source);
    expect((await owner.api.get('/api/v1/mail/outbox?view=waiting')).json<Outgoing[]>()).toHaveLength(before);
    const by = await desk.db.row(sql`SELECT actor_id AS "actorId" FROM event WHERE stream_type = 'mail' AND stream_id = ${id} AND type = 'mail_spam'`);
    expect(by).toEqual({ actorId: supervisor.staffId });
  });

  it('two people at once: the second is told', async () => {
    const id = await stranger();
    expect((await act(id, 'spam')).status).toBe(200);
    expect((await act(id, 'release')).status).toBe(412);
  });

  it('hands files out as downloads only, under a safe name, and keeps that on the record (E2)', async () => {
    const file = `Content-Type: text/html; name="=?UTF-8?B?${Buffer.from('../ログ.html').toString('base64')}?="\r\n\r\n<script>x</script>\r\n`;
    const id = await receive({ from: 'stranger@unknown.example', body: multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', file]) });
    const answer = await supervisor.client.get(`/mail/messages/${id}/files/1`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="download"; filename*=UTF-8''${encodeURIComponent('ログ.html')}`);
    expect((await supervisor.client.get(`/mail/messages/${id}/files/2`)).status).toBe(404);
    const looks = await desk.db.rows(sql`SELECT actor_id AS "by" FROM event WHERE stream_type = 'mail' AND stream_id = ${id} AND type = 'mail_file_handed_out'`);
    expect(looks).toEqual([{ by: supervisor.staffId }]);
  });

  it('says beside a file what it is by its content, and where its name says another', async () => {
    const program = 'Content-Type: application/pdf; name="見積書.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nTVqQAAMAAAA=\r\n';
    const id = await receive({ from: 'stranger@unknown.example', body: multipart('mixed', ['Content-Type: text/plain\r\n\r\nx\r\n', program, 'Content-Type: text/plain; name="fw.log"\r\n\r\nDENY\r\n']) });
    const page = wordsOf((await supervisor.client.get(`/mail/quarantine/${id}`)).text);
    expect(page).toMatch(/見積書\.pdf 実行ファイル、8バイト 拡張子と中身が違います fw\.log テキスト、\d+バイト\s+分析用/);
  });

  it('offers the HTML of a mail that has some, and of no other', async () => {
    const plain = 'Content-Type: text/plain; charset=utf-8\r\n\r\n通知です\r\n';
    for (const [body, offered] of [[plain, false], [multipart('alternative', [plain, 'Content-Type: text/html; charset=utf-8\r\n\r\n<p>通知です</p>\r\n']), true]] as const) {
      const id = await receive({ from: 'stranger@unknown.example', body });
      expect((await supervisor.client.get(`/mail/quarantine/${id}`)).text.includes('HTML形式で表示する')).toBe(offered);
    }
  });

  it('V19, V21: shows HTML in a frame without rights, made harmless, and keeps the look on the record', async () => {
    const html = '<p>通知です</p><script>alert(1)</script><img src="http://evil.example/x.gif"><a href="/inquiries">開く</a>';
    const id = await receive({ from: 'stranger@unknown.example', body: `Content-Type: text/html; charset=utf-8\r\n\r\n${html}` });
    const page = await supervisor.client.get(`/mail/quarantine/${id}`);
    expect(page.text).toContain(`sandbox="" loading="lazy" title="HTML形式の本文" src="/mail/messages/${id}/html"`);
    const frame = await supervisor.client.get(`/mail/messages/${id}/html`);
    expect(frame.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    expect(frame.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(frame.text).toContain('<p>通知です</p>');
    expect(frame.text).not.toMatch(/script|<img|<a |evil\.example/);
    expect((await other.client.get(`/mail/messages/${id}/html`)).status).toBe(404);
    const looks = await desk.db.rows(sql`SELECT actor_id AS "by" FROM event WHERE stream_type = 'mail' AND stream_id = ${id} AND type = 'mail_file_handed_out'`);
    expect(looks).toEqual([{ by: supervisor.staffId }]);
  });

  it('shows a mail exactly as it was sent', async () => {
    await receive({ headers: [passed] });
    await desk.runJob('mail.deliver');
    const list = (await supervisor.api.get('/api/v1/mail/outbox?view=sent')).json<Outgoing[]>();
    const receipt = list.find((mail) => mail.template === 'receipt');
    const page = await supervisor.client.get(`/mail/outbox/${receipt?.id}`);
    expect(page.text).toContain('送ったとおりの内容');
    expect(page.text).toContain('平素より本サービスをご利用いただき');
    expect(page.text).toContain('Message-ID: &lt;');
    const details = (await supervisor.api.get(`/api/v1/mail/outbox/${receipt?.id}`)).json<Outgoing>();
    const raw = sink.mails.find((mail) => mail.from.includes(receipt?.id ?? '?'))?.raw.toString() ?? '';
    const sent = Buffer.from(raw.slice(raw.indexOf('\r\n\r\n')), 'base64').toString().replaceAll('\r\n', '\n');
    expect(sent).toContain('\n\n------');
    expect(details.text).toBe(sent);
    expect(details.subject).toMatch(/^【SOC in Pocket】お問い合わせ受付のご連絡/);
    expect((await other.client.get(`/mail/outbox/${receipt?.id}`)).status).toBe(404);
  });

  it('lets a lead decide on a mail of unknown fate, and sends it again under the same Message-ID', async () => {
    sink.next({ kind: 'drop', stage: 'answer' });
    await receive({ headers: [passed] });
    await desk.runJob('mail.deliver');
    const unknown = (await supervisor.api.get('/api/v1/mail/outbox')).json<Outgoing[]>().find((mail) => mail.state === 'unknown');
    expect(unknown).toBeDefined();
    expect((await first.api.postJson(`/api/v1/mail/outbox/${unknown?.id}/resend`, {}, { 'idempotency-key': newId() })).status).toBe(403);
    const again = await supervisor.api.postJson(`/api/v1/mail/outbox/${unknown?.id}/resend`, {}, { 'idempotency-key': newId() });
    expect(again.json<Outgoing>().state).toBe('waiting');
    await desk.runJob('mail.deliver');
    const twice = sink.mails.filter((mail) => mail.from.includes(unknown?.id ?? '?'));
    expect(twice).toHaveLength(2);
    expect(twice[0]?.raw.equals(twice[1]?.raw ?? Buffer.of())).toBe(true);
    for (const late of ['withdraw', 'resend']) expect((await supervisor.api.postJson(`/api/v1/mail/outbox/${unknown?.id}/${late}`, {}, { 'idempotency-key': newId() })).status, `${late} once it is sent`).toBe(409);
  });

  it('withdraws what has not gone out yet; what the second line wrote no supervisor of a first line', async () => {
    await receive({ headers: [passed] });
    const waiting = (await supervisor.api.get('/api/v1/mail/outbox?view=waiting')).json<Outgoing[]>()[0];
    const isNow = (template: string) => desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE outbox SET template = ${template} WHERE id = ${waiting?.id ?? ''}`));
    await isNow('interim_answer');
    expect((await supervisor.api.postJson(`/api/v1/mail/outbox/${waiting?.id}/withdraw`, {}, { 'idempotency-key': newId() })).status).toBe(403);
    await isNow(waiting?.template ?? '');
    const before = sink.mails.length;
    expect((await supervisor.client.get(`/mail/outbox/${waiting?.id}`)).text).toContain('送る予定の内容');
    expect((await supervisor.api.postJson(`/api/v1/mail/outbox/${waiting?.id}/withdraw`, {}, { 'idempotency-key': newId() })).json<Outgoing>().state).toBe('withdrawn');
    await desk.runJob('mail.deliver');
    expect(sink.mails).toHaveLength(before);
    for (const path of ['/mail/outbox', '/mail/outbox?view=sent']) expect((await supervisor.client.get(path)).text).toContain('取りやめ');
  });
});
