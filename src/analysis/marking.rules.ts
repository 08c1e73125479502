/** TLP 2.0: with whom a document may be shared. Advice; the access right is enforced separately. */
export const tlpMarks = ['TLP:RED', 'TLP:AMBER+STRICT', 'TLP:AMBER', 'TLP:GREEN', 'TLP:CLEAR'] as const;
export type Tlp = (typeof tlpMarks)[number];

export const tlpLabels: Readonly<Record<Tlp, string>> = {
  'TLP:RED': 'RED（宛先の方のみ）',
  'TLP:AMBER+STRICT': 'AMBER+STRICT（自組織内のみ）',
  'TLP:AMBER': 'AMBER（自組織と保守委託先まで）',
  'TLP:GREEN': 'GREEN（関係する業界まで）',
  'TLP:CLEAR': 'CLEAR（制限なし）',
};

/** The same to the customer who reads the report. */
export const tlpForReader: Readonly<Record<Tlp, string>> = {
  'TLP:RED': '宛先の方のみ',
  'TLP:AMBER+STRICT': '貴社内のみ',
  'TLP:AMBER': '貴社と保守委託先まで',
  'TLP:GREEN': '関係する業界まで',
  'TLP:CLEAR': '制限なし',
};

/** PAP: what may be done with a value; blocking an address needs GREEN. */
export const papMarks = ['PAP:RED', 'PAP:AMBER', 'PAP:GREEN', 'PAP:CLEAR'] as const;
export type Pap = (typeof papMarks)[number];

export const papLabels: Readonly<Record<Pap, string>> = {
  'PAP:RED': 'RED（相手に気付かれる行動は不可）',
  'PAP:AMBER': 'AMBER（受動的な確認まで）',
  'PAP:GREEN': 'GREEN（遮断などの対処も可）',
  'PAP:CLEAR': 'CLEAR（制限なし）',
};

export const dispositions = [
  'true_positive_with_impact', 'true_positive_no_impact', 'benign_true_positive', 'false_positive', 'undetermined',
] as const;
export type Disposition = (typeof dispositions)[number];

export const dispositionLabels: Readonly<Record<Disposition, string>> = {
  true_positive_with_impact: '攻撃（影響あり）',
  true_positive_no_impact: '攻撃（影響は確認されず）',
  benign_true_positive: '業務利用などによる通信',
  false_positive: '誤検知',
  undetermined: '判断できる情報が不足',
};

export const confidences = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof confidences)[number];

export const confidenceLabels: Readonly<Record<Confidence, string>> = { high: '高', medium: '中', low: '低' };

/** Defined by the action that is needed, as Japanese managed services do (`domain.md` 2.4). */
export const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export type Severity = (typeof severities)[number];

export const severityLabels: Readonly<Record<Severity, string>> = {
  critical: '緊急（直ちに隔離などが必要）',
  high: '高（当日中の対応が必要）',
  medium: '中（数日内の確認が必要）',
  low: '低（経過観察）',
  informational: '情報（対応不要）',
};

export const urgencies = ['now', 'today', 'this_week', 'watch', 'none'] as const;
export type Urgency = (typeof urgencies)[number];

export const urgencyLabels: Readonly<Record<Urgency, string>> = {
  now: '直ちに',
  today: '当日中',
  this_week: '数日内',
  watch: '経過観察',
  none: '対応不要',
};

export const indicatorTypes = ['ipv4', 'ipv6', 'domain', 'url', 'email', 'md5', 'sha1', 'sha256', 'file_name', 'other'] as const;
export type IndicatorType = (typeof indicatorTypes)[number];

export const indicatorTypeLabels: Readonly<Record<IndicatorType, string>> = {
  ipv4: 'IPv4アドレス',
  ipv6: 'IPv6アドレス',
  domain: 'ドメイン',
  url: 'URL',
  email: 'メールアドレス',
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  file_name: 'ファイル名',
  other: 'その他',
};

/** Where a value was found; what only the management screen shows stays with the second line (C3). */
export const indicatorSources = ['customer_portal', 'portal_admin', 'customer_log', 'hearing', 'public_source', 'analyst'] as const;
export type IndicatorSource = (typeof indicatorSources)[number];

export const indicatorSourceLabels: Readonly<Record<IndicatorSource, string>> = {
  customer_portal: 'お客様のポータル',
  portal_admin: '管理画面（利用者非公開）',
  customer_log: 'お客様のログ',
  hearing: 'ヒアリング',
  public_source: '公開情報',
  analyst: '分析',
};

export const disclosureLabels = { customer: '利用者に開示可', partner: '一次受付窓口まで', second_line: '利用者非公開（二次受付窓口のみ）' } as const;

export const editions = ['first', 'follow_up', 'final'] as const;
export type Edition = (typeof editions)[number];

export const editionLabels: Readonly<Record<Edition, string>> = { first: '第1報', follow_up: '続報', final: '最終報' };

const reportStates = ['draft', 'in_review', 'approved', 'sent'] as const;
export type ReportState = (typeof reportStates)[number];

export const reportStateLabels: Readonly<Record<ReportState, string>> = {
  draft: '作成中',
  in_review: '確認の依頼中',
  approved: '確認済み',
  sent: 'ご報告済み',
};

export const logRequestStates = ['draft', 'sent', 'partially_received', 'received', 'unusable', 'withdrawn', 'expired'] as const;
export type LogRequestState = (typeof logRequestStates)[number];

export const logRequestStateLabels: Readonly<Record<LogRequestState, string>> = {
  draft: '作成中',
  sent: '依頼済み',
  partially_received: '一部受領',
  received: '受領済み',
  unusable: '受領（利用不可）',
  withdrawn: '取下げ',
  expired: '期限切れ',
};

export const zones = ['JST', 'UTC', 'unknown'] as const;
export type PeriodZone = (typeof zones)[number];

export const zoneLabels: Readonly<Record<PeriodZone, string>> = { JST: '日本時間', UTC: '協定世界時（UTC）', unknown: '分からない' };

export const consentMeans = ['phone', 'mail', 'meeting'] as const;
export type ConsentMeans = (typeof consentMeans)[number];

const receivedVias = ['upload', 'mail', 'link'] as const;
export type ReceivedVia = (typeof receivedVias)[number];

export const receivedViaLabels: Readonly<Record<ReceivedVia, string>> = { upload: '画面から登録', mail: 'メールの添付', link: 'お客様のアップロード' };

/** What is known of malware in a file: nobody looked, and looking was not possible, are two things (R30). */
const scanStates = ['unscanned', 'clean', 'found', 'unscannable'] as const;
export type ScanState = (typeof scanStates)[number];

export const scanStateLabels: Readonly<Record<ScanState, string>> = { unscanned: '未検査', clean: '清浄', found: '検出', unscannable: '検査不能' };

/** Why a file cannot be worked with. */
const unusableReasons = ['encrypted_archive'] as const;
export type UnusableBecause = (typeof unusableReasons)[number];

export const unusableLabels: Readonly<Record<UnusableBecause, string>> = {
  encrypted_archive: '使用不可：パスワード付きの圧縮ファイルのため、中身を確認できません。アップロードのページから、パスワードを付けずに送り直していただいてください。',
};
