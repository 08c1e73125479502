import { formatPhone } from '../customers/phone-number.rules.js';
import { isDateTime, type Answer } from './answers.rules.js';
import { hostAsTyped } from './answer-value.rules.js';
import { formatDateTimeAnswer } from './date-time-answer.rules.js';
import { defang } from './defang.rules.js';
import type { Question } from './sheet-definition.schemas.js';

/** An answer as people read it: Japanese labels, Japanese dates, addresses that nobody can click. */
export function answerText(question: Question, answer: Shown | undefined): string {
  if (answer === undefined || answer.state === 'cleared') return '未回答';
  if (answer.state === 'unknown') return '不明';
  if (answer.state === 'declined') return '開示しない';
  const { value } = answer;
  if (value === null) return '消去済み';
  if (isDateTime(value)) return formatDateTimeAnswer(value);
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return value.map((one) => choiceLabel(question, one)).join('、');
  return textOfString(question, asTyped(question, answer, value));
}

type Shown = Pick<Answer, 'state' | 'value'> & Partial<Pick<Answer, 'originalText'>>;

/** A machine is called as its people write its name; what is compared is the value in small letters. */
export function asTyped(question: Question, { originalText }: Shown, value: string): string {
  if (question.type !== 'host' || originalText === undefined || originalText === null) return value;
  const typed = hostAsTyped(originalText);
  return typed.toLowerCase() === value ? typed : value;
}

function textOfString(question: Question, value: string): string {
  switch (question.type) {
    case 'enum':
      return choiceLabel(question, value);
    case 'bool3':
      return value === 'yes' ? 'はい' : 'いいえ';
    case 'phone':
      return formatPhone(value);
    case 'ip':
    case 'url':
      return defang(value);
    case 'host':
      return value.includes('.') ? defang(value) : value;
    default:
      return value;
  }
}

function choiceLabel(question: Question, value: string): string {
  return question.choices?.find((choice) => choice.value === value)?.label ?? value;
}
