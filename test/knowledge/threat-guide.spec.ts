import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedSheet } from '../../src/hearing/shipped-sheet.js';
import { recognisableIn } from '../../src/knowledge/anonymous.rules.js';
import { shippedGuide } from '../../src/knowledge/shipped-guide.js';
import { whatMayBeSaid } from '../../src/knowledge/what-may-be-said.rules.js';
import { aStaffedDesk, done, hear, look, takeCall, verification, type Resource } from '../inquiries/story.js';
import { databaseKinds } from '../support/databases.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { elementById, hiddenValue, wordsOf } from '../pages/page.js';

const firstAid = 'ネットワークから切り離し、電源は切らず、再起動しないでください。';

describe('the shipped guide', () => {
  it('別紙2 §3: knows each of the twelve kinds of traffic, and no other', () => {
    expect([...shippedGuide().keys()].toSorted()).toEqual(shippedSheet().threatKinds.map(({ id }) => id).toSorted());
    expect(shippedGuide().size).toBe(12);
  });

  it('E3, 第12条: names nobody in its cases', () => {
    for (const entry of shippedGuide().values()) expect(recognisableIn(`${entry.meaning}\n${entry.example}`, [])).toEqual([]);
  });
});

describe('what may be said (A5)', () => {
  const entry = { meaning: '意味', verified: ['遮断されています'], neverSay: [], atOnce: ['常に'], example: '' };
  it.each([
    ['pending', 'in_force', [firstAid]],
    ['failed', 'in_force', [firstAid]],
    ['colleague', 'in_force', [firstAid]],
    ['verified', 'unclear', [firstAid]],
    ['verified', 'ended', [firstAid]],
    ['verified', 'in_force', ['遮断されています', firstAid]],
  ] as const)('to a caller who is %s with a contract %s', (verification_, entitlement, lines) => {
    expect(whatMayBeSaid({ verification: verification_, entitlement }, entry).lines).toEqual(lines);
  });
});

describe('E3: a case that is used again', () => {
  it.each(['株式会社みどり野製作所で', 'みどり野製作所 様', '198.51.100.7 への通信', 'evil[.]example へ', '03-5555-1001 へ', '26-000001-9 の件'])('is refused where somebody can be recognised: %s', (text) => {
    expect(recognisableIn(text, ['株式会社みどり野製作所'])).not.toEqual([]);
  });
  it('is taken where nobody can', () => {
    expect(recognisableIn('受付の端末1台で通知。遮断を確認して電話で説明した。', ['株式会社みどり野製作所'])).toEqual([]);
  });
});

describe.each(databaseKinds())('the guide beside an inquiry on %s', (database) => {
  let desk: TestDesk;
  let people: Awaited<ReturnType<typeof aStaffedDesk>>;
  beforeAll(async () => {
    desk = await startTestDesk({ database });
    people = await aStaffedDesk(desk);
  });
  afterAll(() => desk.close());

  const beside = async (inquiry: Resource): Promise<string> => wordsOf(elementById((await people.first.client.get(`/inquiries/${inquiry.id}`)).text, 'part-threat-guide'));

  it('stands there once the kind is known: before the verification with the public sentence alone (A5)', async () => {
    const call = (await takeCall(people.first, { customerId: people.customer.id })).json<Resource>();
    expect(await beside(call)).not.toContain('脅威ガイド');
    await hear(desk, people.first, call);
    const before = await beside(call);
    expect(before).toContain('脅威ガイド：C&C通信');
    expect(before).toContain('必ずエスカレーションします');
    expect(before).toContain(firstAid);
    expect(before).not.toContain('折り返しのお時間をお約束します');
    await done(people.first, await look(people.first, call), 'verify', verification(people.contact.id));
    expect(await beside(call)).toContain('折り返しのお時間をお約束します');
  });

  it('is edited by the service owner alone, edition by edition', async () => {
    const form = { meaning: '別の意味', verified: 'お伝えする1\nお伝えする2', atOnce: 'すべて', neverSay: '', example: '', reason: '言い方を改めた' };
    const path = '/guide/c2_communication/edit';
    expect((await people.lead.client.get(path)).status).toBe(403);
    const page = await people.owner.client.get(path);
    const send = (fields: object, version = '0') => people.owner.client.postForm(path, { _key: hiddenValue(page.text, '_key') + JSON.stringify(fields).length, _version: version, ...fields });
    const named = await send({ ...form, example: `${people.customer.name}での事例` });
    expect([named.status, wordsOf(named.text)]).toEqual([422, expect.stringContaining('会社や人が分かる内容は書けません')]);
    const empty = await send({ ...form, verified: ' \n ' });
    expect([empty.status, wordsOf(empty.text)]).toEqual([422, expect.stringContaining('お伝えできること：1つ以上入力してください。')]);
    const saved = await send(form);
    expect(saved.status, saved.text).toBe(303);
    expect(wordsOf((await people.first.client.get('/guide')).text)).toContain('別の意味');
    expect((await send({ ...form, meaning: '古い版から' })).status, 'on the edition before').toBe(412);
    expect((await people.owner.client.get(`${path}?version=0`)).text).toContain('攻撃者の指示を受け取ったり');
  });
});
