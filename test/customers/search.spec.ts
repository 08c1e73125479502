import { describe, expect, it } from 'vitest';
import { contactRow } from '../../src/customers/customer-rows.js';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import type { Db } from '../../src/platform/db.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { aContract, aCustomer, aRegisteredContact, aServedCustomer } from '../support/builders.js';
import { onBothDatabases } from '../support/databases.js';
import { aScope, openRoom, owner, twoPartners } from './room.js';

onBothDatabases('B1 the customer is found', (open) => {
  it('by name, reading, contract, device and every number, however written', async () => {
    const db = await open();
    const room = openRoom(db);
    const { aoba } = await twoPartners(db);
    const customer = await aCustomer(db, { ...aoba, name: '株式会社髙﨑製作所', kana: 'タカサキセイサクショ', mainPhone: '+81355551234' });
    await aContract(db, { customerId: customer.id, contractNumber: 'SP-2026-00042X', deviceId: 'CTS-9-77' });
    await aRegisteredContact(db, customer.id, { phone: '+81312345678', altPhone: '+819087654321' });
    await aServedCustomer(db, { name: '有限会社汐見水産', kana: 'シオミスイサン' });
    const texts = [
      '高崎製作所', '株式会社高﨑', '㈱髙崎', '製作所', 'たかさき', 'ﾀｶｻｷ', 'セイサク',
      'SP-2026-00042X', 'sp2026ー00042x', 'ＳＰ－２０２６－０００４２Ｘ', 'cts-9-77',
      '03-5555-1234', '０３ー５５５５ー１２', '+81 3 5555 1234', '(03)1234-5678', '090-8765',
    ];
    for (const text of texts) {
      const hits = await room.queries.search(owner, text);
      expect([text, hits.map(({ id }) => id)]).toEqual([text, [customer.id]]);
    }
    for (const text of ['', ' ', '株式会社', '%', '_', "' OR 1=1 --", '03-9999', '\u{10FFFF}', '\\']) {
      expect([text, await room.queries.search(owner, text)]).toEqual([text, []]);
    }
  });

  it('shows what the telephone needs, and a number that is no longer registered finds nobody', async () => {
    const db = await open();
    const room = openRoom(db);
    const { aoba } = await twoPartners(db);
    const { customer, contact } = await aServedCustomer(db, { ...aoba, name: '株式会社北斗配送' });
    await room.db.tx((tx) => tx.update(RegisteredContactRow, { id: contact.id }, { validTo: room.clock.now() }));
    const now = contactRow(customer.id, { ...contact, name: '鈴木 一郎', phone: '+81366667777' }, room.clock.now());
    await room.db.tx((tx) => insert(tx, RegisteredContactRow, now));
    expect(await room.queries.search(owner, '北斗')).toMatchObject([{ contactName: '鈴木 一郎', contactPhone: '+81366667777', partnerName: 'あおば情報サービス' }]);
    expect(await room.queries.search(owner, contact.phone)).toEqual([]);
    expect(await room.queries.search(owner, '03-6666-7777')).toHaveLength(1);
  });

  it('puts whole numbers first, then beginnings, then what lies within', async () => {
    const db = await open();
    const room = openRoom(db);
    const { aoba } = await twoPartners(db);
    const within = await aCustomer(db, { ...aoba, name: '大みどり商会', kana: 'オオミドリ' });
    const begins = await aCustomer(db, { ...aoba, name: 'みどり商会', kana: 'ミドリ' });
    expect((await room.queries.search(owner, 'みどり')).map(({ id }) => id)).toEqual([begins.id, within.id]);
  });
});

onBothDatabases('B5 walls around customers', (open) => {
  it('a first line finds, lists and opens its own customers alone', async () => {
    const db = await open();
    const room = openRoom(db);
    const { aoba, minato } = await twoPartners(db);
    const { customer, contract } = await aServedCustomer(db, { ...aoba, name: '株式会社みどり野' });
    expect((await room.queries.byId(aoba.supervisor, customer.id))?.name).toBe('株式会社みどり野');
    expect(await room.queries.list(aoba.supervisor, undefined, 50)).toHaveLength(1);
    const strangers = [
      minato.supervisor,
      aScope({ roles: ['first_line'], deskIds: [] }),
      aScope({ roles: ['second_line'], providerId: 'provider' }),
      aScope({ roles: ['second_line', 'first_line'], deskIds: [aoba.supportDeskId], providerId: 'provider' }),
    ];
    for (const stranger of strangers) {
      expect(await room.queries.byId(stranger, customer.id)).toBeUndefined();
      expect(await room.queries.byId(stranger, 'no-such-customer')).toBeUndefined();
      for (const text of ['みどり', contract.contractNumber, '03-5555-1001']) expect(await room.queries.search(stranger, text)).toEqual([]);
      expect(await room.queries.list(stranger, undefined, 50)).toEqual([]);
    }
    for (const role of ['second_line', 'second_line_lead', 'service_owner', 'auditor'] as const) {
      expect(await room.queries.search(aScope({ roles: [role] }), 'みどり')).toHaveLength(1);
    }
  });

  it('lists page by page by reading, each customer once', async () => {
    const db = await open();
    const room = openRoom(db);
    const { aoba } = await twoPartners(db);
    for (const kana of ['ウ', 'ア', 'イ', 'ア', 'エ']) await aCustomer(db, { ...aoba, kana });
    const first = await room.queries.list(owner, undefined, 3);
    const second = await room.queries.list(owner, first.at(-1)?.id, 3);
    expect([...first, ...second].map(({ kana }) => kana)).toEqual(['ア', 'ア', 'イ', 'ウ', 'エ']);
    expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(5);
  });
});

describe('with 100,000 customers', () => {
  onBothDatabases('search', (open) => {
    it('finds one among them by any notation, and nothing where there is nothing', async () => {
      const db = await open();
      const room = openRoom(db);
      const { aoba } = await twoPartners(db);
      await fill(db, aoba, 100_000);
      for (const text of ['架空商事77', 'SP-10077', '03-3007', '商事99999', 'カクウ', 'どこにもない']) {
        const hits = await room.queries.search(owner, text);
        expect([text, hits.length > 0]).toEqual([text, text !== 'どこにもない']);
      }
    }, 120_000);
  });
});

async function fill(db: Db, at: { partnerId: string; supportDeskId: string }, count: number): Promise<void> {
  const numbers = sql`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;
  await db.tx(async (tx) => {
    await db.execute(tx, sql`INSERT INTO customer (id, name, kana, main_phone, partner_id, support_desk_id, gateway_protection, name_fold, kana_fold, main_phone_digits, created_at, version)
      ${numbers} SELECT 'c' || i, '株式会社架空商事' || i, 'カクウショウジ' || i, NULL, ${at.partnerId}, ${at.supportDeskId}, 'utm', '架空商事' || i, 'カクウシヨウジ' || i, '', 1, 1 FROM n`);
    await db.execute(tx, sql`INSERT INTO contract (id, customer_id, contract_number, device_id, service_profile, terms_version, number_fold, device_fold)
      ${numbers} SELECT 'k' || i, 'c' || i, 'SP-' || (10000000 + i), '', 'soc_in_pocket', '2025-01-20', 'sp' || (10000000 + i), '' FROM n`);
    await db.execute(tx, sql`INSERT INTO registered_contact (id, customer_id, name, kana, department, title, email, phone, alt_phone, email_fold, phone_digits, alt_phone_digits, valid_from)
      ${numbers} SELECT 'r' || i, 'c' || i, '佐藤', '', '', '', 'a@example.com', '+813' || (30000000 + i), '+819012345678', 'a@example.com', '03' || (30000000 + i), '09012345678', 1 FROM n`);
    if (db.dialect === 'postgres') await db.execute(tx, sql`ANALYZE`);
  });
}
