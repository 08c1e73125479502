import { formatDateTime } from '../calendar/japanese-time.js';
import { answersTo, answerTo, textOf, tokensOf, type SheetAnswers } from '../hearing/answers.rules.js';
import { answerText } from '../hearing/answer-text.rules.js';
import type { Question, SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import { progressSummary, type StageProgress } from './attack-progress.rules.js';
import { confidenceLabels, type Confidence, type Disposition, type Urgency } from './marking.rules.js';
import { emptyFields, type ReportFields } from './report-sections.rules.js';

/** What is known when a report is begun. */
export interface DraftSource {
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
  readonly progress: readonly StageProgress[];
  readonly assessment: { readonly disposition: Disposition; readonly confidence: Confidence; readonly urgency: Urgency } | null;
  readonly receivedAt: Instant;
  readonly now: Instant;
  /** Log requests still open: what was asked for, and by when. */
  readonly awaited: readonly { readonly items: readonly string[]; readonly dueAt: Instant }[];
}

const unknown = '確認中';

/** A first draft made of facts alone; where there is none it says 「確認中」 and the analyst writes on. */
export function draftReport(source: DraftSource): ReportFields {
  const judgement = source.assessment === null ? unknown : dispositionSentences[source.assessment.disposition];
  return {
    ...emptyFields,
    presidentWhat: `${judgement === unknown ? 'お問い合わせの通信について調査を進めています。' : judgement}\n${progressSummary(source.progress)}`,
    presidentBusiness: source.assessment === null ? unknown : businessSentences[source.assessment.urgency],
    presidentToday: source.assessment === null ? unknown : todaySentences[source.assessment.urgency],
    summary: [judgement, progressSummary(source.progress)].filter((line) => line !== unknown).join('\n'),
    inquiry: inquiryText(source),
    situation: orUnknown([...facts(source, alertQuestions), ...facts(source, hostQuestions), ...facts(source, actionQuestions)]),
    impact: impactText(source),
    recommendations: unknown,
    prevention: unknown,
    nextSteps: nextText(source),
  };
}

const dispositionSentences: Readonly<Record<Disposition, string>> = {
  true_positive_with_impact: '調査の結果、攻撃による影響を確認しました。',
  true_positive_no_impact: '調査の結果、攻撃の通信を確認しました。影響は、確認した範囲では見つかっていません。',
  benign_true_positive: '調査の結果、業務での利用などによる通信と判断しました。',
  false_positive: '調査の結果、攻撃ではない通信を検知したものと判断しました。',
  undetermined: '現時点で得られている情報では、攻撃かどうかを判断できていません。',
};

const businessSentences: Readonly<Record<Urgency, string>> = {
  now: '対象の端末をネットワークから切り離したうえで、影響のない業務を続けるかどうかをご判断ください。',
  today: '対象の端末の利用を控えていただければ、ほかの業務は続けていただけると考えています。',
  this_week: '確認した範囲では、業務を止めていただく必要は見つかっていません。',
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

const alertQuestions = ['detected_at', 'alert_external_id', 'alert_title', 'threat_kind', 'network_action', 'direction', 'last_detected_at', 'is_ongoing'] as const;
const hostQuestions = ['asset_hostname', 'asset_ip', 'asset_type', 'asset_state', 'affected_host_count'] as const;
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
    .filter(({ state, value }) => state === 'value' && value !== null)
    .map((answer) => `・${question.label.replaceAll('利用者', 'お客様')}：${answerText(question, answer).replaceAll(/\s*\n\s*/g, ' ')}`);
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

function missingLine({ definition, answers }: DraftSource): readonly string[] {
  const questions = definition.sections.flatMap((section) => section.questions);
  const missing = questions.filter(({ id, disclosure }) => disclosure === 'customer' && answersTo(answers, id).some(({ state }) => state === 'unknown'));
  return missing.length === 0 ? [] : [`・得られていない情報：${missing.map(({ label }) => label.replaceAll('利用者', 'お客様')).join('、')}`];
}

function impactText(source: DraftSource): string {
  const lines = facts(source, impactQuestions);
  const confidence = source.assessment === null ? [] : [`・判断の確度：${confidenceLabels[source.assessment.confidence]}`];
  return orUnknown([...lines, ...confidence]);
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
