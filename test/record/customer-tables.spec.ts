import { describe, expect, it } from 'vitest';
import { customerTables, otherTables } from '../../src/record/customer-data/customer-tables.js';
import { Snapshot } from '../../src/record/backup/snapshot.js';
import { leftOut } from '../../src/record/backup/backup-format.js';
import { ownerColumnOf } from '../../src/record/backup/sealed-rows.js';
import { openDb } from '../../src/platform/data-sources.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds, freshDatabase, schema } from '../support/databases.js';

/** Columns of kept or overwritten rows that may hold text, and hold none that is personal: ids, states, numbers, hashes. */
const plain = /(^|_)(id|by|kind|state|status|type|role|channel|language|line|clock|verification|method|entitlement|resolution|result|direction|outcome|purpose|source|means|via|version|number|sha256|hash|code|seq|day|zone|tlp|pap|edition|stage|disposition|confidence|severity|urgency|choice|ground|name|act|subject|template|label|key|protection|because|until|kinds|ids|token|certificate|disclosure|of|into)$/;

describe.each(databaseKinds())('E3 the table of fates (%s)', (kind) => {
  it('knows every table of the schema, and no other', async () => {
    const database = await freshDatabase(kind);
    const snapshot = await Snapshot.open(database.target);
    const shapes = await snapshot.tables();
    await snapshot.close();
    const known = [...customerTables.map(({ name }) => name), ...Object.keys(otherTables)];
    const tables = [...shapes.map(({ name }) => name), ...leftOut, 'search_document'];
    expect(tables.filter((name) => !known.includes(name)), 'say in customer-tables.ts what becomes of it').toEqual([]);
    expect(known.filter((name) => !tables.includes(name))).toEqual([]);
    expect(known.length).toBe(new Set(known).size);

    const columnsOf = new Map(shapes.map(({ name, columns }) => [name, columns]));
    const texts = customerTables.flatMap(({ name, fate }) => {
      const gone = fate.kind === 'overwritten' ? [...Object.keys(fate.with), fate.unlike, fate.stamp] : [];
      if (fate.kind === 'deleted') return [];
      return (columnsOf.get(name) ?? []).filter((column) => column.kind === 'text' && !gone.includes(column.name) && !plain.test(column.name)).map((column) => `${name}.${column.name}`);
    });
    // What is left of the rest: dates, and the customer's choice of words nowhere.
    expect(texts).toEqual([]);

    await database.remove();
    for (const { name, returned, fate } of customerTables) {
      const columns = (columnsOf.get(name) ?? []).map((column) => column.name);
      if (leftOut.includes(name)) continue;
      for (const column of [...(returned?.columns ?? []), ...(fate.kind === 'overwritten' ? Object.keys(fate.with) : [])]) expect(columns, `${name}.${column}`).toContain(column);
    }
    expect(customerTables.filter(({ fate, name }) => fate.kind !== 'kept' && !['sealed_content', 'data_key'].includes(name) && ownerColumnOf(name) === '')).toEqual([]);
  });
});

it('E3 seals in a backup whatever refers to rows that a restore leaves closed', async () => {
  const database = await freshDatabase('sqlite');
  const db = await openDb(database.target, schema);
  const references = await db.rows<{ from: string; to: string }>(sql`SELECT m.name AS "from", f."table" AS "to" FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'`);
  await db.close();
  await database.remove();
  const isSealed = (name: string): boolean => ownerColumnOf(name) !== '';
  expect(references.length).toBeGreaterThan(30);
  expect(references.filter(({ from, to }) => isSealed(to) && !isSealed(from)).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});
