import { formatDate, formatDateTime } from '../calendar/japanese-time.js';
import { answerText } from '../hearing/answer-text.rules.js';
import { answersTo, type SheetAnswers } from '../hearing/answers.rules.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import type { Paper, PaperBlock, PaperFact } from '../web/paper/paper.js';

/** What is known of an inquiry, as far as it came from the customer himself. */
export interface FilingFacts {
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
  readonly inquiryNumber: string;
  readonly customerName: string;
  readonly contactName: string;
  readonly contactPhone: string;
  readonly receivedAt: Instant;
  readonly at: Instant;
}

/** One office to which the customer may file: what it asks, answered by which questions of the sheet. */
interface Filing {
  readonly title: string;
  readonly note: readonly string[];
  readonly items: readonly (readonly [asked: string, questions: readonly string[]])[];
}

const happened: Filing['items'] = [
  ['気づいた日時', ['customer_aware_at']], ['検知・発生した日時', ['detected_at', 'last_detected_at']], ['何が起きたか', ['customer_statement', 'alert_title', 'threat_kind']],
];
const done: Filing['items'] = [['これまでに行ったこと', ['actions_taken', 'actions_taken_times', 'action_actor']]];

/** The offices of H7, in the order in which a company usually turns to them. */
const filings: readonly Filing[] = [
  {
    title: 'ランサムウェア・DDoS事案の共通様式',
    note: ['所管省庁・警察などへの報告に使える共通の様式です。分かる範囲で書き、続報で補えます。'],
    items: [
      ...happened, ['いまの状況', ['is_ongoing', 'asset_state', 'host_symptoms', 'affected_host_count']], ['業務への影響', ['business_impact', 'third_party_impact', 'third_party_impact_detail']], ...done,
      ['画面の表示・脅迫文・拡張子', ['screen_shown']], ['攻撃に使われた通信先', ['destination_domain', 'destination_ip', 'destination_url']], ['バックアップの状況', ['backup_state']],
    ],
  },
  {
    title: '個人情報保護委員会への速報',
    note: ['個人データの漏えい等のおそれがあるときの速報です。報告が必要かどうかは、お客様がご判断ください。確報は30日以内（不正の目的によるときは60日以内）です。'],
    items: [...happened, ['漏えい等のおそれ', ['personal_data_breach_suspected']], ['個人データの種類', ['data_types_at_risk']], ['二次被害・取引先などへの影響', ['third_party_impact', 'third_party_impact_detail']], ...done],
  },
  {
    title: '警察（サイバー犯罪相談窓口）への相談',
    note: ['被害の相談・届出に使います。機器の電源や記録はそのままにし、保存してあるログをお伝えください。'],
    items: [
      ...happened, ['どこで（場所・機器）', ['asset_location', 'asset_type', 'asset_role', 'asset_os']], ['どのように', ['user_activity_before_alert', 'direction', 'network_action']], ['業務への影響', ['business_impact']], ...done,
      ['保存してあるログと期間', ['available_logs', 'log_retention_days']],
    ],
  },
  {
    title: '保険会社への事故の連絡',
    note: ['お客様から保険会社へ直接ご連絡ください。費用をかける前のご連絡をお勧めします。補償の対象になるかどうかは保険会社が判断します。'],
    items: [...happened, ['影響を受けた機器', ['affected_host_count', 'asset_type']], ['業務への影響', ['business_impact', 'data_types_at_risk']], ...done, ['バックアップの状況', ['backup_state']]],
  },
];

/** The questions of which a draft is filled in. */
export const filedQuestions: ReadonlySet<string> = new Set(filings.flatMap(({ items }) => items.flatMap(([, questions]) => questions)));

const dayMs = 24 * 60 * 60_000;

/**
 * H7: drafts for the offices to which the customer may file, each on a page of its own, filled in with what
 * was heard once and nothing else: no analysis, and no question that is not the customer's to read (C3).
 */
export function filingPack(facts: FilingFacts): Paper {
  return {
    title: '届出用の下書き',
    label: '【関係者限り】',
    reference: `受付番号 ${facts.inquiryNumber}`,
    at: facts.at,
    blocks: filings.flatMap((filing, index) => [...(index === 0 ? [] : [{ kind: 'new_page' } as const]), ...filingBlocks(filing, facts)]),
  };
}

function filingBlocks({ title, note, items }: Filing, facts: FilingFacts): readonly PaperBlock[] {
  const { customerName, contactName, contactPhone, receivedAt, at } = facts;
  return [
    { kind: 'heading', level: 1, text: `${title}（下書き）` },
    { kind: 'text', lines: [...note, '届出・申請はお客様が行います。お聞きした事実だけで作った下書きですので、内容をお確かめのうえ、提出先の様式に書き写してください。'] },
    { kind: 'facts', rows: [{ label: '届け出る会社', value: customerName }, { label: '担当の方', value: [contactName, contactPhone].filter((text) => text !== '').join('　') }, { label: 'ご相談を受けた日時', value: formatDateTime(receivedAt) }] },
    { kind: 'facts', rows: items.map(([asked, questions]) => factOf(asked, questions, facts)) },
    ...(title.startsWith('個人情報保護委員会') ? [{ kind: 'note', lines: reportDays(facts) } as const] : []),
    { kind: 'text', small: true, lines: [`${formatDateTime(at)}に作成`] },
  ];
}

function factOf(label: string, ids: readonly string[], { definition, answers }: FilingFacts): PaperFact {
  const questions = definition.sections.flatMap((section) => section.questions).filter(({ id, disclosure }) => ids.includes(id) && disclosure === 'customer');
  const lines = questions.flatMap((question) =>
    answersTo(answers, question.id).filter(({ state, value }) => state === 'value' && value !== null).map((answer) => `${question.label}：${answerText(question, answer)}`),
  );
  return lines.length === 0 ? { label, value: 'まだ伺っていません', open: true } : { label, value: lines.join('\n') };
}

/** 「発覚から3～5日以内」 in days of the calendar; what counts as 発覚 is the customer's to say. */
function reportDays({ answers }: FilingFacts): readonly string[] {
  const [aware] = answersTo(answers, 'customer_aware_at').flatMap(({ state, value }) => (state === 'value' && typeof value === 'object' && value !== null && 'wall' in value && value.at !== null ? [value.at] : []));
  if (aware === undefined) return ['速報の目安：気づいてから3～5日以内（気づいた日時をまだ伺っていません）'];
  return [`速報の目安：${formatDate(aware + 3 * dayMs)}から${formatDate(aware + 5 * dayMs)}まで（気づいた${formatDate(aware)}から3～5日）`];
}
