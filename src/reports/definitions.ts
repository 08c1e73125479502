import type { Figures } from './figures.js';

/** Goes up when a definition changes: figures of an older one are computed anew. */
export const definitionsVersion = 1;

/** What each figure counts and of what it is a share (`domain.md` 8), as the page of definitions prints it. */
export const definitions = {
  accepted: ['受付件数', '月内に受け付けた問合せ（インシデント対応支援）の件数。受付対象外としてご案内したものを除く。'],
  byChannel: ['手段別', '受付件数の手段ごとの内訳。'],
  byKind: ['問合せ種別', '受付件数の種別ごとの内訳。1件が複数の種別に数えられることがある。'],
  declined: ['受付対象外', '月内に受付対象外としてご案内した件数。'],
  declinedBy: ['受付対象外の理由', '受付対象外の理由ごとの内訳。'],
  firstLineResolution: ['一次完結率', '月内の対応完了のうち、一度もエスカレーションせずに一次受付窓口の回答で完了し、10営業日以内に再開されなかったもの。分母は月内の対応完了（統合・取下げ・引継ぎ・受付対象外を除く）。'],
  escalation: ['エスカレーション率', '受付件数のうち、一度でもエスカレーションしたもの。分母は受付件数。'],
  addition: ['追記依頼率', '月内のエスカレーションのうち、追記依頼が1回以上あったもの。分母は月内にエスカレーションした問合せ。'],
  additionFields: ['追記依頼の多い項目', '月内の追記依頼で求められた項目の回数。'],
  target: ['最初のご回答 目標達成率', '月内に目標期限が来た対応のうち、期限までに最初のご回答をしたもの。「対応」は、受付から最初のご回答までの1回分（再開した問合せは、再開のたびにもう1回分）。分母は月内に目標期限が来た対応で、受付の月ではなく期限の月で数え、期限がまだ来ていないものを含まないため、受付件数とは一致しない。'],
  attemptedInTime: ['期限内に架電（不在）', '目標期限超過のうち、期限までに架電したが、お話しできなかったもの。'],
  missedBecause: ['目標期限超過の内訳', '目標期限超過を、期限の時点の状態で分けた内訳。'],
  firstResponse: ['最初のご回答までの時間', '受付から最初のご回答までの受付時間内の長さ。中央値、90％値、平均の順に見る。'],
  resolution: ['解決までの時間', '月内に対応完了した問合せの、受付から最後のご回答までの受付時間内の長さ。'],
  resolutionWithoutWaiting: ['解決までの時間（お客様のご回答待ちを除く）', '解決までの時間から、お客様のご回答を待った時間を除いた長さ。'],
  receipt: ['二次受領までの時間', 'エスカレーションから受領までの受付時間内の長さ。'],
  secondLineResponse: ['二次回答までの時間', '受領から二次受付窓口の最初の回答までの受付時間内の長さ。'],
  backlog: ['未完了', '月末（月の途中では集計時点）に対応中の件数。'],
  ageing: ['滞留', '未完了を、受付からの営業日数で分けた内訳。'],
  waitingOn: ['未完了の状態', '未完了の状態ごとの内訳。'],
  reopened: ['再開率', '月内に再開した件数。分母は月内の対応完了。誤って対応完了にして元に戻したものは、どちらにも含まない。'],
  threatsByInquiry: ['脅威の種類（問合せ）', '受付件数の脅威の種類ごとの内訳。1件に種類の違うアラートがあれば、それぞれに数える。'],
  threatsByAlert: ['脅威の種類（アラート）', '伺ったアラートの種類ごとの件数。'],
  categories: ['脅威分類', '脅威の種類（問合せ）を5分類にまとめた件数。'],
  stages: ['攻撃工程の到達', '観測された最も進んだ工程ごとの問合せの件数。'],
  dispositions: ['判定', '受付件数のうち判定のあるものの内訳。'],
  outOfHours: ['時間外受信率', '月内に届いたメールの問合せのうち、受付時間外に届いたもの。分母は月内に届いたメールの問合せ。'],
  load: ['曜日・時間帯', '月内に届いた問合せ（電話・メール）の曜日と時刻。'],
  logRequests: ['ログ提供依頼（利用不可の割合）', '月内のログ提供依頼のうち、受領したログが利用できなかったもの。'],
  logTurnaround: ['ログ受領までの時間', 'ログ提供依頼から最初の受領までの受付時間内の長さ。'],
  referrals: ['専門事業者のご紹介', '月内のご紹介の回数。'],
  insuranceGuided: ['保険のご案内', '月内のご案内の回数。'],
  gatewayProposals: ['対策導入のご提案（UTM/FW+Proxy 未導入で攻撃を確認）', '月内に販売パートナーへご提案を依頼した件数。'],
  customers: ['利用者数', '集計時点の利用者の数。'],
} as const satisfies Readonly<Record<keyof Figures, readonly [label: string, definition: string]>>;

/** What is counted, right beside the figures that are one line: two of them seldom count the same. */
export const countedBeside = {
  accepted: '月内に受け付けた問合せ',
  target: '月内に目標期限が来た対応（受付から最初のご回答まで。再開は、もう1回分）のうち。期限の月で数えるので、受付件数とは一致しない',
  attemptedInTime: '目標期限超過のうち',
  firstResponse: '月内に目標期限が来た対応のうち、ご回答したもの',
  firstLineResolution: '月内に対応完了した問合せのうち',
  escalation: '月内に受け付けた問合せのうち',
  addition: '月内にエスカレーションした問合せのうち',
  receipt: '月内に受領したもの',
  secondLineResponse: '月内の、受領後最初の回答',
  resolution: '月内に対応完了した問合せ',
  resolutionWithoutWaiting: '月内に対応完了した問合せ',
  backlog: '月末（月の途中では集計時点）に対応中の問合せ',
  reopened: '月内の再開／月内の対応完了',
  outOfHours: '月内に届いたメールの問合せのうち',
  declined: '月内にご案内した問合せ',
  logRequests: '月内に依頼したもののうち',
  logTurnaround: '月内に依頼し、受領したもの',
  referrals: '月内の回数',
  insuranceGuided: '月内の回数',
  gatewayProposals: '月内に依頼した件数',
  customers: '集計時点',
} as const satisfies Readonly<Partial<Record<keyof Figures, string>>>;

export const ageingLabels = ['0～1営業日', '2～3営業日', '4～5営業日', '6～10営業日', '11営業日以上'] as const;
