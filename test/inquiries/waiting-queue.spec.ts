import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { QueueQueries, type QueueCursor } from '../../src/inquiries/queue.queries.js';
import type { Scope } from '../../src/platform/scope.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk } from '../support/desk.js';

describe.each(databaseKinds())('the queue of what waits for the customer, on %s', (database) => {
  it('shows both waiting statuses in one order, page by page, none twice and none left out', async () => {
    const desk = await startTestDesk({ database });
    try {
      const { api, staffId, deskIds } = await desk.signIn('first_line');
      const take = async (): Promise<string> => {
        const call = { receivedAt: '2026-11-24T10:05:00+09:00', callerName: '山田 太郎' };
        return (await api.postJson('/api/v1/inquiries', call, { 'idempotency-key': randomUUID() })).json<{ id: string }>().id;
      };
      const ids: string[] = [];
      for (let index = 0; index < 8; index += 1) ids.push(await take());
      const status = (index: number): string => (index === 7 ? 'hearing' : index % 3 === 0 ? 'awaiting_customer' : 'answered');
      await desk.db.tx(async (tx) => {
        for (const [index, id] of ids.entries()) await desk.db.execute(tx, sql`UPDATE inquiry SET status = ${status(index)}, queue_at = ${1_000 + index} WHERE id = ${id}`);
      });

      const scope: Scope = { staffId, name: '', roles: ['first_line'], deskIds, providerId: null };
      const seen: string[] = [];
      let after: QueueCursor | undefined;
      for (let page = 0; page < 4; page += 1) {
        const rows = await desk.app.get(QueueQueries, { strict: false }).list(scope, { view: 'waiting', after, limit: 3 });
        seen.push(...rows.map((row) => row.id));
        const last = rows.at(-1);
        after = last === undefined ? after : { at: last.queueAt, id: last.id };
      }
      expect(seen).toEqual(ids.slice(0, 7));
    } finally {
      await desk.close();
    }
  });
});
