import { answerTo, groupCount, isBeingChecked, type SheetAnswers } from '../hearing/answers.rules.js';
import { answerText } from '../hearing/answer-text.rules.js';
import { validateAnswer } from '../hearing/answer-value.rules.js';
import type { NewAnswer } from '../hearing/recording.rules.js';
import type { Question, SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';

interface Sheet {
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
}

/** What a notice says by being quoted at all: what it does not show, it does not have. */
const saidByQuoting = ['alert_external_id', 'alert_title', 'threat_kind'];

/** What tells that a notice names something, in the words of the portal or of its mail. */
const signs: Readonly<Record<string, RegExp>> = {
  detected_at: /\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}日?[^\n]{0,8}?\d{1,2}[:：時]\d{2}/u,
  last_detected_at: /最終検知|最後に検知|last (?:seen|detected)/iu,
  network_action: /遮断|ブロック|通過|許可|blocked|dropped|denied|allowed|permitted/iu,
  direction: /方向|向き|direction|inbound|outbound/iu,
  asset_hostname: /(?:ホスト|端末|機器|コンピュータ|コンピューター)名|host ?name|(?:device|computer) name/iu,
  asset_ip: /(?:送信元|端末|source|src)[^\n]{0,30}?\d{1,3}(?:\[?\.\]?\d{1,3}){3}/iu,
};

/** The questions of the sheet that the quoted notice answers, so that nobody says he does not know them; none where nothing is quoted. */
export function namedInNotice(quote: string): ReadonlySet<string> {
  if (quote.trim() === '') return new Set();
  return new Set([...saidByQuoting, ...Object.entries(signs).flatMap(([id, sign]) => (sign.test(quote) ? [id] : []))]);
}

/** What the sheet holds of a notice, in the order in which a notice tells it. */
const quotable = ['alert_title', 'alert_external_id', 'detected_at', 'last_detected_at', 'network_action', 'source_ip', 'source_hostname', 'destination_ip', 'destination_domain'] as const;

/** What the sheet knows of the notice, a line each, to be held against the portal; empty where there is nothing, or several alerts would mix. */
export function noticeOnSheet({ definition, answers }: Sheet): string {
  if (hasSeveralAlerts({ definition, answers })) return '';
  const questions = alertQuestions(definition);
  const lines = quotable.flatMap((id) => {
    const [question, answer] = [questions.get(id), answerTo(answers, id)];
    if (question?.disclosure !== 'customer' || answer?.state !== 'value' || isBeingChecked(answer)) return [];
    return [`${question.label}：${answerText(question, answer)}`];
  });
  return lines.join('\n');
}

/** The labels under which a notice names what can be copied to the sheet as it stands. */
const copied: Readonly<Record<string, RegExp>> = {
  alert_external_id: /^(?:アラートID|アラート番号|Alert ID)$/iu,
  detected_at: /^(?:検知日時|検知した日時|検出日時|発生日時|Detected at|Detection time)$/iu,
  alert_title: /^(?:件名|件名・脅威名|脅威名|Subject|Title|Alert name)$/iu,
};

/** What of a notice the sheet still lacks and could be copied there; nothing where it speaks of several alerts. */
export function lackingOnSheet({ definition, answers }: Sheet): readonly Question[] {
  if (hasSeveralAlerts({ definition, answers })) return [];
  const questions = alertQuestions(definition);
  return Object.keys(copied).flatMap((id) => {
    const [question, given] = [questions.get(id), answerTo(answers, id)];
    const isOpen = given?.state !== 'value' || isBeingChecked(given);
    return question !== undefined && isOpen ? [question] : [];
  });
}

/**
 * What the quoted notice says that the sheet still lacks, as answers: only lines `label：value` with one
 * value each, a time only with its zone, and only where the sheet speaks of no more than one alert.
 */
export function answersInNotice(quote: string, sheet: Sheet, now: Instant): readonly NewAnswer[] {
  const values = labelledValues(quote);
  return lackingOnSheet(sheet).flatMap((question) => {
    const [text, ...others] = values.get(question.id) ?? [];
    if (text === undefined || others.length > 0) return [];
    const read = validateAnswer(question, { texts: [text], zone: '' }, now);
    return read.ok ? [{ questionId: question.id, group: 0, state: 'value' as const, value: read.value, originalText: read.originalText }] : [];
  });
}

function labelledValues(quote: string): ReadonlyMap<string, ReadonlySet<string>> {
  const values = new Map<string, Set<string>>();
  for (const line of quote.split(/\r?\n/u)) {
    const [, label = '', value = ''] = /^[\s・■*]{0,10}([^:：]{1,30})[:：]\s{0,10}(\S.*)$/u.exec(line) ?? [];
    const [, name = label, zone = ''] = /^(.*?)\s?([（(](?:日本時間|JST|UTC|GMT)[）)])$/iu.exec(label.trim()) ?? [];
    const id = Object.keys(copied).find((each) => copied[each]?.test(name.trim()) === true);
    if (id !== undefined) values.set(id, (values.get(id) ?? new Set()).add(value.trim() + zone));
  }
  return values;
}

/** Whichever of its questions were answered for which: a line of a notice does not say whose it is. */
function hasSeveralAlerts({ definition, answers }: Sheet): boolean {
  return groupCount(definition, answers, 'alerts') > 1;
}

function alertQuestions({ sections }: SheetDefinition): ReadonlyMap<string, Question> {
  return new Map(sections.filter(({ repeats }) => repeats === 'alerts').flatMap(({ questions }) => questions.map((question) => [question.id, question] as const)));
}
