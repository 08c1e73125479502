import { describe, expect, it } from 'vitest';
import { deskQuestions } from '../../src/reports/question-use/desk-questions.js';
import { addedUp, canRetire, questionLines, steers, withInquiry, type QuestionCounts } from '../../src/reports/question-use/question-use.rules.js';
import { filesBelow } from '../architecture/sources.js';
import { answersOf, sheet, type Said } from '../hearing/answers.js';

const heard = (said: Said, texts: readonly string[], counts: QuestionCounts = {}): QuestionCounts => withInquiry(counts, { definition: sheet, answers: [...answersOf(said).current.values()], texts });
const ids = sheet.sections.flatMap(({ questions }) => questions).map(({ id }) => id);
const useOf = (said: Said, text: string): number[] => Object.values(heard(said, [text])).map(({ used }) => used);

describe('H9 a question of the sheet', () => {
  it.each([
    ['its answer stands in a text, in whatever width', { asset_hostname: 'PC-021' }, '端末ＰＣ－０２１ を切り離してください。', 1],
    ['an address stands there defanged', { destination_domain: 'evil.example' }, '通信先 evil[.]example を遮断', 1],
    ['the choice is named', { asset_type: 'nas' }, '対象はＮＡＳです。', 1],
    ['the name of a yes-or-no question is', { personal_data_breach_suspected: 'yes' }, '個人データ漏えいのおそれがあります。', 1],
  ])('is used where %s', (_where, said, text, used) => {
    expect(useOf(said, text)).toEqual([used]);
  });

  it.each([
    ['nothing of it is said', { asset_hostname: 'PC-021' }, '切り離してください。'],
    ['only はい is', { personal_data_breach_suspected: 'yes' }, 'はい、お願いします。'],
    ['it was answered 不明', { asset_hostname: 'unknown!' }, '端末は不明です。'],
    ['one letter is alike', { contact_window: '午' }, '午後にお電話します。'],
  ])('is not where %s', (_where, said, text) => {
    expect(useOf(said, text)).toEqual([0]);
  });

  it('is counted once an inquiry, however many alerts or hosts it has, and added up over months', () => {
    const one = heard({ asset_hostname: 'PC-1', 'asset_hostname.1': 'PC-2' }, ['PC-1、PC-2']);
    const two = heard({ asset_hostname: 'declined!' }, [], one);
    expect(two).toEqual({ asset_hostname: { answered: 2, open: 1, used: 1 } });
    expect(addedUp([two, one])).toEqual({ asset_hostname: { answered: 3, open: 1, used: 2 } });
  });

  it('is needed where a rule of the desk reads its answer: none that the code names is forgotten', () => {
    const wordings = ['report-draft.rules.ts', 'filing-pack.rules.ts', 'customer-tables.ts', 'desk-questions.ts'];
    const code = filesBelow('src', '.ts').filter(({ path }) => !path.includes('src/demo/') && !wordings.some((name) => path.endsWith(name))).map(({ text }) => text).join('\n');
    expect(ids.filter((id) => code.includes(`'${id}'`) && !deskQuestions.has(id))).toEqual([]);
    expect([...deskQuestions].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('can be retired once it was asked often enough for nothing, unless the sheet itself goes by its answer', () => {
    const counts = Object.fromEntries(ids.map((id) => [id, { answered: 5, open: 0, used: 0 }]));
    const steering = new Set(ids.filter((id) => steers(sheet, id)));
    const retired = questionLines(sheet, counts, steering).filter((line) => canRetire(line, 3)).map(({ id }) => id);
    expect(retired).toEqual(expect.arrayContaining(['contact_window', 'asset_location', 'asset_role']));
    for (const needed of ['threat_kind', 'network_action', 'file_executed', 'callback_phone']) expect(retired).not.toContain(needed);
    expect(questionLines(sheet, counts, steering).some((line) => canRetire(line, 6))).toBe(false);
    expect(questionLines(sheet, { contact_window: { answered: 9, open: 0, used: 1 } }, steering).some((line) => canRetire(line, 1))).toBe(false);
  });
});
