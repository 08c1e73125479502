import { expect, it } from 'vitest';
import { Counters } from '../../src/platform/counters.js';
import { onBothDatabases } from '../support/databases.js';

onBothDatabases('counters', (open) => {
  it('give every number once and leave no gap, though transactions overlap and some fail', async () => {
    const db = await open();
    const counters = new Counters(db);
    const wanted = Array.from({ length: 120 }, (_, index) =>
      db.tx(async (tx) => {
        const value = await counters.next(tx, 'inquiry-26');
        if (index % 4 === 0) throw new Error('refused');
        return value;
      }),
    );
    const given = (await Promise.allSettled(wanted)).flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(given.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, index) => index + 1));
  });

  it('keep series apart', async () => {
    const db = await open();
    const counters = new Counters(db);
    const next = (name: string): Promise<number> => db.tx((tx) => counters.next(tx, name));
    expect([await next('inquiry-26'), await next('inquiry-27'), await next('inquiry-26')]).toEqual([1, 1, 2]);
  });
});
