/** What an analyst writes in a report; everything else of it is made from facts when it is printed. */
export const reportFieldNames = [
  'presidentWhat', 'presidentBusiness', 'presidentToday', 'summary', 'inquiry', 'situation', 'progressComment', 'impact',
  'recommendations', 'prevention', 'nextSteps', 'guidance',
] as const;
export type ReportFieldName = (typeof reportFieldNames)[number];

export type ReportFields = Readonly<Record<ReportFieldName, string>>;

/** A section as the customer reads it. */
export interface PrintedSection {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** H5: before the twelve sections. */
export const presidentHeading = '社長にお見せいただく一枚';

/** The twelve sections in their fixed order (`domain.md` 2.5). */
export const sectionHeadings = {
  header: '1. 報告書について',
  summary: '2. 要約',
  inquiry: '3. お問い合わせ内容と前提',
  situation: '4. 状況整理',
  progress: '5. 攻撃工程の進み具合',
  impact: '6. 影響',
  recommendations: '7. 推奨する対応',
  prevention: '8. 解決策・再発防止策の概要',
  nextSteps: '9. 今後の予定・お願い事項',
  guidance: '10. ご案内',
  notes: '11. ご留意事項',
  glossary: '12. 用語解説・お問い合わせ先',
} as const;

/** How the editor presents a field. An optional one may stay empty: facts fill its section. */
export interface FieldGuide {
  readonly name: ReportFieldName;
  readonly label: string;
  readonly help: string;
  readonly optional: boolean;
}

const guide = (name: ReportFieldName, label: string, help: string): FieldGuide => ({ name, label, help, optional: false });

/** The fields in the order of the report. */
export const fieldGuides: readonly FieldGuide[] = [
  guide('presidentWhat', '何が起きたか', '専門用語を使わず、2〜3文で。'),
  guide('presidentBusiness', '事業を続けてよいか', '続けてよい範囲と、止めるべきもの。'),
  guide('presidentToday', '今日お決めいただきたいこと', '決める人が読んで判断できるように。なければ「該当なし」。'),
  guide('summary', sectionHeadings.summary, '管理職の方向けに3〜5行。専門用語は使わない。'),
  guide('inquiry', sectionHeadings.inquiry, 'お尋ねの内容、いつ時点の情報か、得られなかった情報。'),
  guide('situation', sectionHeadings.situation, '確認した「お客様への通知内容」は、この章の初めに自動で入ります。それ以外の検知の事実、時系列（日本時間）、対象の端末、これまでの対応。'),
  { name: 'progressComment', label: `${sectionHeadings.progress}（補足）`, help: '工程の表は自動で入ります。補足があれば書いてください。', optional: true },
  guide('impact', sectionHeadings.impact, '端末・データ・業務・取引先への影響と確度。何が分かれば判断が変わるか。'),
  guide('recommendations', sectionHeadings.recommendations, '番号付きで、優先度・誰が・いつまでに・効果の確かめ方・注意点。'),
  guide('prevention', sectionHeadings.prevention, '概要まで（詳細な設計は対象外）。'),
  guide('nextSteps', sectionHeadings.nextSteps, 'ログのお願い、次回のご報告予定など。'),
  { name: 'guidance', label: `${sectionHeadings.guidance}（補足）`, help: '保険・個人情報保護委員会・専門事業者・対策のご提案は、該当するときに自動で入ります。', optional: true },
];

const forLaymen: ReadonlySet<ReportFieldName> = new Set(['presidentWhat', 'presidentBusiness', 'presidentToday', 'summary']);

/** H5: read by those who decide, in words of everyday business. */
export function isForLaymen(name: ReportFieldName): boolean {
  return forLaymen.has(name);
}

/** How sure one is says nothing yet: a section needs a word beside it. */
const confidenceLine = /^[・\s]*(?:判断の)?確度[：:].*$/gm;

/** The sections nobody has written yet, by what the editor calls them; 「該当なし」 and 「確認中」 are words. */
export function emptySections(fields: ReportFields): readonly string[] {
  return sectionsThat(fields, (words) => words === '');
}

/** The sections that say nothing but 「確認中」: they may go, and are still lacking (`domain.md` 2.5). */
export function sectionsBeingChecked(fields: ReportFields): readonly string[] {
  return sectionsThat(fields, sayNothingYet);
}

/** Those of them that would carry the answer: whether what is left is a substantive first answer (D2) is for a person to say. */
export function answersBeingChecked(fields: ReportFields): readonly string[] {
  return sectionsThat(fields, sayNothingYet, (name) => isForLaymen(name) || name === 'impact' || name === 'recommendations');
}

function sayNothingYet(words: string): boolean {
  return /^(?:・?確認中。?\s*)+$/u.test(words);
}

function sectionsThat(fields: ReportFields, holds: (words: string) => boolean, concerns: (name: ReportFieldName) => boolean = () => true): readonly string[] {
  return fieldGuides.filter(({ name, optional }) => !optional && concerns(name) && holds(fields[name].replaceAll(confidenceLine, '').trim())).map(({ label }) => label);
}

/** A report in which nothing is written yet. */
export const emptyFields: ReportFields = Object.freeze(
  Object.fromEntries(reportFieldNames.map((name) => [name, ''])) as Record<ReportFieldName, string>,
);
