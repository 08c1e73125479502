import type { Instant } from '../platform/clock.js';
import { answerKey, answerTo, isBeingChecked, isDateTime, isMailReading, zones, type Answer, type SheetAnswers } from './answers.rules.js';
import { answerText, asTyped } from './answer-text.rules.js';
import { concerns, isVisible, type PlacedQuestion, type SheetReader } from './conditions.rules.js';
import { zoneLabels } from './date-time-answer.rules.js';
import { defang } from './defang.rules.js';
import { fieldName } from './place-faults.rules.js';
import type { TypedAnswer } from './sheet.schemas.js';
import type { Question, QuestionType, SheetDefinition } from './sheet-definition.schemas.js';
import { spellOut, type SpeltOut } from './spell-out.rules.js';
import { waitingInPlace } from './waiting-question.rules.js';

/** One question as `question.eta` prints it. Hidden ones keep an empty place, so that they can appear. */
export interface QuestionView {
  readonly id: string;
  /** Id of the whole block. */
  readonly anchor: string;
  /** Name of the answer's field; the input has it as its id too, so that a fault can link to it. */
  readonly field: string;
  readonly stateField: string;
  readonly zoneField: string;
  readonly saveUrl: string;
  readonly visible: boolean;
  /** Why one that stands in its place is not asked now; undefined where it is asked, or not there. */
  readonly waiting: string | undefined;
  /** The answer just saved has closed it: it stays as long as it is in sight. */
  readonly isPassed: boolean;
  readonly code: string;
  readonly label: string;
  readonly help: string;
  readonly hint: string | undefined;
  /** `required` for an answer, for an escalation, or neither. */
  readonly need: 'answer' | 'escalation' | 'optional';
  readonly control: 'line' | 'lines' | 'one' | 'several' | 'moment';
  readonly inputMode: string | undefined;
  readonly choices: readonly ChoiceView[];
  readonly text: string;
  readonly zoneChoices: readonly ChoiceView[];
  readonly stateChoices: readonly ChoiceView[];
  /** 不明 or 開示しない where that is the answer, offered or not: nobody has filled in anything then. */
  readonly without: string | undefined;
  /** How the answer was understood; undefined while there is none or nothing to add. */
  readonly understood: string | undefined;
  readonly answered: boolean;
  /** The answer says 「確認中」: kept, and the question still open. */
  readonly beingChecked: boolean;
  /** Entered while the call was taken, before the sheet was opened. */
  readonly takenFromCall: boolean;
  /** Read from a mail, and neither confirmed nor changed by anybody yet. */
  readonly readFromMail: boolean;
  /** Read from a mail, be it confirmed or not. */
  readonly fromMail: boolean;
  readonly confirmField: string;
  /** The answer in words, for looking only. */
  readonly words: string;
  readonly fault: string | undefined;
  readonly warnings: readonly string[];
  /** It is the next question (H2). */
  readonly isNext: boolean;
  /** Its answers are such as are spelt out over the telephone (H4). */
  readonly isSpoken: boolean;
  readonly spelt: (SpeltOut & { readonly defanged: string }) | undefined;
  /** Changes where what the browser shows must give way to what was recorded. */
  readonly refresh: { readonly value: string; readonly state: string };
}

export interface ChoiceView {
  readonly id: string;
  readonly value: string;
  readonly label: string;
  readonly heading: string | undefined;
  readonly checked: boolean;
}

/** Everything that decides how a question looks. */
export interface Shown {
  readonly sheet: SheetDefinition;
  readonly answers: SheetAnswers;
  /** The place of the next question (H2); undefined where there is none. */
  readonly next: string | undefined;
  readonly saveUrl: string;
  readonly reader: SheetReader;
  /** When the call was taken that the sheet began with. */
  readonly takenAt: Instant | undefined;
  readonly typed: ReadonlyMap<string, TypedAnswer>;
  readonly faults: ReadonlyMap<string, string>;
  readonly warnings: ReadonlyMap<string, readonly string[]>;
}

const controls: Readonly<Record<QuestionType, QuestionView['control']>> = {
  str: 'line', text: 'lines', enum: 'one', multi: 'several', bool3: 'one', dt: 'moment', int: 'line', ip: 'line', host: 'line', url: 'line', mac: 'line', phone: 'line',
};

const inputModes: Readonly<Partial<Record<QuestionType, string>>> = { int: 'numeric', phone: 'tel', url: 'url' };
const stateLabels = { unknown: '不明', declined: '開示しない' } as const;
const spoken: readonly QuestionType[] = ['ip', 'host', 'url', 'mac'];

/** A question with its answer, or with what was typed where that could not be read. */
export function questionView(placed: PlacedQuestion, shown: Shown): QuestionView {
  const { question, group } = placed;
  const answer = answerTo(shown.answers, question.id, group);
  const field = fieldName(question.id, group);
  const fault = shown.faults.get(field);
  const typed = shown.typed.get(answerKey(question.id, group));
  const display = displayed(question, answer, fault === undefined ? undefined : typed);
  const anchor = `question-${question.id}-${group}`;
  const refresh = refreshOf(answer, fault, typed);
  const stateChoices = stateChoicesOf(question, `${anchor}${refresh.state}`, display);
  return {
    id: question.id, anchor, field, stateField: `s.${question.id}.${group}`, zoneField: `z.${question.id}.${group}`, saveUrl: shown.saveUrl,
    visible: isVisible(placed, shown.sheet, shown.answers), waiting: waitingInPlace(placed, shown.sheet, shown.answers), isPassed: false,
    code: question.code, label: question.label, help: question.help, hint: question.hint, need: needOf(question, shown.answers),
    control: controls[question.type],
    inputMode: inputModes[question.type],
    choices: choicesOf(question, `${anchor}${refresh.value}`, display),
    text: display.texts[0] ?? '',
    zoneChoices: zones.map((zone) => ({ id: `${anchor}${refresh.value}-zone-${zone}`, value: zone, label: zoneLabels[zone], heading: undefined, checked: display.zone === zone })),
    stateChoices,
    without: stateChoices.find(({ checked }) => checked)?.label ?? (answer?.state === 'unknown' ? stateLabels.unknown : undefined),
    understood: understood(question, answer, typed),
    answered: answer !== undefined,
    beingChecked: answer !== undefined && isBeingChecked(answer),
    takenFromCall: answer?.source === 'customer_phone' && answer.recordedAt === shown.takenAt,
    readFromMail: isMailReading(answer),
    fromMail: answer?.source === 'customer_mail',
    confirmField: `c.${question.id}.${group}`,
    words: answerText(question, answer),
    fault,
    warnings: shown.warnings.get(field) ?? [],
    isNext: shown.next === answerKey(question.id, group),
    isSpoken: spoken.includes(question.type),
    spelt: speltOf(question, answer),
    refresh,
  };
}

interface Display {
  readonly texts: readonly string[];
  readonly zone: string;
  readonly states: readonly string[];
}

/** What the inputs show: what was typed where it was refused, otherwise what is on the sheet. */
function displayed(question: Question, answer: Answer | undefined, refused: TypedAnswer | undefined): Display {
  if (refused !== undefined) return refused;
  if (answer === undefined) return { texts: [], zone: '', states: [] };
  if (answer.state !== 'value') return { texts: [], zone: '', states: [answer.state] };
  const { value } = answer;
  if (isDateTime(value)) return { texts: [answer.originalText ?? value.wall], zone: value.zone, states: [] };
  if (value !== null && typeof value === 'object') return { texts: value, zone: '', states: [] };
  const text = question.type === 'phone' ? answerText(question, answer) : asTyped(question, answer, String(value ?? ''));
  return { texts: [text], zone: '', states: [] };
}

/** What the question is still wanted for, given the kinds of inquiry. */
export function needOf(question: Question, answers: SheetAnswers): QuestionView['need'] {
  if (!question.required || question.gate === 'R3' || !concerns(question, answers)) return 'optional';
  return question.gate === 'R1' ? 'answer' : 'escalation';
}

function choicesOf(question: Question, anchor: string, display: Display): readonly ChoiceView[] {
  const choices = question.type === 'bool3' ? [{ value: 'yes', label: 'はい' }, { value: 'no', label: 'いいえ' }] : (question.choices ?? []);
  return choices.map((choice) => ({
    id: `${anchor}-${choice.value}`, value: choice.value, label: choice.label,
    heading: 'heading' in choice ? choice.heading : undefined,
    checked: display.texts.includes(choice.value),
  }));
}

function stateChoicesOf(question: Question, anchor: string, display: Display): readonly ChoiceView[] {
  if (question.askedOf === 'desk') return [];
  return (['unknown', 'declined'] as const).map((state) => ({
    id: `${anchor}-state-${state}`, value: state, label: stateLabels[state], heading: undefined,
    checked: display.states.includes(state) || (controls[question.type] === 'one' && display.texts.includes(state)),
  }));
}

/** A date is said back in words, and what was typed otherwise than it is kept. */
function understood(question: Question, answer: Answer | undefined, typed: TypedAnswer | undefined): string | undefined {
  if (answer?.state !== 'value') return undefined;
  if (question.type === 'dt') return `${answerText(question, answer)}と読み取りました。`;
  const changed = typed !== undefined && answer.originalText !== null && question.type !== 'phone' && answerText(question, answer) !== typed.texts[0]?.trim();
  return changed ? `「${answerText(question, answer)}」として記録しました。` : undefined;
}

function speltOf(question: Question, answer: Answer | undefined): QuestionView['spelt'] {
  if (!spoken.includes(question.type) || answer?.state !== 'value' || typeof answer.value !== 'string') return undefined;
  return { ...spellOut(answer.value), defanged: defang(answer.value) };
}

/**
 * The browser keeps what its user chose. Where the record says otherwise (a text came after 不明, or
 * 不明 after a text), the part of the question that must give way gets other ids and so is replaced.
 */
function refreshOf(answer: Answer | undefined, fault: string | undefined, typed: TypedAnswer | undefined): QuestionView['refresh'] {
  if (typed === undefined || fault !== undefined || answer === undefined) return { value: '', state: '' };
  const overruledText = answer.state !== 'value' && typed.texts.some((text) => text !== '' && text !== answer.state);
  const overruledState = answer.state === 'value' ? typed.states.length > 0 : typed.states.length > 1;
  return { value: overruledText ? `-${answer.seq}` : '', state: overruledState ? `-${answer.seq}` : '' };
}

