import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { queryObjects } from 'node:v8';
import { DataSource } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { CounterRow } from '../../src/platform/counter.entity.js';
import { openDb, openWriter, readerOptions, type DatabaseTarget } from '../../src/platform/data-sources.js';
import type { Db, Tx } from '../../src/platform/db.js';
import { sql } from '../../src/platform/sql.js';
import { insert, update } from '../../src/platform/write.js';
import { onBothDatabases, schema, useDatabases } from '../support/databases.js';

const add = (tx: Tx, name: string, value = 1): Promise<void> => insert(tx, CounterRow, { name, value });

const names = async (db: Db): Promise<string[]> =>
  (await db.rows<{ name: string }>(sql`SELECT name FROM counter ORDER BY name`)).map((row) => row.name);

async function openWriteAndClose(target: DatabaseTarget, name: string): Promise<void> {
  const db = await openDb(target, schema);
  await db.tx((tx) => add(tx, name));
  await db.close();
}

onBothDatabases('transactions', (open, _kind, fresh) => {
  it('leave exactly the acknowledged rows of 1,000 concurrent writers, failing ones among them', async () => {
    const db = await open();
    const writers = Array.from({ length: 1_000 }, (_, index) =>
      db.tx(async (tx) => {
        await add(tx, `row-${index}`);
        if (index % 3 === 0) await sleep(index % 5);
        await update(tx, CounterRow, { name: `row-${index}` }, { value: index });
        if (index % 5 === 0) throw new Error('refused');
        return `row-${index}`;
      }),
    );
    const settled = await Promise.allSettled(writers);
    const acknowledged = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(acknowledged).toHaveLength(800);
    expect(await names(db)).toEqual(acknowledged.toSorted());
  });

  it('are not seen by readers before they are committed', async () => {
    const db = await open();
    const seen: number[] = [];
    const countRows = async (): Promise<number> => (await db.row<{ n: number }>(sql`SELECT count(*) AS n FROM counter`))?.n ?? -1;
    const writers = Array.from({ length: 100 }, (_, index) =>
      db.tx(async (tx) => {
        await add(tx, `a-${index}`);
        await sleep(1);
        await add(tx, `b-${index}`);
        if (index % 2 === 0) throw new Error('refused');
      }),
    );
    const readers = Array.from({ length: 50 }, async (_, index) => {
      await sleep(index * 4);
      seen.push(await countRows());
    });
    await Promise.allSettled([...writers, ...readers]);
    expect(seen).toHaveLength(50);
    // A transaction makes two rows or none, so an odd count would be somebody's unfinished work.
    expect(seen.filter((count) => count % 2 !== 0)).toEqual([]);
    expect(await countRows()).toBe(100);
  });

  it('see their own writes through rows, and join when nested', async () => {
    const db = await open();
    const inside = await db.tx(async (tx) => {
      await add(tx, 'outer');
      await db.tx((inner) => add(inner, 'inner'));
      return names(db);
    });
    expect(inside).toEqual(['inner', 'outer']);
  });

  it('undo a nested one together with the outer one', async () => {
    const db = await open();
    const failing = db.tx(async (tx) => {
      await db.tx((inner) => add(inner, 'inner'));
      await add(tx, 'outer');
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await names(db)).toEqual([]);
  });

  it('undo one whose statement the database refused, and leave its neighbours alone', async () => {
    const db = await open();
    const results = await Promise.allSettled([
      db.tx((tx) => add(tx, 'first')),
      db.tx(async (tx) => {
        await add(tx, 'half');
        await add(tx, 'half');
      }),
      db.tx((tx) => add(tx, 'last')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await names(db)).toEqual(['first', 'last']);
  });

  it('name the missing await when they are used after their end', async () => {
    const db = await open();
    let late: Promise<string[]> | undefined;
    await db.tx(async () => {
      late = sleep(20).then(() => names(db));
    });
    await expect(late).rejects.toThrow(/an await is missing/);
  });

  it('run in the surroundings of whoever asked, not of a neighbour in the same commit', async () => {
    const db = await open();
    const asker = new AsyncLocalStorage<number>();
    const seen = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        asker.run(index, () =>
          db.tx(async (tx) => {
            await add(tx, `row-${index}`);
            return asker.getStore();
          }),
        ),
      ),
    );
    expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('cost nothing once their database is closed: nothing of it goes along with later promises', async () => {
    const target = await fresh();
    const before = queryObjects(AsyncLocalStorage, { format: 'count' });
    for (let times = 0; times < 3; times += 1) await openWriteAndClose(target, `row-${times}`);
    expect(queryObjects(AsyncLocalStorage, { format: 'count' })).toBeLessThanOrEqual(before);
  });

  it('keep to their own database where one of another runs within', async () => {
    const [db, other] = [await open(), await open()];
    await db.tx(async (tx) => {
      await add(tx, 'outer');
      await other.tx(async (within) => {
        await add(within, 'inner');
        await db.tx((joined) => add(joined, 'joined'));
        expect([await names(db), await names(other)]).toEqual([['joined', 'outer'], ['inner']]);
      });
    });
    expect([await names(db), await names(other)]).toEqual([['joined', 'outer'], ['inner']]);
  });

  it('let TypeORM’s own save join instead of opening a transaction within', async () => {
    const db = await open();
    const failing = db.tx(async (tx) => {
      await tx.save(CounterRow, { name: 'saved', value: 1 });
      throw new Error('refused');
    });
    await expect(failing).rejects.toThrow('refused');
    expect(await names(db)).toEqual([]);
  });

  it('join the commit that is being filled, and each is told of its own outcome', async () => {
    const db = await open();
    const outcomes: Promise<PromiseSettledResult<void>[]>[] = [];
    // The second comes while the first is at work: on SQLite the same commit carries both.
    setImmediate(() => outcomes.push(Promise.allSettled([db.tx((tx) => add(tx, 'second')), db.tx((tx) => add(tx, 'first'))])));
    await db.tx(async (tx) => {
      await add(tx, 'first');
      await sleep(15);
    });
    expect((await Promise.all(outcomes)).flat().map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await names(db)).toEqual(['first', 'second']);
  });

  it('go on after a transaction that failed', async () => {
    const db = await open();
    await expect(db.tx(async () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await db.tx((tx) => add(tx, 'after'));
    expect(await names(db)).toEqual(['after']);
  });

  it('cannot be gone round: the connection that Nest injects refuses to write', async () => {
    const reader = await new DataSource(readerOptions(await fresh(), schema)).initialize();
    try {
      await expect(reader.manager.insert(CounterRow, { name: 'x', value: 1 })).rejects.toThrow(/readonly|read-only/);
    } finally {
      await reader.destroy();
    }
  });
});

describe('settings that decide whether acknowledged work survives a power cut', () => {
  const { fresh } = useDatabases('sqlite');

  it('hold on SQLite', async () => {
    const writer = await openWriter(await fresh(), schema);
    const read = async (pragma: string): Promise<unknown> => Object.values((await writer.query<object[]>(`PRAGMA ${pragma}`))[0] ?? {})[0];
    expect({
      journal: await read('journal_mode'),
      synchronous: await read('synchronous'),
      foreignKeys: await read('foreign_keys'),
      busyTimeout: await read('busy_timeout'),
      trustedSchema: await read('trusted_schema'),
      secureDelete: await read('secure_delete'),
    }).toEqual({ journal: 'wal', synchronous: 2, foreignKeys: 1, busyTimeout: 50, trustedSchema: 0, secureDelete: 1 });
    await writer.destroy();
  });
});

describe('SQLite’s write lock in the hands of another process', () => {
  const { fresh } = useDatabases('sqlite');

  const fileOf = (target: DatabaseTarget): string => (target.kind === 'sqlite' ? target.file : '');

  /** Resolves once the lock is held, with what tells when it is let go. */
  const holdLock = async (file: string, ms: number): Promise<{ letGo: Promise<unknown> }> => {
    const holder = spawn(process.execPath, [join(import.meta.dirname, '../support/lock-holder.mjs'), file, String(ms)]);
    const letGo = once(holder, 'exit');
    await once(holder.stdout, 'data');
    return { letGo };
  };

  it('is waited for without stopping this process, and the write then happens once', async () => {
    const target = await fresh();
    const db = await openDb(target, schema);
    const { letGo } = await holdLock(fileOf(target), 1_000);
    let ticks = 0;
    const ticker = setInterval(() => (ticks += 1), 5);
    await db.tx((tx) => add(tx, 'patient'));
    clearInterval(ticker);
    await letGo;
    expect(await names(db)).toEqual(['patient']);
    // A driver that waits by itself lets nothing else run: not one tick.
    expect(ticks).toBeGreaterThan(3);
    await db.close();
  });

  it('is given up after four seconds, the writer is told, and nothing is half written', async () => {
    const target = await fresh();
    const db = await openDb(target, schema);
    const { letGo } = await holdLock(fileOf(target), 5_500);
    await expect(db.tx((tx) => add(tx, 'refused'))).rejects.toThrow(/locked/);
    await letGo;
    await db.tx((tx) => add(tx, 'later'));
    expect(await names(db)).toEqual(['later']);
    await db.close();
  });
});
