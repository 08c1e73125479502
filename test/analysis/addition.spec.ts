import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { act, aStaffedDesk, hear, look, type Problem } from '../inquiries/story.js';
import { wordsOf } from '../pages/page.js';
import { inSecondLine, now } from './analysis-story.js';

describe.each(databaseKinds())('T19, T20: the 追記 on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const section = async (id: string): Promise<string> => {
    const page = (await people.analyst.client.get(`/inquiries/${id}`)).text;
    return /<section class="panel addition-changes" aria-labelledby="addition-heading">[\s\S]*?<\/section>/.exec(page)?.[0] ?? '';
  };

  it('shows the second line what was added and changed since it asked, and nothing from before or after', async () => {
    const inquiry = await inSecondLine(desk, people);
    expect(await section(inquiry.id)).toBe('');
    desk.clock.advance(60_000);
    await now(people.analyst, inquiry, 'request-addition', { questionIds: ['contact_window'], comment: '時間帯を教えてください' });
    expect(await section(inquiry.id)).toContain('シートの内容は変わっていません。');
    const early = await act(people.first, await look(people.first, inquiry), 'complete-addition');
    expect([early.status, early.json<Problem>().faults[0]?.field]).toEqual([422, 'leaveOpen']);
    expect(early.json<Problem>().detail).toContain('依頼された「連絡可能時間帯」に、まだ追記がありません。');
    desk.clock.advance(60_000);
    await hear(desk, people.first, inquiry, [
      { questionId: 'contact_window', group: 0, state: 'value', value: '平日の午前' },
      { questionId: 'desired_outcome', group: 0, state: 'value', value: '意味を知りたい' },
    ]);
    expect(await section(inquiry.id)).toContain('一次受付窓口の追記待ち');
    desk.clock.advance(60_000);
    await now(people.first, inquiry, 'complete-addition');
    expect(wordsOf((await people.analyst.client.get('/notices')).text)).toContain('依頼した追記が終わりました');
    desk.clock.advance(60_000);
    await hear(desk, people.first, inquiry, [{ questionId: 'customer_statement', group: 0, state: 'value', value: '後から変えた' }]);

    const shown = await section(inquiry.id);
    expect(shown).toContain('追記を完了');
    expect(shown).toContain('終日');
    expect(shown).toContain('平日の午前');
    expect(shown).toContain('依頼した項目');
    expect(shown).toContain('<span>不明</span>');
    expect(shown).toContain('意味を知りたい');
    expect(shown).toContain('一次 花子');
    expect(shown).not.toContain('後から変えた');
    expect((await people.first.client.get(`/inquiries/${inquiry.id}`)).text).not.toContain('addition-heading');
  });
});
