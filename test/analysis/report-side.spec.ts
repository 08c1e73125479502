import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordsOf } from '../pages/page.js';
import { aStaffedDesk, type Resource } from '../inquiries/story.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { inSecondLine, now, readyReport } from './analysis-story.js';

describe('what stands beside a report while its page is open', () => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;

  beforeAll(async () => {
    desk = await startTestDesk();
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  /** Where the side of the open page asks for itself; undefined where it stays as it is. */
  const sideAddress = async (person: SignedIn, inquiry: Resource): Promise<string | undefined> => {
    const page = (await person.client.get(`/inquiries/${inquiry.id}/report`)).text;
    return /id="report-side"[^>]* data-follows hx-get="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  };
  const side = async (person: SignedIn, address: string | undefined): Promise<string> => (await person.client.get(address ?? '', { 'hx-request': 'true' })).text;

  it('follows a reading and stops to offer what somebody else has done', async () => {
    const inquiry = await inSecondLine(desk, people);
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    const opened = await sideAddress(people.analyst, inquiry);
    expect(await side(people.analyst, opened)).not.toContain('name="countsAsFirstResponse"');

    await now(people.reader, inquiry, 'approve-report', { reportVersion });
    const read = await side(people.analyst, opened);
    expect(wordsOf(read)).toMatch(/お客様への報告[^]*確認の記録[^]*：確認済み/);
    expect(read).toContain('action="/inquiries/' + inquiry.id + '/report/send-report"');

    await now(people.reader, inquiry, 'send-report', { means: 'phone', number: '03-5555-1001', person: '山田', summary: '要旨', contactId: people.contact.id, reportVersion });
    const gone = await side(people.analyst, opened);
    expect(gone).not.toContain('<form');
    expect(gone).toContain(`<a class="button-primary" href="/inquiries/${inquiry.id}/report">最新の内容を表示</a>`);
  });

  it('offers nothing of a report that is being written again, and never overtakes its writer', async () => {
    const inquiry = await inSecondLine(desk, people);
    const reportVersion = await readyReport(people.analyst, inquiry);
    await now(people.analyst, inquiry, 'request-review', { reportVersion });
    const opened = await sideAddress(people.reader, inquiry);
    await now(people.analyst, inquiry, 'take-back-report');
    const again = await side(people.reader, opened);
    expect(wordsOf(again)).toContain('報告書が変わりました（いまは「作成中」）');
    expect(again).not.toContain('<form');
    expect(await sideAddress(people.analyst, inquiry), 'a version that somebody else has saved meanwhile must not be taken for the one that is typed on').toBeUndefined();
  });
});
