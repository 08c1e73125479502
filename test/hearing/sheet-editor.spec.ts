import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOnForm, questionOf, withMoved, withoutQuestion, withQuestion } from '../../src/hearing/editor/edit-definition.rules.js';
import { questionForm } from '../../src/hearing/editor/editor.schemas.js';
import { fieldsOf, questionFrom } from '../../src/hearing/editor/question-form.rules.js';
import { readDefinition } from '../../src/hearing/read-definition.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import type { SignedIn } from '../support/sessions.js';
import { sheet } from './answers.js';

const seen = '0'.repeat(64);
const questions = sheet.sections.flatMap((section) => section.questions);

describe('B1: a question in the form of the editor', () => {
  it.each(questions.map((question) => [question.id, question] as const))('comes back from its form as it was: %s', (_id, question) => {
    const form = questionForm.parse({ ...fieldsOf(question), required: question.required ? 'yes' : undefined, seen });
    expect(questionFrom(form, question)).toEqual(question);
  });

  it('moves up and down to where it was, and never out of its section', () => {
    fc.assert(
      fc.property(fc.constantFrom(...questions), fc.constantFrom('up' as const, 'down' as const), ({ id }, direction) => {
        const moved = withMoved(sheet, id, direction);
        expect(moved.sections.map((section) => section.questions.map((each) => each.id).toSorted())).toEqual(sheet.sections.map((section) => section.questions.map((each) => each.id).toSorted()));
        const wasAtTheEdge = JSON.stringify(moved) === JSON.stringify(sheet);
        if (!wasAtTheEdge) expect(withMoved(moved, id, direction === 'up' ? 'down' : 'up')).toEqual(sheet);
      }),
    );
  });

  it('leaves the orders of the next question with it, but is named where another depends on its answer', () => {
    const without = withoutQuestion(sheet, 'desired_outcome');
    expect(JSON.stringify(without)).not.toContain('"desired_outcome"');
    const depended = withoutQuestion(sheet, 'inquiry_kinds');
    const read = readDefinition(depended);
    const messages = read.ok ? [] : faultsOnForm(depended, read.faults, undefined).map(({ message }) => message);
    expect(read.ok || messages.every((message) => /^(「|次の一問|暗号化|不正通信)/.test(message))).toBe(true);
  });

  it('has its own faults at its fields, and those of others with their names', () => {
    const question = questionOf(sheet, 'desired_outcome')?.question ?? expect.fail('no such question');
    const changed = withQuestion(sheet, 'desired_outcome', { ...question, help: 'パスワードをお聞かせください。', condition: { question: 'nowhere', in: ['x'] } });
    const read = readDefinition(changed);
    const faults = read.ok ? [] : faultsOnForm(changed, read.faults, 'desired_outcome');
    expect(faults.map(({ field }) => field).toSorted()).toEqual(['help', 'when']);
    const elsewhere = read.ok ? [] : faultsOnForm(changed, read.faults, 'another');
    expect(elsewhere[0]?.message).toContain('C3 確認したいこと');
  });
});

describe('B1: the owner’s editor', () => {
  let desk: TestDesk;
  let owner: SignedIn;
  let firstLine: SignedIn;
  beforeAll(async () => {
    desk = await startTestDesk();
    owner = await desk.signIn('service_owner');
    firstLine = await desk.signIn('first_line');
  });
  afterAll(async () => desk.close());

  const seenOn = async (path: string): Promise<string> => /name="seen" value="([0-9a-f]{64})"/.exec((await owner.client.get(path)).text)?.[1] ?? '';
  const newDraft = async (): Promise<string> => {
    await owner.client.get('/hearing-sheets');
    const started = await owner.client.postForm('/hearing-sheets/1/drafts', { _key: crypto.randomUUID() });
    expect(started.status).toBe(303);
    return (started.headers.get('location') ?? '').replace(/\/edit$/, '');
  };
  const outcome = { code: 'C3', label: '知りたいこと', help: '何がわかれば、ご安心いただけますか。', type: 'text', gate: 'R2', condition: 'always', disclosure: 'customer', askedOf: 'customer' };

  it('begins under its own number, where the title names one', async () => {
    const draft = await newDraft();
    const number = /\d+$/.exec(draft)?.[0] ?? '';
    expect(Number(number)).toBeGreaterThan(1);
    expect((await owner.client.get(draft)).text).toMatch(new RegExp(`<h1 class="whole">[^<]*第${number}版 <span`));
  });

  it('words a question anew, publishes it, and the published version never changes', async () => {
    const draft = await newDraft();
    const path = `${draft}/questions/desired_outcome`;
    const saved = await owner.client.postForm(path, { ...outcome, seen: await seenOn(path) });
    expect((await owner.client.follow(saved)).text).toContain('項目を保存しました。');
    expect((await owner.client.get(draft)).text).toContain('何がわかれば、ご安心いただけますか。');
    await owner.client.postForm(`${draft}/publication`, {});
    expect((await firstLine.client.get(draft)).text).toContain('何がわかれば、ご安心いただけますか。');
    expect((await owner.client.get(`${draft}/edit`)).status).toBe(409);
    expect((await owner.client.postForm(path, { ...outcome, label: '公開後の書き換え', seen })).status).toBe(409);
    expect((await owner.client.get(draft)).text).not.toContain('公開後の書き換え');
  });

  it('keeps what was typed where somebody else was first', async () => {
    const draft = await newDraft();
    const path = `${draft}/questions/desired_outcome`;
    const before = await seenOn(path);
    await owner.client.postForm(path, { ...outcome, seen: before });
    const late = await owner.client.postForm(path, { ...outcome, label: '遅れて書いた項目名', seen: before });
    expect([late.status, late.text.includes('遅れて書いた項目名'), late.text.includes('ほかの人が先に')]).toEqual([412, true, true]);
  });

  it('says at the field what is wrong with a new question and loses nothing', async () => {
    const draft = await newDraft();
    const page = await seenOn(`${draft}/questions/new?section=matter`);
    const added = (form: Readonly<Record<string, string>>) => owner.client.postForm(`${draft}/sections/matter/questions`, { ...outcome, seen: page, _key: crypto.randomUUID(), ...form });
    const twice = await added({ id: 'desired_outcome', code: 'C19' });
    expect([twice.status, twice.text.includes('という質問が2つあります')]).toEqual([422, true]);
    const choices = await added({ id: 'restore_plan', code: 'C19', type: 'enum', choices: 'yes: ある\nなし' });
    expect([choices.status, choices.text.includes('「なし」は「値: 表示」の形で'), choices.text.includes('yes: ある')]).toEqual([422, true, true]);
    const whenMissing = await added({ id: 'restore_plan', code: 'C19', condition: 'answers' });
    expect([whenMissing.status, whenMissing.text.includes('どの答えのときに尋ねるかを選んでください。')]).toEqual([422, true]);
    const right = await added({ id: 'restore_plan', code: 'C19', type: 'enum', choices: 'yes: ある\nno：ない', condition: 'answers', when: 'customer_perceived_urgency=business_stopped' });
    expect([right.status, /<li><a href="#.*/.exec(right.text)?.[0]]).toEqual([303, undefined]);
    const definition = (await owner.client.get(`${draft}/definition`)).json<typeof sheet>();
    expect(questionOf(definition, 'restore_plan')?.question).toMatchObject({ choices: [{ value: 'yes', label: 'ある' }, { value: 'no', label: 'ない' }], condition: { question: 'customer_perceived_urgency', in: ['business_stopped'] } });
  });

  it('renames, moves and takes out', async () => {
    const draft = await newDraft();
    const act = async (path: string, form: Readonly<Record<string, string>>) => owner.client.postForm(`${draft}/${path}`, { ...form, seen: await seenOn(`${draft}/edit`) });
    expect((await act('heading', { title: '新しい名称', note: '' })).status).toBe(303);
    expect((await act('sections/matter/heading', { title: 'ご相談の内容', note: '一言' })).status).toBe(303);
    expect((await act('questions/inquiry_kinds/position', { direction: 'up' })).status).toBe(303);
    expect((await act('questions/desired_outcome/removal', {})).status).toBe(303);
    const definition = (await owner.client.get(`${draft}/definition`)).json<typeof sheet>();
    const matter = definition.sections.find(({ id }) => id === 'matter');
    expect([definition.title, matter?.title, matter?.questions[0]?.id, questionOf(definition, 'desired_outcome')]).toEqual(['新しい名称', 'ご相談の内容', 'inquiry_kinds', undefined]);
    expect((await act('heading', { title: '' })).status).toBe(422);
    expect((await act('questions/nobody_knows/position', { direction: 'up' })).status).toBe(303);
    expect((await owner.client.get(`${draft}/questions/nobody_knows`)).status).toBe(404);
  });

  it('is the owner’s alone', async () => {
    expect((await firstLine.client.get('/hearing-sheets/1/edit')).status).toBe(403);
    expect((await firstLine.client.postForm('/hearing-sheets/1/drafts', { _key: crypto.randomUUID() })).status).toBe(403);
  });
});
