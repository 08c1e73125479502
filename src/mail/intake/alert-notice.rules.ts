import { isDateTime, type AnswerValue } from '../../hearing/answers.rules.js';
import { validateAnswer } from '../../hearing/answer-value.rules.js';
import type { NewAnswer } from '../../hearing/recording.rules.js';
import type { Question, SheetDefinition } from '../../hearing/sheet-definition.schemas.js';
import type { Instant } from '../../platform/clock.js';
import { compileDateFormat, readAlertTime, zoneOffset, type DateReading } from './alert-date.rules.js';
import { folded, labelledLines } from './alert-lines.rules.js';
import type { AlertRecogniser } from './alert-recogniser.schemas.js';
import { fit, shapeOf, type Shape } from './alert-shape.rules.js';

/** What the lines of a notice come to. */
export interface AlertFindings {
  readonly several: boolean;
  readonly answers: readonly NewAnswer[];
}

interface Field {
  readonly shapes: readonly Shape[];
  readonly identifies: boolean;
  readonly optional: boolean;
}

/** A recogniser as it is used, made once. */
export interface ReadyRecogniser {
  readonly phrases: readonly string[];
  readonly leastFields: number;
  readonly empty: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, readonly Field[]>;
  readonly zoneLabels: ReadonlySet<string>;
  readonly dates: DateReading;
  /** Per question the choice that words stand for. */
  readonly choices: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Only so much of a mail is looked at. */
const mostText = 200_000;

/** A recogniser made ready to be held against many mails: its labels folded, its patterns compiled. */
export function readyRecogniser(recogniser: AlertRecogniser): ReadyRecogniser {
  const fields = new Map<string, Field[]>();
  for (const { labels, values, identifies, optional } of recogniser.fields) {
    const shapes = values.map(shapeOf).filter((shape) => shape !== undefined);
    for (const label of new Set(labels.map(folded))) fields.set(label, [...(fields.get(label) ?? []), { shapes, identifies, optional }]);
  }
  return {
    phrases: recogniser.phrases.map(folded),
    leastFields: recogniser.leastFields,
    empty: new Set(recogniser.empty.map((word) => word.toLowerCase())),
    fields,
    zoneLabels: new Set(recogniser.zoneLabels.map(folded)),
    dates: {
      formats: recogniser.dates.map(compileDateFormat).filter((format) => format !== undefined),
      zones: new Map(Object.entries(recogniser.zones).map(([name, offset]) => [name.toLowerCase(), offset])),
    },
    choices: new Map(Object.entries(recogniser.choices).map(([question, byChoice]) => [question, choiceWords(byChoice)])),
  };
}

function choiceWords(byChoice: Readonly<Record<string, readonly string[]>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(byChoice).flatMap(([choice, words]) => words.map((each) => [folded(each), choice] as const)));
}

/** Whether the words of a CTS notice stand in a text (A3: one that is forwarded counts as Japanese). */
export function speaksOfAlert(recognisers: readonly ReadyRecogniser[], text: string): boolean {
  const words = ` ${folded(text.slice(0, mostText))} `;
  return recognisers.some(({ phrases }) => phrases.some((phrase) => standsIn(words, phrase)));
}

/** As whole words; punctuation may touch them. */
function standsIn(words: string, phrase: string): boolean {
  for (let at = words.indexOf(phrase); at !== -1; at = words.indexOf(phrase, at + 1)) {
    if (!/[a-z0-9]/.test(words.charAt(at - 1)) && !/[a-z0-9]/.test(words.charAt(at + phrase.length))) return true;
  }
  return false;
}

/**
 * What the notices in the texts of one mail say, as answers to the hearing sheet; undefined where
 * there is no notice. Only what can be read in one way is an answer, and where there are several
 * alerts nothing is. Never throws; linear in the length of the texts.
 */
export function readAlert(recognisers: readonly ReadyRecogniser[], texts: readonly string[], sheet: SheetDefinition, now: Instant): AlertFindings | undefined {
  const looked = texts.map((text) => text.slice(0, mostText));
  for (const recogniser of recognisers) {
    if (!looked.some((text) => speaksOfAlert([recogniser], text))) continue;
    const found = new Findings(recogniser, questionsOf(sheet), now);
    for (const text of looked) found.look(text);
    const reading = found.reading();
    if (reading !== undefined) return reading;
  }
  return undefined;
}

function questionsOf(sheet: SheetDefinition): ReadonlyMap<string, Question> {
  return new Map(sheet.sections.filter(({ repeats }) => repeats === 'alerts').flatMap((section) => section.questions.map((question) => [question.id, question] as const)));
}

/** What the lines of one mail come to. */
class Findings {
  readonly #values = new Map<string, Map<string, NewAnswer>>();
  readonly #doubtful = new Set<string>();
  readonly #identifying = new Set<string>();
  readonly #labels = new Set<string>();

  constructor(
    private readonly recogniser: ReadyRecogniser,
    private readonly questions: ReadonlyMap<string, Question>,
    private readonly now: Instant,
  ) {}

  look(text: string): void {
    const { fields, zoneLabels } = this.recogniser;
    const isKnown = (label: string): boolean => fields.has(label) || zoneLabels.has(label);
    const lines = labelledLines(text, (label) => isKnown(label) || isKnown(withoutZone(label).label));
    const zones = new Set(lines.filter(({ label }) => zoneLabels.has(label)).map(({ value }) => zoneOffset(value, this.recogniser.dates.zones) ?? ''));
    const [zone] = zones.size === 1 ? [...zones] : [];
    for (const { label, value, mayGoOn } of lines) {
      const named = fields.has(label) ? { label, zone: undefined } : withoutZone(label);
      const offset = named.zone === undefined ? zone || undefined : zoneOffset(named.zone, this.recogniser.dates.zones);
      // A label such as `Detected at (local)` names a zone that nobody knows.
      const known = named.zone === undefined || offset !== undefined;
      for (const field of fields.get(named.label) ?? []) this.#take(field, value, { mayGoOn: mayGoOn || !known, offset });
      if (fields.has(named.label)) this.#labels.add(named.label);
    }
  }

  reading(): AlertFindings | undefined {
    if (this.#labels.size < this.recogniser.leastFields) return undefined;
    const contradictory = [...this.#values].filter(([, values]) => values.size > 1).map(([question]) => question);
    if (contradictory.length > 1 || contradictory.some((question) => this.#identifying.has(question))) return { several: true, answers: [] };
    const answers = [...this.#values].flatMap(([question, values]) => (values.size === 1 && !this.#doubtful.has(question) ? [...values.values()] : []));
    return { several: false, answers };
  }

  #take({ shapes, identifies, optional }: Field, value: string, { mayGoOn, offset }: { readonly mayGoOn: boolean; readonly offset: string | undefined }): void {
    if (value === '' || this.recogniser.empty.has(value.toLowerCase())) return;
    const asked = new Set(shapes.flatMap(({ questions }) => questions));
    const read = mayGoOn ? undefined : this.#firstThatFits(shapes, value, offset);
    if (read === undefined) {
      if (!optional) for (const question of asked) this.#doubtful.add(question);
      return;
    }
    for (const answer of read) {
      const values = this.#values.get(answer.questionId) ?? new Map<string, NewAnswer>();
      const key = keyOf(answer.value);
      if (!values.has(key)) values.set(key, answer);
      this.#values.set(answer.questionId, values);
      if (identifies) this.#identifying.add(answer.questionId);
    }
  }

  #firstThatFits(shapes: readonly Shape[], value: string, offset: string | undefined): readonly NewAnswer[] | undefined {
    for (const shape of shapes) {
      const pieces = fit(shape, value);
      const answers = pieces === undefined ? [undefined] : [...pieces].map(([question, text]) => this.#answer(question, text, offset));
      const read = answers.filter((answer) => answer !== undefined);
      if (read.length === answers.length) return read;
    }
    return undefined;
  }

  #answer(questionId: string, said: string, offset: string | undefined): NewAnswer | undefined {
    const question = this.questions.get(questionId);
    if (question === undefined) return undefined;
    const text = this.#translated(question, said, offset);
    if (!isOne(question.type, said)) return undefined;
    const read = text === undefined ? undefined : validateAnswer(question, { texts: [text], zone: '' }, this.now);
    if (read?.ok !== true) return undefined;
    const originalText = text === said ? read.originalText : said;
    return { questionId, group: 0, state: 'value', value: read.value, originalText };
  }

  /** The words of the notice as the sheet understands them. */
  #translated({ id, type }: Question, said: string, offset: string | undefined): string | undefined {
    const { choices, dates } = this.recogniser;
    if (type === 'dt') return readAlertTime(said, dates, offset);
    return type === 'enum' || type === 'multi' || type === 'bool3' ? choices.get(id)?.get(folded(said)) : said;
  }
}

/** An address of digits is no name, and an address with a space in it is two things. */
function isOne(type: Question['type'], said: string): boolean {
  if (type === 'host') return !/^[\d.]+$/.test(said);
  return !['ip', 'url', 'mac'].includes(type) || !/\s/u.test(said);
}

/** `detected at (utc)` is `detected at` with its zone. */
function withoutZone(label: string): { readonly label: string; readonly zone: string | undefined } {
  const at = label.lastIndexOf('(');
  if (at < 1 || !label.endsWith(')')) return { label, zone: undefined };
  return { label: label.slice(0, at).trim(), zone: label.slice(at + 1, -1) };
}

/** Two clocks that show one instant say the same. */
function keyOf(value: AnswerValue | null): string {
  return isDateTime(value) ? String(value.at) : JSON.stringify(value);
}
