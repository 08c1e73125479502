import { dayOf } from '../calendar/civil-day.rules.js';
import { formatDateTime, formatMonthDay, formatTime } from '../calendar/japanese-time.js';
import type { Paper, PaperBlock } from '../web/paper/paper.js';
import { answerSourceLabels, answerTo, groupsOf, isMailReading, type Answer, type SheetAnswers } from './answers.rules.js';
import { answerText } from './answer-text.rules.js';
import { isReadBy, isVisible, type PlacedQuestion } from './conditions.rules.js';
import { missingAt } from './hearing.rules.js';
import type { Question, Section, SheetDefinition } from './sheet-definition.schemas.js';

/** Whose sheet it is; the reader decides which questions stand on it (C3). */
export interface SheetPaperFacts {
  readonly definition: SheetDefinition;
  readonly version: number;
  readonly answers: SheetAnswers;
  readonly reader: 'first_line' | 'second_line';
  readonly inquiryNumber: string;
  readonly customerName: string;
  readonly receivedAt: number;
  /** The sheet as it went up with the escalation; undefined where it never did. */
  readonly freeze: { readonly frozenAt: number; readonly sha256: string } | undefined;
  readonly at: number;
}

const columns = [{ label: '項目', share: 34 }, { label: '回答', share: 44 }, { label: '出どころ', share: 22 }] as const;

/** The hearing sheet of an inquiry as it is filled in now, with what is open said as open. */
export function sheetPaper(facts: SheetPaperFacts): Paper {
  const { definition, answers, reader } = facts;
  return {
    title: definition.title,
    label: '【関係者限り】',
    reference: `受付番号 ${facts.inquiryNumber}`,
    at: facts.at,
    blocks: [
      { kind: 'heading', level: 1, text: definition.title },
      { kind: 'facts', rows: headRows(facts) },
      ...definition.sections.flatMap((section) => sectionBlocks(section, definition, answers, reader)),
      ...openBlocks(definition, answers, reader),
    ],
  };
}

/** A whole sheet without answers, for a telephone call when no page can be had; it says when it was printed and of which version it is. */
export function blankSheetPaper({ definition, version, at }: Pick<SheetPaperFacts, 'definition' | 'version' | 'at'>): Paper {
  return {
    title: `${definition.title}（記入用）`,
    label: '【関係者限り】',
    reference: `第${version}版`,
    at,
    blocks: [
      { kind: 'text', lines: ['上から順に尋ね、分からないことは「不明」に印を付けます。電話のあった時刻を、その場で書き留めてください。画面が使えるようになったら、その時刻のまま入力します。'] },
      { kind: 'blanks', rows: [{ label: '電話のあった日時', lines: 1, choices: '　　　　年　　月　　日　　時　　分' }, { label: '受けた人', lines: 1 }, { label: '受付番号（入力後）', lines: 1 }] },
      ...blankSheetBlocks(definition, ['R1', 'R2']),
    ],
  };
}

/** The same sheet with nothing in it, to be filled in by hand; true times are entered later (H10). */
export function blankSheetBlocks(definition: SheetDefinition, gates: readonly Question['gate'][] = ['R1']): readonly PaperBlock[] {
  return definition.sections.flatMap((section): PaperBlock[] => {
    const asked = section.questions.filter(({ gate, askedOf, disclosure }) => gates.includes(gate) && askedOf !== 'nobody' && disclosure !== 'second_line');
    if (asked.length === 0) return [];
    return [
      { kind: 'heading', level: 3, text: `${section.code} ${section.title}` },
      { kind: 'blanks', rows: asked.map((question) => ({ label: `${question.code} ${question.label}`, lines: question.type === 'text' ? 3 : linesFor(question), choices: choicesOf(question) })) },
    ];
  });
}

function headRows(facts: SheetPaperFacts): { label: string; value: string; open?: boolean }[] {
  const last = [...facts.answers.current.values()].reduce((latest, { recordedAt }) => Math.max(latest, recordedAt), 0);
  return [
    { label: '利用者', value: facts.customerName === '' ? '未確認' : facts.customerName, open: facts.customerName === '' },
    { label: '受信日時', value: formatDateTime(facts.receivedAt) },
    { label: 'シートの版', value: `第${facts.version}版` },
    { label: '最後に記入した日時', value: last === 0 ? '記入なし' : formatDateTime(last), open: last === 0 },
    ...(facts.freeze === undefined ? [] : [{ label: '二次受付窓口へ引き継いだ版', value: `${formatDateTime(facts.freeze.frozenAt)}\nSHA-256\n${facts.freeze.sha256.slice(0, 32)}\n${facts.freeze.sha256.slice(32)}` }]),
    { label: '印刷した日時', value: formatDateTime(facts.at) },
  ];
}

function sectionBlocks(section: Section, definition: SheetDefinition, answers: SheetAnswers, reader: SheetPaperFacts['reader']): PaperBlock[] {
  const repeated = definition.groups.find(({ id }) => id === section.repeats);
  const tables = groupsOf(definition, section, answers).flatMap((group): PaperBlock[] => {
    const placed = section.questions.map((question): PlacedQuestion => ({ question, section, group }));
    const rows = placed.filter((each) => isReadBy(reader, each.question) && isVisible(each, definition, answers)).map((each) => rowOf(each, answers));
    if (rows.length === 0) return [];
    return [...(repeated === undefined ? [] : [{ kind: 'heading', level: 3, text: `${repeated.label}${group + 1}` } as const]), { kind: 'table', columns, rows }];
  });
  return tables.length === 0 ? [] : [{ kind: 'heading', level: 2, text: `${section.code} ${section.title}` }, ...tables];
}

function rowOf({ question, group }: PlacedQuestion, answers: SheetAnswers): readonly string[] {
  const answer = answerTo(answers, question.id, group);
  const reason = answer?.reason ?? '';
  return [`${question.code} ${question.label}`, `${answerText(question, answer)}${reason === '' ? '' : `\n（理由：${reason}）`}`, originOf(answer)];
}

function originOf(answer: Answer | undefined): string {
  if (answer === undefined) return '';
  return `${isMailReading(answer) ? 'メールから読み取り（未確認）' : answerSourceLabels[answer.source]}\n${formatMonthDay(dayOf(answer.recordedAt))}${formatTime(answer.recordedAt)}`;
}

function openBlocks(definition: SheetDefinition, answers: SheetAnswers, reader: SheetPaperFacts['reader']): PaperBlock[] {
  const shown = new Set(definition.sections.flatMap((section) => section.questions.filter((question) => isReadBy(reader, question)).map(({ id }) => id)));
  const open = missingAt('escalation', definition, answers).filter(({ questionId }) => shown.has(questionId));
  const lines = open.length === 0 ? ['なし'] : open.map(({ label }) => `・${label}`);
  return [{ kind: 'heading', level: 2, text: 'まだ伺っていない項目' }, { kind: 'text', lines }];
}

function choicesOf(question: Question): string {
  if (question.type === 'bool3') return '□ はい　□ いいえ　□ 不明　□ 開示しない';
  if (question.type === 'dt') return '　　　　年　　月　　日　　時　　分（□ 日本時間　□ UTC　□ 不明）';
  const choices = question.choices ?? [];
  return choices.length === 0 ? '' : [...choices.map(({ label }) => `□ ${label}`), '□ 不明'].join('　');
}

/** Room for the choices, about forty characters a line. */
function linesFor(question: Question): number {
  return Math.max(1, Math.ceil((choicesOf(question).length / 40) * 0.8));
}
