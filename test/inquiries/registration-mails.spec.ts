import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Customers } from '../../src/customers/customers.service.js';
import { CustomerQueries } from '../../src/customers/customer.queries.js';
import { DeliveryResults } from '../../src/inquiries/outbox/delivery-results.js';
import type { ContactDetails } from '../../src/customers/registration.js';
import { Successions } from '../../src/customers/successions.service.js';
import { IntakeRun } from '../../src/mail/intake/intake-run.service.js';
import { NoLongerWanted, Recipients } from '../../src/mail/outbox/recipients.service.js';
import { RawMessages } from '../../src/mail/raw-messages.service.js';
import type { Scope } from '../../src/platform/scope.js';
import { sql } from '../../src/platform/sql.js';
import { aServedCustomer, aSupportDesk } from '../support/builders.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { bounceOf } from '../mail/corpus.js';

interface Queued {
  readonly template: 'contact_changed' | 'contact_replaced' | 'desk_changed';
  readonly toAddress: string;
  readonly contactId: string;
  readonly inquiryId: string | null;
  readonly customerId: string | null;
  readonly data: string;
  readonly nextAttemptAt: number;
  readonly autoSubmitted: string;
}

const owner: Omit<Scope, 'staffId'> = { name: '主管', roles: ['service_owner'], deskIds: [], providerId: null };
const person: ContactDetails = {
  name: '後任 三郎', kana: 'コウニン サブロウ', department: '総務部', title: '部長', email: 'saburo@customer.example', phone: '+81355552000', altPhone: '+819000002000',
};

describe.each(databaseKinds())('mails about the registration on %s', (database) => {
  let desk: TestDesk;
  let scope: Scope;
  let served: Awaited<ReturnType<typeof aServedCustomer>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    scope = { ...owner, staffId: (await desk.signIn('service_owner')).staffId };
  });
  afterAll(() => desk.close());
  beforeEach(async () => {
    desk.clock.set('2026-11-24T10:12:00+09:00');
    served = await aServedCustomer(desk.db);
  });

  async function replace(contact: ContactDetails, effectiveAt?: number): Promise<void> {
    const version = (await desk.app.get(CustomerQueries).factsOf(served.customer.id))?.version ?? 0;
    await desk.app.get(Customers).replaceContact(scope, served.customer.id, version, contact, effectiveAt);
  }

  const mails = async (): Promise<Queued[]> =>
    desk.db.rows(sql`SELECT template, to_address AS "toAddress", contact_id AS "contactId", inquiry_id AS "inquiryId", customer_id AS "customerId", data,
      next_attempt_at AS "nextAttemptAt", auto_submitted AS "autoSubmitted" FROM outbox WHERE customer_id = ${served.customer.id} ORDER BY template`);

  it('A6: the new contact and the one before are told that it changed, and nothing of any inquiry', async () => {
    await replace(person);
    const [changed, replaced] = await mails();
    expect([changed?.template, changed?.toAddress]).toEqual(['contact_changed', person.email]);
    expect([replaced?.template, replaced?.toAddress, replaced?.contactId]).toEqual(['contact_replaced', served.contact.email, served.contact.id]);
    for (const mail of [changed, replaced]) expect(mail).toMatchObject({ inquiryId: null, autoSubmitted: 'auto-generated' });
    expect(JSON.parse(changed?.data ?? '')).toMatchObject({ contactName: person.name, customerName: served.customer.name, effectiveFrom: desk.clock.now() });
    expect(replaced?.data, 'who comes next is not his to know').not.toMatch(/後任|saburo/);
  });

  it('one that comes back is told to the supervisors of its desk, once, with the way to the mail; who was to get it is to be called', async () => {
    const supervisor = await desk.signIn('first_line_supervisor', { deskIds: [served.customer.supportDeskId] });
    const other = await desk.signIn('first_line_supervisor', { deskIds: [(await aSupportDesk(desk.db)).id] });
    await replace(person);
    const [changed] = await desk.db.rows<{ id: string; messageId: string; fromAddress: string }>(
      sql`SELECT id, message_id AS "messageId", from_address AS "fromAddress" FROM outbox WHERE customer_id = ${served.customer.id} AND template = 'contact_changed'`,
    );
    if (changed === undefined) throw new Error('nothing queued');
    await desk.db.tx((tx) => desk.db.execute(tx, sql`UPDATE outbox SET state = 'sent', sent_at = ${desk.clock.now()} WHERE id = ${changed.id}`));
    for (const again of [1, 2]) {
      const came = { source: 'pipe', receivedAt: desk.clock.now() + again, envelopeTo: null, envelopeFrom: '' } as const;
      await desk.app.get(RawMessages).store(bounceOf(changed.messageId, changed.fromAddress.replace('@', `+b-${changed.id}@`)), came);
      await desk.app.get(IntakeRun).processDue();
    }
    const page = (await supervisor.client.get('/notices')).text;
    expect(page.match(/お知らせのメールが届きませんでした/g)).toHaveLength(1);
    expect(page).toContain('<a class="row-link" href="/mail/outbox">送信メール</a>');
    expect((await supervisor.client.get('/mail/outbox')).text.replaceAll('<wbr>', '')).toContain(person.email);
    expect((await other.client.get('/notices')).text).not.toContain('届きませんでした');
  });

  it('one whose fate is unknown is told to the service owner where nobody is left at the desk', async () => {
    await replace(person);
    const [changed] = await desk.db.rows<{ id: string }>(sql`SELECT id FROM outbox WHERE customer_id = ${served.customer.id} AND template = 'contact_changed'`);
    await desk.db.tx((tx) => desk.app.get(DeliveryResults).unknown(tx, changed?.id ?? '', desk.clock.now()));
    expect(await desk.db.rows(sql`SELECT staff_id AS "staffId", kind FROM notice WHERE dedupe_key LIKE ${`%${changed?.id}%`}`)).toEqual([{ staffId: scope.staffId, kind: 'unknown_delivery' }]);
  });

  it('A6: a change that lies ahead is told when it takes effect; who has been followed by another since is told nothing', async () => {
    const [soon, later] = [desk.clock.now() + 86_400_000, desk.clock.now() + 172_800_000];
    await replace(person, soon);
    expect((await mails()).map(({ nextAttemptAt }) => nextAttemptAt)).toEqual([soon, soon]);
    await replace({ ...person, name: '次々 四郎', email: 'shiro@customer.example' }, later);
    const saburo = (await mails()).find(({ template, toAddress }) => template === 'contact_changed' && toAddress === person.email);
    desk.clock.set('2026-11-25T10:12:00+09:00');
    await expect(desk.app.get(Recipients).require(saburo as Queued)).resolves.toBeUndefined();
    desk.clock.set('2026-11-27T10:12:00+09:00');
    await expect(desk.app.get(Recipients).require(saburo as Queued)).rejects.toThrow(NoLongerWanted);
  });

  it('A6: another number of the same person is no change of the contact; a shared mailbox gets one mail', async () => {
    const { name, kana, department, title, email } = served.contact;
    const same = { name, kana, department, title, email };
    await replace({ ...same, phone: '+81355553000', altPhone: '+819000003000' });
    expect(await mails()).toEqual([]);
    await replace({ ...person, email: email.toUpperCase() });
    expect((await mails()).map(({ template }) => template)).toEqual(['contact_changed']);
  });

  it('B6, 第5条2: who is passed to another desk is told which, from that desk, without the reason or the old one', async () => {
    const successor = await aSupportDesk(desk.db, { name: 'ほし受付窓口', phone: '+81312340022' });
    const other = await aServedCustomer(desk.db);
    await desk.app.get(Successions).execute(scope, { fromDeskId: served.customer.supportDeskId, toDeskId: successor.id, effectiveAt: desk.clock.now() });
    const [told, ...more] = await mails();
    expect(more).toEqual([]);
    expect([told?.template, told?.toAddress, told?.autoSubmitted]).toEqual(['desk_changed', served.contact.email, 'auto-generated']);
    expect(JSON.parse(told?.data ?? '')).toMatchObject({ newDesk: { deskName: 'ほし受付窓口', phone: '03-1234-0022' }, signature: { deskName: 'ほし受付窓口' }, effectiveFrom: desk.clock.now() });
    expect(await desk.db.rows(sql`SELECT id FROM outbox WHERE customer_id = ${other.customer.id}`)).toEqual([]);
  });
});
