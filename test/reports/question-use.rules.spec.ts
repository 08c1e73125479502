import { describe, expect, it } from 'vitest';
import { deskQuestions } from '../../src/reports/question-use/desk-questions.js';
import { addedUp, questionLines, retirable, steers, storedCounts, withInquiry, type QuestionCounts } from '../../src/reports/question-use/question-use.rules.js';
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
    ['a sentence of the customer is told in other words', { asset_role: '経理の給与計算に使っている' }, '給与計算の端末を切り離してください。', 1],
    ['all words of a choice are, in another order', { asset_type: 'server_file' }, 'ファイルを置くサーバーです。', 1],
  ])('is used where %s', (_where, said, text, used) => {
    expect(useOf(said, text)).toEqual([used]);
  });

  it.each([
    ['nothing of it is said', { asset_hostname: 'PC-021' }, '切り離してください。'],
    ['only はい is', { personal_data_breach_suspected: 'yes' }, 'はい、お願いします。'],
    ['it was answered 不明', { asset_hostname: 'unknown!' }, '端末は不明です。'],
    ['one letter is alike', { contact_window: '午' }, '午後にお電話します。'],
    ['one short word of several is', { asset_location: '本社の経理' }, '本社へご連絡ください。'],
    ['one word of a choice is', { asset_type: 'server_file' }, 'サーバーを切り離してください。'],
  ])('is not where %s', (_where, said, text) => {
    expect(useOf(said, text)).toEqual([0]);
  });

  it('is counted once an inquiry, however many alerts or hosts it has, and added up over months', () => {
    const one = heard({ asset_hostname: 'PC-1', 'asset_hostname.1': 'PC-2' }, ['PC-1、PC-2']);
    const two = heard({ asset_hostname: 'declined!' }, ['ご説明しました。'], one);
    expect(two).toEqual({ asset_hostname: { answered: 2, open: 1, told: 1, used: 1 } });
    expect(addedUp([two, one])).toEqual({ asset_hostname: { answered: 3, open: 1, told: 2, used: 2 } });
  });

  it('says nothing of itself while the customer was not answered, nor in counts of an earlier release', () => {
    expect(heard({ asset_hostname: 'PC-1' }, [])).toEqual({ asset_hostname: { answered: 1, open: 0, told: 0, used: 0 } });
    expect(storedCounts('{"asset_hostname":{"answered":4,"open":1,"used":2}}')).toEqual({ asset_hostname: { answered: 4, open: 1, told: 0, used: 2 } });
  });

  it('is needed where a rule of the desk reads its answer: none that the code names is forgotten', () => {
    const wordings = ['report-draft.rules.ts', 'filing-pack.rules.ts', 'customer-tables.ts', 'desk-questions.ts'];
    const code = filesBelow('src', '.ts').filter(({ path }) => !path.includes('src/demo/') && !wordings.some((name) => path.endsWith(name))).map(({ text }) => text).join('\n');
    expect(ids.filter((id) => code.includes(`'${id}'`) && !deskQuestions.has(id))).toEqual([]);
    expect([...deskQuestions].filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('can be retired once customers were answered often enough without it, unless the desk, a filing or the sheet itself goes by it', () => {
    const told = (id: string): number => (id === 'contact_window' ? 9 : 5);
    const counts = Object.fromEntries(ids.map((id) => [id, { answered: 9, open: 0, told: told(id), used: 0 }]));
    const steering = new Set(ids.filter((id) => steers(sheet, id)));
    const retired = retirable(questionLines(sheet, counts, steering), 3).map(({ id }) => id);
    expect(retired[0], 'what was of no use most often stands first').toBe('contact_window');
    expect(retired).toEqual(expect.arrayContaining(['desired_outcome', 'gateway_model']));
    for (const needed of ['threat_kind', 'network_action', 'file_executed', 'callback_phone']) expect(retired).not.toContain(needed);
    expect(retired, 'a draft for the police asks it').not.toContain('asset_location');
    expect(retired, 'no report may tell it').not.toContain('first_line_assessment');
    expect(retirable(questionLines(sheet, counts, steering), 6).map(({ id }) => id)).toEqual(['contact_window']);
    expect(retirable(questionLines(sheet, { contact_window: { answered: 9, open: 0, told: 9, used: 1 } }, steering), 1)).toEqual([]);
  });
});
