import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { DesignatedProviderRow } from '../../src/customers/designated-provider.entity.js';
import { LiveStreams } from '../../src/inquiries/live/live-streams.service.js';
import { newId } from '../../src/platform/ids.js';
import { insert } from '../../src/platform/write.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { sessionOf } from '../support/sessions.js';
import { listen, type Heard } from './live-client.js';
import { aStaffedDesk, done, look, takeCall, type Resource } from './story.js';

const about = (id: string, name = 'inquiries') => (heard: Heard): boolean => heard.name === name && heard.data.ids?.includes(id) === true;

describe.each(databaseKinds())('an open page hears what changes (%s)', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  let inquiry: Resource;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
    inquiry = (await takeCall(people.first, { customerId: people.customer.id, headline: '英語のメール' })).json<Resource>();
  });
  afterAll(() => desk.close());

  const change = async (): Promise<void> => void (await done(people.first, await look(people.first, inquiry), 'add-note', { text: '秘密のメモ' }));

  it('V35: within a second or so, by id alone, and behind the walls: another desk and a provider hear nothing (B5)', async () => {
    const providerId = newId();
    await desk.db.tx((tx) => insert(tx, DesignatedProviderRow, { id: providerId, name: '%', secrecyUndertakenOn: '2026-04-01', endedOn: null, version: 1 }));
    const [stranger, provider] = [await desk.signIn('first_line'), await desk.signIn('second_line', { providerId })];
    const pages = await Promise.all([people.first, people.analyst, stranger, provider].map((person) => listen(desk.baseUrl, person)));
    const [own, analyst, other, outside] = pages;
    if (own === undefined || analyst === undefined || other === undefined || outside === undefined) throw new Error('Four pages were opened.');
    await Promise.all(pages.map((page) => page.hear(({ name }) => name === 'hello')));
    await change();
    const heard = await own.hear(about(inquiry.id), 2_500);
    await analyst.hear(about(inquiry.id), 2_500);
    expect(heard.data).toEqual({ ids: [inquiry.id] });
    await sleep(300);
    for (const page of [other, outside]) expect(page.heard.map(({ name }) => name)).toEqual(['hello']);
    expect(JSON.stringify([own.heard, analyst.heard])).not.toContain('メモ');
    await Promise.all(pages.map((page) => page.close()));
  });

  it('what another process has written, too', async () => {
    const second = await startTestDesk({ clock: desk.clock, config: { database: desk.config.database } });
    const page = await listen(second.baseUrl, people.first);
    await page.hear(({ name }) => name === 'hello');
    await change();
    await page.hear(about(inquiry.id), 2_500);
    await page.close();
    await second.close();
  });

  it('what it has missed, when it comes back with the last event it knows', async () => {
    const page = await listen(desk.baseUrl, people.first);
    const { id = '' } = await page.hear(({ name }) => name === 'hello');
    await page.close();
    await change();
    for (const headers of [{ 'last-event-id': id }, {}]) {
      const back = await listen(desk.baseUrl, people.first, 'last-event-id' in headers ? '' : `?after=${id}`, headers as Record<string, string>);
      await back.hear(about(inquiry.id));
      await back.close();
    }
    const stranger = await listen(desk.baseUrl, await desk.signIn('first_line'), '', { 'last-event-id': id });
    await stranger.hear(({ name }) => name === 'hello');
    await sleep(200);
    expect(stranger.heard.map(({ name }) => name), 'B5: what others missed is not told him').toEqual(['hello']);
    await stranger.close();
    const fromNow = await listen(desk.baseUrl, people.first, `?inquiry=${inquiry.id}`, { 'last-event-id': 'nonsense' });
    await fromNow.hear(({ name }) => name === 'hello');
    expect(fromNow.heard).toHaveLength(1);
    await fromNow.close();
  });

  it('the page of one inquiry hears of that one alone, and that of another desk’s is not found', async () => {
    const other = (await takeCall(people.first, { customerId: people.customer.id, headline: '別件' })).json<Resource>();
    const page = await listen(desk.baseUrl, people.first, `?inquiry=${other.id}`);
    await page.hear(({ name }) => name === 'hello');
    await change();
    await done(people.first, await look(people.first, other), 'add-note', { text: 'x' });
    await page.hear(about(other.id));
    expect(page.heard.some(about(inquiry.id))).toBe(false);
    await page.close();
    const stranger = await desk.signIn('first_line');
    const refused = await listen(desk.baseUrl, stranger, `?inquiry=${inquiry.id}`);
    expect(refused.status).toBe(404);
    await refused.close();
  });

  it('ends with the session, at once, and is not opened without one', async () => {
    const again = await sessionOf(desk.app, desk.baseUrl, people.reader.staffId);
    const page = await listen(desk.baseUrl, again);
    await page.hear(({ name }) => name === 'hello');
    await again.client.get('/queue');
    expect((await again.client.postForm('/sign-out', {})).status).toBe(303);
    const until = Date.now() + 3_000;
    while (!page.ended() && Date.now() < until) await sleep(20);
    expect(page.ended()).toBe(true);
    const signedOut = await fetch(`${desk.baseUrl}/live`, { headers: { accept: 'text/event-stream' }, redirect: 'manual' });
    expect(signedOut.status).toBe(303);
  });

  it('goes through proxies, and whoever asks for no stream is answered at once', async () => {
    const page = await listen(desk.baseUrl, people.first);
    expect(page.headers).toMatchObject({ 'x-accel-buffering': 'no', 'content-security-policy': expect.any(String) as string });
    expect(page.headers['cache-control']).toContain('no-transform');
    await page.close();
    expect((await people.first.client.get('/live')).status).toBe(415);
  });

  it('has room for a dozen pages of one person; the next is told to come back later', async () => {
    const pages = await Promise.all(Array.from({ length: 12 }, () => listen(desk.baseUrl, people.lead)));
    const refused = await listen(desk.baseUrl, people.lead);
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '60']);
    await Promise.all([...pages, refused].map((page) => page.close()));
    const until = Date.now() + 2_000;
    while (desk.app.get(LiveStreams).size > 0 && Date.now() < until) await sleep(20);
    expect(desk.app.get(LiveStreams).size, 'nothing is kept of pages that are closed').toBe(0);
  });

  it('says who comes, writes and goes; the first line learns no name of the second line that the record does not show', async () => {
    const page = await listen(desk.baseUrl, people.first);
    await page.hear(({ name }) => name === 'hello');
    const say = async (person: typeof people.first, doing: string): Promise<string> => {
      await person.client.get(`/inquiries/${inquiry.id}`);
      const answer = await person.client.postForm(`/inquiries/${inquiry.id}/presence`, { doing });
      expect(answer.status).toBe(200);
      return answer.text;
    };
    await say(people.analyst, 'writing');
    await page.hear(about(inquiry.id, 'presence'));
    const seenByFirst = await say(people.first, 'viewing');
    expect(seenByFirst).toContain('二次受付窓口の方が入力中');
    expect(seenByFirst).not.toContain('分析 一郎');
    expect(await say(people.supervisor, 'viewing')).toContain('一次 花子さんが表示中');
    expect(await say(people.lead, 'viewing')).toContain('分析 一郎さんが入力中');
    await say(people.analyst, 'away');
    expect(await say(people.lead, 'viewing')).not.toContain('分析 一郎');
    const stranger = await desk.signIn('first_line');
    await stranger.client.get('/queue');
    expect((await stranger.client.postForm(`/inquiries/${inquiry.id}/presence`, { doing: 'viewing' })).status).toBe(404);
    await page.close();
  });
});
