import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../src/platform/scope.js';
import { Tours } from '../../src/web/help/tours.js';
import { stepAt } from '../../src/web/help/tours.rules.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { sessionOf, type SignedIn } from '../support/sessions.js';

let desk: TestDesk;
const people = new Map<string, SignedIn>();

beforeAll(async () => {
  desk = await startTestDesk();
  for (const role of roles) people.set(role, await desk.signIn(role));
});
afterAll(async () => desk.close());

const { all } = new Tours();
const hrefIn = (html: string, rel: string): string | undefined => new RegExp(`href="([^"]+)" rel="${rel}"`).exec(html)?.[1];

describe('help', () => {
  it('has a manual and a tour of at most five steps for every role', () => {
    expect(all.map(({ role }) => role).toSorted()).toEqual([...roles].toSorted());
    for (const { steps } of all) expect(steps.length).toBeLessThanOrEqual(5);
  });

  it.each(roles)('leads the %s from page to page, each open to him, and ends', async (role) => {
    const { client } = people.get(role) ?? expect.fail(role);
    const overview = await client.get('/help');
    expect(overview.text).toContain(`href="/help/${role}"`);
    expect((await client.get(`/help/${role}`)).status).toBe(200);
    let next: string | undefined = /href="([^"]+tour=[^"]+)"/.exec(overview.text)?.[1];
    let shown = 0;
    while (next !== undefined) {
      const page = await client.get(next);
      expect([next, page.status]).toEqual([next, 200]);
      shown += 1;
      expect(page.text).toContain(`（${shown}/`);
      next = hrefIn(page.text, 'next');
    }
    expect(shown).toBe(all.find((tour) => tour.role === role)?.steps.length);
  });

  it('every link of a manual leads to a page that its reader may open', async () => {
    for (const reader of roles) {
      const { client } = people.get(reader) ?? expect.fail(reader);
      const paths = new Set<string>();
      for (const role of roles) {
        const article = /<article[^]*<\/article>/.exec((await client.get(`/help/${role}`)).text)?.[0] ?? '';
        const links = [...article.matchAll(/href="([^"]+)"/g)].map(([, path = '']) => path);
        if (role === reader) expect(links.length, role).toBeGreaterThan(2);
        for (const path of links) paths.add(path);
      }
      for (const path of paths) expect([reader, path, (await client.get(path)).status]).toEqual([reader, path, 200]);
    }
  });

  it('keys of one character are switched off by each person for himself, in every browser of his (WCAG 2.1.4)', async () => {
    const { client, staffId } = people.get('second_line') ?? expect.fail();
    await client.get('/shortcuts');
    expect((await client.postForm('/shortcuts', {})).status).toBe(303);
    expect((await client.get('/queue')).text).toContain('<html lang="ja" data-keys="off">');
    const elsewhere = await sessionOf(desk.app, desk.baseUrl, staffId);
    expect((await elsewhere.client.get('/queue')).text).toContain('data-keys="off"');
    expect((await people.get('first_line')?.client.get('/queue'))?.text).not.toContain('data-keys="off"');
    await client.postForm('/shortcuts', { use: 'yes' });
    expect((await elsewhere.client.get('/queue')).text).not.toContain('data-keys="off"');
  });

  it('shows nobody the tour of a role that he does not hold, nor one on another page', () => {
    expect(stepAt(all, ['first_line'], '/queue?tour=second_line.1')).toBeUndefined();
    expect(stepAt(all, ['first_line'], '/calls/new?tour=first_line.1')).toBeUndefined();
    for (const odd of ['', '.', 'first_line', 'first_line.0', 'first_line.99', 'first_line.-1', 'first_line.1e400', '__proto__.1']) expect(stepAt(all, ['first_line'], `/queue?tour=${odd}`)).toBeUndefined();
  });
});
