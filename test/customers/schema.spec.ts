import { describe, expect, it } from 'vitest';
import { RegisteredContactRow } from '../../src/customers/registered-contact.entity.js';
import { contactRow } from '../../src/customers/customer-rows.js';
import { sql } from '../../src/platform/sql.js';
import { insert } from '../../src/platform/write.js';
import { aCustomer, aRegisteredContact } from '../support/builders.js';
import { onBothDatabases } from '../support/databases.js';

onBothDatabases('A6 the database itself keeps one registered contact per customer', (open, kind) => {
  const second = { name: '別の 担当', kana: '', department: '', title: '', email: 'b@example.com', phone: '+81312345678', altPhone: '+819012345678' };

  it('refuses a second open contact, and takes it once the first is closed', async () => {
    const db = await open();
    const customer = await aCustomer(db);
    const first = await aRegisteredContact(db, customer.id, { validFrom: 1000 });
    const next = contactRow(customer.id, second, 2000);
    await expect(db.tx((tx) => insert(tx, RegisteredContactRow, next))).rejects.toThrow();
    await db.tx(async (tx) => {
      await db.execute(tx, sql`UPDATE registered_contact SET valid_to = 2000 WHERE id = ${first.id}`);
      await insert(tx, RegisteredContactRow, next);
    });
    const open_ = await db.rows(sql`SELECT id FROM registered_contact WHERE customer_id = ${customer.id} AND valid_to IS NULL`);
    expect(open_).toEqual([{ id: next.id }]);
  });

  it('says so in the condition of its indices, which the schema diff cannot see', async () => {
    const db = await open();
    const rows = await db.rows<{ definition: string }>(
      kind === 'sqlite'
        ? sql`SELECT sql AS definition FROM sqlite_master WHERE name IN ('registered_contact_current', 'contact_request_waiting') ORDER BY name`
        : sql`SELECT indexdef AS definition FROM pg_indexes WHERE indexname IN ('registered_contact_current', 'contact_request_waiting') ORDER BY indexname`,
    );
    expect(rows[0]?.definition).toMatch(/UNIQUE.*state.*= 'waiting'/s);
    expect(rows[1]?.definition).toMatch(/UNIQUE.*valid_to IS NULL/s);
  });
});

describe('the row of a contact', () => {
  it('carries what it is found by', () => {
    const row = contactRow('c', { name: 'あ', kana: '', department: '', title: '', email: 'Taro@Example.com', phone: '+81312345678', altPhone: '+12025550100' }, 1);
    expect(row).toMatchObject({ email: 'Taro@Example.com', emailFold: 'taro@example.com', phoneDigits: '0312345678', altPhoneDigits: '12025550100' });
  });
});
