import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOpen, shownStatuses, shownStatusLabels, type ShownStatus, type Status } from '../../src/inquiries/rulebook/status.js';
import { TargetWatch } from '../../src/inquiries/watches/target-watch.service.js';
import type { Scope } from '../../src/platform/scope.js';
import { sql } from '../../src/platform/sql.js';
import { Lists } from '../../src/reports/exports/lists.service.js';
import { aStaffedDesk, look, takeCall, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { wordsOf } from './page.js';

const owner: Scope = { staffId: '', name: '', roles: ['service_owner'], deskIds: [], providerId: null };
const storedAs = (shown: ShownStatus): Status => (shown === 'report_read' ? 'report_review' : shown);
const wordOf = (cell: unknown): string => (typeof cell === 'string' ? cell : '');
const openOnes = shownStatuses.filter((shown) => isOpen(storedAs(shown)));

describe('the word for a status', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  /** One inquiry in each status that people tell apart. */
  const inquiries = new Map<ShownStatus, Resource>();

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
    for (const shown of shownStatuses) {
      const inquiry = (await takeCall(people.first, { customerId: people.customer.id, headline: shown })).json<Resource>();
      const readBy = shown === 'report_read' ? people.analyst.staffId : null;
      await desk.db.tx((tx) =>
        desk.db.execute(tx, sql`UPDATE inquiry SET status = ${storedAs(shown)}, is_open = ${isOpen(storedAs(shown))}, report_approved_by = ${readBy} WHERE id = ${inquiry.id}`),
      );
      inquiries.set(shown, inquiry);
    }
  });
  afterAll(() => desk.close());

  const expected = (among: readonly ShownStatus[]): Record<string, string> => Object.fromEntries(among.map((shown) => [shown, shownStatusLabels[shown]]));

  it('is the same on the queue, on the page of the inquiry and for programs', async () => {
    for (const [shown, inquiry] of inquiries) {
      const label = shownStatusLabels[shown];
      const row = (await people.supervisor.client.get(`/queue?view=${isOpen(storedAs(shown)) ? 'all' : 'ended'}`)).text.split('<tr').find((each) => each.includes(inquiry.number)) ?? '';
      expect([shown, wordsOf(`<tr${row}`).includes(label)]).toEqual([shown, true]);
      expect((await people.supervisor.client.get(`/inquiries/${inquiry.id}`)).text).toContain(`<title>${inquiry.number} ${label} `);
      expect([shown, (await look(people.supervisor, inquiry) as { statusLabel?: string }).statusLabel]).toEqual([shown, label]);
    }
  });

  it('is the same in a list that somebody takes out', async () => {
    const found: Record<string, string> = {};
    for (const view of ['all', 'ended']) {
      const list = await desk.app.get(Lists).open(owner, { list: 'queue', format: 'csv', address: `view=${view}` });
      const [at, headline] = [list.columns.indexOf('状態'), list.columns.indexOf('内容')];
      for await (const rows of list.pages) for (const row of rows) found[wordOf(row[headline])] = wordOf(row[at]);
    }
    expect(found).toEqual(expected(shownStatuses));
  });

  it('is the same in the figures of what is still open', async () => {
    const person = await desk.signIn('service_owner');
    await person.client.get('/figures');
    expect((await person.client.postForm('/figures/counting', { month: '2026-11', subject: 'all', view: 'first' })).status).toBe(303);
    const page = wordsOf((await person.client.get('/figures?month=2026-11&view=first')).text);
    expect(openOnes.filter((shown) => !page.includes(`${shownStatusLabels[shown]} 1件`))).toEqual([]);
  });

  it('D4: is the same in the mail that warns of a target', async () => {
    desk.clock.set('2026-11-25T14:03:00+09:00');
    await desk.app.get(TargetWatch).look();
    const mails = await desk.db.rows<{ headline: ShownStatus; data: string }>(
      sql`SELECT i.headline, o.data FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id WHERE o.template = 'target_warning'`,
    );
    expect(Object.fromEntries(mails.map(({ headline, data }) => [headline, (JSON.parse(data) as { statusLabel: string }).statusLabel]))).toEqual(expected(openOnes));
  });
});
