import { isDeepStrictEqual } from 'node:util';
import { formatDateTime } from '../calendar/japanese-time.js';
import { answersTo, answerTo, currentAnswers, isBeingChecked, textOf, tokensOf, type SheetAnswers } from '../hearing/answers.rules.js';
import { answerText } from '../hearing/answer-text.rules.js';
import { refang } from '../hearing/defang.rules.js';
import { withJapaneseTimes } from '../hearing/japan-times.rules.js';
import type { Question, SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import { missingWords } from './missing-words.rules.js';
import { answersInNotice } from './notice-facts.rules.js';
import { furthestStages, plainStageLabels, progressSummary, type StageProgress } from './attack-progress.rules.js';
import { confidenceLabels, type Confidence, type Disposition, type Urgency } from './marking.rules.js';
import { emptyFields, type ReportFields } from './report-sections.rules.js';

/** What is known when a report is begun. */
export interface DraftSource {
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
  readonly progress: readonly StageProgress[];
  readonly assessment: { readonly disposition: Disposition; readonly confidence: Confidence; readonly urgency: Urgency } | null;
  /** The notice as it was checked and quoted (C3); empty where nobody has yet. */
  readonly notice: string;
  readonly receivedAt: Instant;
  readonly now: Instant;
  /** Log requests still open: what was asked for, and by when. */
  readonly awaited: readonly { readonly items: readonly string[]; readonly dueAt: Instant }[];
}

const unknown = '確認中';

/** A first draft made of facts alone; where there is none it says 「確認中」 and the analyst writes on. */
export function draftReport(source: DraftSource): ReportFields {
  const judgement = judgementOf(source);
  const progress = progressSummary(source.progress, plainStageLabels);
  return {
    ...emptyFields,
    presidentWhat: `${judgement === unknown ? 'お問い合わせの通信について調査を進めています。' : judgement}\n${progress}`,
    presidentBusiness: source.assessment === null ? unknown : businessSentences[source.assessment.urgency],
    presidentToday: source.assessment === null ? unknown : todaySentences[source.assessment.urgency],
    summary: [judgement, progress].filter((line) => line !== unknown).join('\n'),
    inquiry: inquiryText(source),
    situation: situationText(source),
    impact: impactText(source),
    recommendations: unknown,
    prevention: unknown,
    nextSteps: nextText(source),
  };
}

/** Where a step of an attack was observed, nobody writes that it may be none; where none was, nobody writes 「確認しました」. */
function judgementOf({ assessment, progress }: DraftSource): string {
  if (assessment === null) return unknown;
  const isObserved = furthestStages(progress).observed !== null;
  return (isObserved ? observedSentences[assessment.disposition] : undefined) ?? dispositionSentences[assessment.disposition];
}

const observedSentences: Readonly<Partial<Record<Disposition, string>>> = {
  true_positive_with_impact: '調査の結果、攻撃による影響を確認しました。',
  true_positive_no_impact: '調査の結果、攻撃の通信を確認しました。影響は、確認した範囲では見つかっていません。',
  undetermined: '攻撃の通信を確認しました。影響の範囲は、現時点で得られている情報では判断できず、調査を続けています。',
};

const dispositionSentences: Readonly<Record<Disposition, string>> = {
  true_positive_with_impact: '調査の結果、攻撃を受け、影響が出ていると判断しています。',
  true_positive_no_impact: '調査の結果、攻撃の通信と判断しています。影響は、調べた範囲では見つかっていません。',
  benign_true_positive: '調査の結果、業務での利用などによる通信と判断しました。',
  false_positive: '調査の結果、攻撃ではない通信を検知したものと判断しました。',
  undetermined: '現時点で得られている情報では、攻撃かどうかを判断できていません。',
};

/** Whether business may go on is for the analyst to say: what is to be done soon says nothing of it. */
const businessSentences: Readonly<Record<Urgency, string>> = {
  now: '対象の端末をネットワークから切り離したうえで、影響のない業務を続けるかどうかをご判断ください。',
  today: unknown,
  this_week: unknown,
  watch: '確認した範囲では、業務を止めていただく必要は見つかっていません。',
  none: '確認した範囲では、業務を止めていただく必要は見つかっていません。',
};

const todaySentences: Readonly<Record<Urgency, string>> = {
  now: '対象の端末をネットワークから切り離すことを、直ちにお決めください（電源は切らず、再起動もしないでください）。',
  today: '「推奨する対応」をどなたが実施するかを、本日中にお決めください。',
  this_week: '今日お決めいただくことはありません。「推奨する対応」を数日内にご検討ください。',
  watch: '該当なし',
  none: '該当なし',
};

/** What the notice says itself stands above it in the report, and is not said twice. */
function situationText(source: DraftSource): string {
  const quoted = refang(withJapaneseTimes(source.notice));
  const alerts = facts(source, alertQuestions.filter((id) => !isToldByNotice(source, id)));
  const unsaid = alerts.filter((line) => !quoted.includes(refang(line.slice(line.indexOf('：') + 1))));
  const lines = [...unsaid, ...facts(source, hostQuestions), ...facts(source, actionQuestions)];
  return lines.length === 0 && source.notice.trim() !== '' ? '検知の内容は、お客様への通知内容のとおりです。' : orUnknown(lines);
}

/** The notice tells it under the name of the question, be it in other words: a time in its own notation. */
function isToldByNotice({ definition, answers, notice, now }: DraftSource, questionId: string): boolean {
  const told = answersInNotice(notice, { definition, answers: currentAnswers([]) }, now).find((answer) => answer.questionId === questionId);
  const given = answersTo(answers, questionId);
  return told !== undefined && given.length === 1 && isDeepStrictEqual(given[0]?.value, told.value);
}

const alertQuestions = [
  'detected_at', 'alert_external_id', 'alert_title', 'threat_kind', 'network_action', 'direction',
  'source_ip', 'source_hostname', 'source_is_proxy', 'destination_ip', 'destination_domain', 'destination_url', 'destination_port', 'last_detected_at', 'is_ongoing',
] as const;
const hostQuestions = ['asset_hostname', 'asset_ip', 'asset_location', 'asset_type', 'asset_os', 'asset_state', 'affected_host_count'] as const;
/** Mostly the customer's own machines, which he reads as he knows them; of what is public the printed report takes care. */
const ownAddresses: ReadonlySet<string> = new Set(['source_ip', 'asset_ip']);
const actionQuestions = ['actions_taken', 'actions_taken_times'] as const;
const impactQuestions = ['business_impact', 'data_types_at_risk', 'third_party_impact'] as const;

/** 「・検知日時：…」 for what is answered and may go to the customer. */
function facts({ definition, answers }: DraftSource, ids: readonly string[]): readonly string[] {
  const questions = definition.sections.flatMap((section) => section.questions);
  return ids.flatMap((id) => {
    const question = questions.find((candidate) => candidate.id === id && candidate.disclosure === 'customer');
    return question === undefined ? [] : factLines(question, answers);
  });
}

function factLines(question: Question, answers: SheetAnswers): readonly string[] {
  return answersTo(answers, question.id)
    .filter((answer) => answer.state === 'value' && answer.value !== null && !isBeingChecked(answer))
    .map((answer) => {
      const text = answerText(question, answer).replaceAll(/\s*\n\s*/g, ' ');
      return `・${question.label.replaceAll('利用者', 'お客様')}：${ownAddresses.has(question.id) ? refang(text) : text}`;
    });
}

function inquiryText(source: DraftSource): string {
  const { answers, receivedAt, now } = source;
  const asked = textOf(answerTo(answers, 'customer_statement'));
  const wanted = textOf(answerTo(answers, 'desired_outcome'));
  return [
    `・お問い合わせを受けた日時：${formatDateTime(receivedAt)}`,
    ...(asked === undefined ? [] : [`・お問い合わせ内容：${asked}`]),
    ...(wanted === undefined ? [] : [`・確認したいこと：${wanted}`]),
    `・本報告は、${formatDateTime(now)}までに得られた情報に基づきます。`,
    ...missingLine(source),
  ].join('\n');
}

function missingLine(source: DraftSource): readonly string[] {
  const words = missingWords(source);
  return words.length === 0 ? [] : [`・得られていない情報：${words.join('、')}`];
}

function impactText(source: DraftSource): string {
  const lines = facts(source, impactQuestions);
  const confidence = source.assessment === null ? [] : [`・判断の確度：${confidenceLabels[source.assessment.confidence]}`];
  return [orUnknown(lines), ...confidence].join('\n');
}

function nextText({ awaited }: DraftSource): string {
  const lines = awaited.map(({ items, dueAt }) => `・${items.join('、')}のご提供をお待ちしております（${formatDateTime(dueAt)}を目途にお願いいたします）。`);
  return orUnknown(lines);
}

function orUnknown(lines: readonly string[]): string {
  return lines.length === 0 ? unknown : lines.join('\n');
}

/** PPC reminder: personal data may be concerned, or nobody knows yet. */
export function isPersonalDataPossible(answers: SheetAnswers): boolean {
  const breach = answerTo(answers, 'personal_data_breach_suspected');
  if (tokensOf(breach).some((token) => token === 'yes' || token === 'unknown')) return true;
  const kinds = answersTo(answers, 'data_types_at_risk').flatMap(tokensOf);
  return kinds.some((kind) => kind === 'personal' || kind === 'sensitive_personal' || kind === 'my_number') && textOf(breach) !== 'no';
}
