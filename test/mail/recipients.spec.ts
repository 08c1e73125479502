import { afterAll, beforeAll, expect, it } from 'vitest';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { CopyRecipientRow } from '../../src/inquiries/inquiry-records.entity.js';
import { UnbuildableMail } from '../../src/mail/outbox/build-mail.js';
import { RecipientQueries } from '../../src/mail/outbox/recipients.queries.js';
import { NoLongerWanted, Recipients } from '../../src/mail/outbox/recipients.service.js';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import type { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import { insert, update } from '../../src/platform/write.js';
import { StaffRow } from '../../src/staff/staff.entity.js';
import { aStaff, aSupportDesk } from '../support/builders.js';
import { TestClock } from '../support/clock.js';
import { onBothDatabases } from '../support/databases.js';
import { startSmtpSink, type SmtpSink } from '../support/smtp-sink.js';
import { head, samplesFor } from './mail-samples.js';
import { aMailRoom, mailState, queueMail } from './outbox-support.js';

const clock = new TestClock('2026-11-24T10:12:00+09:00');
const link = { inquiryNumber: '26-000123-7', link: 'https://x.example' };

onBothDatabases('whom a mail that waits may still go to (V53, A5, A6)', (open) => {
  const mayGo = async (db: Db, wishes: Parameters<typeof queueMail>[1]): Promise<unknown> => {
    const row = await queueMail(db, wishes);
    return new Recipients(new RecipientQueries(db), clock).require(row).then(() => 'goes', (error: unknown) => (error as Error).constructor);
  };

  async function aCopy(db: Db, wishes: Partial<CopyRecipientRow> = {}) {
    const copy = { inquiryId: newId(), address: 'jiro@customer.example' };
    await db.tx((tx) => insert(tx, CopyRecipientRow, {
      id: newId(), ...copy, name: '次郎', confirmedBy: newId(), confirmedAt: clock.now(), contactId: newId(), callId: newId(), endedAt: null, endedBecause: null, ...wishes,
    }));
    return { template: 'report', contactId: null, inquiryId: copy.inquiryId, toAddress: copy.address } as const;
  }

  it('the contact who is registered, and no more once another has followed him', async () => {
    const db = await open();
    const { contactId } = await queueMail(db);
    expect(await mayGo(db, { contactId })).toBe('goes');
    expect(await mayGo(db, { contactId, toAddress: 'evil@x.example' })).toBe(UnbuildableMail);
    await db.tx((tx) => update(tx, RegisteredContactRow, { id: contactId ?? '' }, { validTo: clock.now() + 1 }));
    expect(await mayGo(db, { contactId })).toBe('goes');
    await db.tx((tx) => update(tx, RegisteredContactRow, { id: contactId ?? '' }, { validTo: clock.now() }));
    expect(await mayGo(db, { contactId })).toBe(UnbuildableMail);
    // He alone is told that he was replaced.
    expect(await mayGo(db, { contactId, template: 'contact_replaced' })).toBe('goes');
  });

  it('a copy of this inquiry, and none that was taken off while a server put its mail off', async () => {
    const db = await open();
    expect(await mayGo(db, await aCopy(db))).toBe('goes');
    expect(await mayGo(db, { ...(await aCopy(db)), inquiryId: newId() })).toBe(UnbuildableMail);
    expect(await mayGo(db, { ...(await aCopy(db)), toAddress: 'evil@x.example' })).toBe(UnbuildableMail);
    for (const endedBecause of ['removed', 'contact_changed'] as const) expect(await mayGo(db, await aCopy(db, { endedAt: clock.now(), endedBecause }))).toBe(UnbuildableMail);
    expect(await mayGo(db, await aCopy(db, { endedAt: clock.now(), endedBecause: 'inquiry_ended' }))).toBe('goes');
  });

  it('a colleague while he is one, and a partner by the address of his desk', async () => {
    const db = await open();
    const { staff } = await aStaff(db);
    const notice = { template: 'undelivered_notice', data: link, contactId: null, toAddress: staff.loginName } as const;
    const proposal = { ...notice, template: 'gateway_proposal' } as const;
    expect([await mayGo(db, notice), await mayGo(db, proposal)]).toEqual(['goes', 'goes']);
    await db.tx((tx) => update(tx, StaffRow, { id: staff.id }, { active: false }));
    expect([await mayGo(db, notice), await mayGo(db, proposal)]).toEqual([NoLongerWanted, NoLongerWanted]);
    const { mailAddress } = await aSupportDesk(db);
    expect(await mayGo(db, { ...proposal, toAddress: mailAddress })).toBe('goes');
    expect(await mayGo(db, { ...notice, toAddress: mailAddress })).toBe(NoLongerWanted);
  });
});

onBothDatabases('a mail that may not go to its address', (open) => {
  let sink: SmtpSink;
  beforeAll(async () => {
    sink = await startSmtpSink();
  });
  afterAll(() => sink.close());
  const smtp = () => new SmtpTransport(sink.settings, { untilBodyOutMs: 20_000, forAnswerMs: 20_000 });

  it.each([
    ['a second recipient', { toAddress: 't@example.jp\r\nBcc: evil@x.example' }],
    ['a list', { toAddress: 'a@x.example, b@x.example' }],
    ['a quoted local part', { toAddress: '"evil@x.example"@customer.example' }],
  ])('V54: never sends to %s (F6)', async (_what, wishes) => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const row = await queueMail(db, wishes);
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'failed' });
    expect(room.results.heard).toEqual([`failed ${row.id}`]);
    expect(sink.mails).toHaveLength(0);
  });

  it('V53: never sends where the address is not that of the contact', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    const row = await queueMail(db, { contactId: newId() });
    await room.delivery.deliverDue();
    expect(await mailState(db, row.id)).toMatchObject({ state: 'failed', lastError: '宛先が本サービス担当者の登録と一致しません。' });
    expect(sink.mails).toHaveLength(0);
  });

  it('V53, A5b: sends the receipt that goes out by itself to a registered address alone', async () => {
    const db = await open();
    const room = aMailRoom(db, smtp());
    await queueMail(db);
    const fixed = { template: 'fixed_receipt', data: samplesFor(head).fixed_receipt, contactId: null } as const;
    const registered = await queueMail(db, { ...fixed, toAddress: 'Taro@customer.example' });
    const stranger = await queueMail(db, { ...fixed, toAddress: 'stranger@unknown.example' });
    await room.delivery.deliverDue();
    expect([(await mailState(db, registered.id)).state, (await mailState(db, stranger.id)).state]).toEqual(['sent', 'withdrawn']);
    expect(sink.mails.some(({ to }) => to.includes('stranger@unknown.example'))).toBe(false);
  });
});
