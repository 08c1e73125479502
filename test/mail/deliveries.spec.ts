import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { RawMessageRow } from '../../src/mail/raw-message.entity.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import { sql } from '../../src/platform/sql.js';
import { aCustomer, aRegisteredContact, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { passed, rawMail, spoofed, textPart, type RawWishes } from './corpus.js';

describe.each(databaseKinds())('R17: one mail and two deliveries, on %s', (database) => {
  let desk: TestDesk;
  let serial = 0;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    const { id: supportDeskId } = await aSupportDesk(desk.db, { mailAddress: 'aoba@desk.example.jp' });
    await aRegisteredContact(desk.db, (await aCustomer(desk.db, { supportDeskId })).id, { email: 'taro@customer.example' });
  });
  afterAll(() => desk.close());

  /** As it came over one server or another. */
  const via = (server: string, raw: Buffer): Buffer => Buffer.concat([Buffer.from(`Received: from ${server} by mx.desk.example.jp\r\n`), raw]);

  const mail = (wishes: RawWishes = {}): Buffer => {
    serial += 1;
    return rawMail({ headers: [passed], messageId: `<same${serial}@customer.example>`, body: textPart('utf-8', Buffer.from(`お尋ねします ${serial}`)), ...wishes });
  };

  async function receive(...raws: readonly Buffer[]): Promise<RawMessageRow[]> {
    const ids: string[] = [];
    for (const raw of raws) ids.push(await desk.app.get(RawMessages).store(raw, { source: 'imap', receivedAt: desk.clock.now(), envelopeTo: null, envelopeFrom: null }));
    await desk.app.get(IntakeRun).processDue();
    return Promise.all(ids.map((id) => desk.db.tx((tx) => tx.findOneByOrFail(RawMessageRow, { id }))));
  }

  const inquiries = async (): Promise<number> => Number((await desk.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM inquiry`))?.n);
  const articles = (...rows: readonly RawMessageRow[]): number => rows.filter(({ inquiryId }) => inquiryId !== null).length;

  it.each(['together', 'one after the other'])('the same mail twice, %s, is one article', async (how) => {
    const before = await inquiries();
    const raw = mail();
    const [first, second] = how === 'together' ? await receive(via('a', raw), via('b', raw)) : [...(await receive(via('a', raw))), ...(await receive(via('b', raw)))];
    if (first === undefined || second === undefined) throw new Error('not stored');
    expect(articles(first, second)).toBe(1);
    expect(second).toMatchObject({ state: 'done', inquiryId: null, linkedInquiryId: first.inquiryId, duplicateOf: first.id });
    expect(await inquiries()).toBe(before + 1);
  });

  it('the same mail twice is one article though another said the same before', async () => {
    const body = textPart('utf-8', Buffer.from('毎月同じ文面です'));
    const raw = mail({ body });
    const [, second, third] = await receive(mail({ body }), via('a', raw), via('b', raw));
    expect(second?.inquiryId).not.toBeNull();
    expect(third).toMatchObject({ inquiryId: null, linkedInquiryId: second?.inquiryId, duplicateOf: second?.id });
  });

  it('the same text with another Message-ID is two, the second marked 重複の可能性', async () => {
    const body = textPart('utf-8', Buffer.from('もう一度お送りします'));
    const [first, second] = await receive(mail({ body }), mail({ body }));
    expect(first).toMatchObject({ duplicateOf: null });
    expect(second).toMatchObject({ state: 'done', duplicateOf: first?.id });
    expect(second?.inquiryId).not.toBeNull();
    const inquiry = await desk.db.row(sql`SELECT alike_inquiry_id AS "alike" FROM inquiry WHERE id = ${second?.inquiryId ?? null}`);
    expect(inquiry).toEqual({ alike: first?.inquiryId });
  });

  it('two different mails with one Message-ID are two articles', async () => {
    const messageId = '<reused@customer.example>';
    const [first, second] = await receive(mail({ messageId, subject: 'a' }), mail({ messageId, subject: 'b' }));
    expect([first?.inquiryId, second?.inquiryId]).not.toContain(null);
    expect(second?.duplicateOf).toBeNull();
  });

  it('mails without any Message-ID are never taken for one another, but marked', async () => {
    const raw = mail({ messageId: null });
    const [first, second] = await receive(via('a', raw), via('b', raw));
    expect(second).toMatchObject({ duplicateOf: first?.id });
    expect([first?.inquiryId, second?.inquiryId]).not.toContain(null);
  });

  it('a forged copy takes the place of no genuine mail, whichever comes first', async () => {
    const wishes = { messageId: '<forged@customer.example>', body: textPart('utf-8', Buffer.from('先回り')) };
    const [forged, genuine] = [...(await receive(mail({ ...wishes, headers: [spoofed] }))), ...(await receive(mail(wishes)))];
    expect(forged).toMatchObject({ state: 'quarantined', reason: 'spoof_suspected' });
    expect(genuine).toMatchObject({ state: 'done', authentication: 'pass' });
    expect(genuine?.inquiryId).not.toBeNull();
    const [again] = await receive(mail({ ...wishes, headers: [spoofed, 'X-Third: 1'] }));
    expect(again).toMatchObject({ inquiryId: null, duplicateOf: forged?.id });
    const [another] = await receive(mail({ messageId: '<genuine@customer.example>', body: wishes.body }));
    const [copied] = await receive(mail({ messageId: '<genuine@customer.example>', body: wishes.body, headers: [spoofed] }));
    expect([another?.state, copied?.state]).toEqual(['done', 'quarantined']);
  });

  it('a copy that nothing vouches for takes the place of no authenticated mail; the other way round it says nothing new', async () => {
    const wishes = { messageId: '<vouched@customer.example>', body: textPart('utf-8', Buffer.from('あとから本物')) };
    const [bare] = await receive(mail({ ...wishes, headers: [] }));
    const [genuine] = await receive(mail(wishes));
    const [again] = await receive(mail({ ...wishes, headers: ['X-Third: 1'] }));
    expect(bare).toMatchObject({ authentication: 'none', sender: 'registered_unauthenticated' });
    expect(genuine).toMatchObject({ authentication: 'pass', inquiryId: bare?.inquiryId });
    expect(again).toMatchObject({ inquiryId: null, linkedInquiryId: bare?.inquiryId });
  });

  it('a mail that waits in quarantine keeps none out that comes again once its sender is registered', async () => {
    const raw = mail({ from: 'jiro@customer.example' });
    const [early] = await receive(via('a', raw));
    await aRegisteredContact(desk.db, (await aCustomer(desk.db)).id, { email: 'jiro@customer.example' });
    const [late] = await receive(via('b', raw));
    expect([early?.state, late?.state]).toEqual(['quarantined', 'done']);
    expect(late?.inquiryId).not.toBeNull();
  });
});
