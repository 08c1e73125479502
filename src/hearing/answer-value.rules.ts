import { isIP } from 'node:net';
import { describePhoneFault, readPhone } from '../customers/phone-number.rules.js';
import type { Instant } from '../platform/clock.js';
import { zones, type AnswerValue, type Zone } from './answers.rules.js';
import { isLongAgo, readDateTime } from './date-time-answer.rules.js';
import { refang } from './defang.rules.js';
import type { Question, QuestionType } from './sheet-definition.schemas.js';

/** What was typed into one question, before it is understood. */
export interface RawAnswer {
  /** One text; several for a multiple choice. */
  readonly texts: readonly string[];
  /** The choice beside a date and time; empty where none was made. */
  readonly zone: string;
}

/** A value with what was typed where that differs, or the Japanese fault to show beside the field. */
export type ReadAnswer =
  | { readonly ok: true; readonly value: AnswerValue; readonly originalText: string | null; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly message: string };

const longest: Readonly<Partial<Record<QuestionType, number>>> = { str: 300, text: 10_000, url: 2000, host: 253 };

/** Reads a typed answer as the type of its question wants it. `now` bounds dates and times: none lies in the future. */
export function validateAnswer(question: Question, raw: RawAnswer, now: Instant): ReadAnswer {
  const text = (raw.texts[0] ?? '').replaceAll('\r\n', '\n').trim();
  const limit = longest[question.type];
  if (limit !== undefined && text.length > limit) return fault(`${limit}文字以内で入力してください（いまは${text.length}文字です）。`);
  const read = readers[question.type](question, text, raw, now);
  return read.ok ? { ...read, warnings: [...read.warnings, ...wordWarnings(question, text)] } : read;
}

type Reader = (question: Question, text: string, raw: RawAnswer, now: Instant) => ReadAnswer;

const readers: Readonly<Record<QuestionType, Reader>> = {
  str: (_, text) => value(text.replaceAll(/\s*\n\s*/gu, ' '), text),
  text: (_, text) => value(text, text),
  enum: (question, text) => (isChoice(question, text) ? value(text, text) : fault('選択肢の中から選んでください。')),
  multi: (question, _, raw) => readChoices(question, raw.texts),
  bool3: (_, text) => (text === 'yes' || text === 'no' ? value(text, text) : fault('「はい」か「いいえ」を選んでください。')),
  dt: (_, text, raw, now) => readMoment(text, raw.zone, now),
  int: readInteger,
  ip: (_, text) => readIp(text),
  host: (_, text) => readHost(text),
  url: (_, text) => readUrl(text),
  mac: (_, text) => readMac(text),
  phone: (_, text) => readPhoneNumber(text),
};

function value(read: AnswerValue, typed: string, warnings: readonly string[] = []): ReadAnswer {
  return { ok: true, value: read, originalText: read === typed ? null : typed, warnings };
}

function fault(message: string): ReadAnswer {
  return { ok: false, message };
}

function isChoice(question: Question, text: string): boolean {
  return (question.choices ?? []).some((choice) => choice.value === text);
}

function readChoices(question: Question, texts: readonly string[]): ReadAnswer {
  const chosen = (question.choices ?? []).filter((choice) => texts.includes(choice.value));
  const known = new Set(chosen.map((choice) => choice.value));
  if (texts.some((text) => text !== '' && !known.has(text))) return fault('選択肢の中から選んでください。');
  const alone = chosen.find((choice) => choice.exclusive === true);
  if (alone !== undefined && chosen.length > 1) return fault(`「${alone.label}」は、ほかの選択肢と同時に選べません。`);
  const values = chosen.map((choice) => choice.value);
  return { ok: true, value: values, originalText: null, warnings: [] };
}

function readMoment(text: string, zone: string, now: Instant): ReadAnswer {
  const read = readDateTime(text, zones.find((candidate): candidate is Zone => candidate === zone), now);
  if ('fault' in read) return fault(read.fault);
  const warnings = isLongAgo(read.answer, now) ? ['90日より前の日時です。ログが残っていない可能性があります。'] : [];
  return value(read.answer, text, warnings);
}

function readInteger(question: Question, text: string): ReadAnswer {
  const plain = text.normalize('NFKC').replaceAll(/[,、\s]/gu, '').replace(/^[−‐]/u, '-').replace(/(?:台|日|回|秒|バイト|Mbps)$/iu, '');
  if (!/^-?\d{1,15}$/u.test(plain)) return fault('数字で入力してください（例：10）。');
  const read = Number(plain);
  if (question.min !== undefined && read < question.min) return fault(`${question.min}以上の数字で入力してください。`);
  if (question.max !== undefined && read > question.max) return fault(`${question.max}以下の数字で入力してください。`);
  const above = question.warnAbove;
  return { ok: true, value: read, originalText: plain === text ? null : text, warnings: above !== undefined && read > above.value ? [above.message] : [] };
}

function readIp(text: string): ReadAnswer {
  const plain = refang(text.normalize('NFKC').replaceAll(/[。．]/gu, '.')).replaceAll(/\s/gu, '').replace(/^\[(.*)\]$/u, '$1').toLowerCase();
  if (isIP(plain) === 0) return fault('IPアドレスとして読み取れません（例：192.0.2.10、2001:db8::1）。');
  return value(plain, text);
}

/** A name in the letters in which somebody typed it; names are compared in small ones. */
export function hostAsTyped(text: string): string {
  return refang(text.normalize('NFKC').replaceAll(/[。．]/gu, '.')).replace(/\.$/u, '');
}

function readHost(text: string): ReadAnswer {
  const plain = hostAsTyped(text).toLowerCase();
  if (/[\s/@:?#]/u.test(plain)) return fault('名前だけを入力してください（「/」「@」「:」や空白は入りません）。');
  const labels = plain.split('.');
  if (!labels.every((label) => /^(?!-)[\p{L}\p{N}_-]{1,63}(?<!-)$/u.test(label))) return fault('名前として読み取れません（例：pc-01、example.com）。');
  return value(plain, text);
}

function readUrl(text: string): ReadAnswer {
  const plain = refang(text.normalize('NFKC')).replaceAll(/\s/gu, '');
  const whole = /^[a-z][a-z0-9+.-]*:\/\//iu.test(plain) ? plain : `http://${plain}`;
  if (!URL.canParse(whole) || !/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*[.:\]][^/?#]*/iu.test(whole)) return fault('URLとして読み取れません（例：https://example.com/path）。');
  return value(plain, text);
}

function readMac(text: string): ReadAnswer {
  const hex = text.normalize('NFKC').replaceAll(/[\s:.\-‐−]/gu, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/u.test(hex)) return fault('MACアドレスとして読み取れません（例：00:1A:2B:3C:4D:5E）。');
  return value(hex.match(/../gu)?.join(':') ?? hex, text);
}

function readPhoneNumber(text: string): ReadAnswer {
  const read = readPhone(text);
  if ('fault' in read) return fault(`電話番号${describePhoneFault(read.fault)}`);
  const warnings = read.extension === undefined ? [] : [`内線 ${read.extension} は、つながってから伝えます。`];
  return value(read.e164, text, warnings);
}

function wordWarnings(question: Question, text: string): readonly string[] {
  const plain = text.normalize('NFKC').toLowerCase();
  const found = question.warnIfContains?.words.some((word) => plain.includes(word.toLowerCase())) ?? false;
  return found && question.warnIfContains !== undefined ? [question.warnIfContains.message] : [];
}
