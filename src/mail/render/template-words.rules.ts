import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import type { MailReader } from './template-spec.rules.js';

/** Words a Japanese office does not expect to read, and what it does (requirements, section G). */
export const officeWords: Readonly<Record<string, string>> = {
  保留: '本人確認待ち／契約確認待ち',
  差戻し: '追記依頼',
  クローズ: '対応完了',
  '受信(未受付)': '未受付',
  受付不可: '受付対象外（ご案内済み）',
  二次受領待ち: '二次受付待ち',
  お客様待ち: 'お客様ご回答待ち',
  報告レビュー中: '報告書確認中',
  督促: 'ご返答のお願い（再送）',
  連絡先不達: 'メール不達（要架電）',
  SLA違反: '目標期限超過',
  一次回答: '最初のご回答',
  二次窓口への引継ぎ: '二次受付窓口での対応について',
  利用者: '貴社',
  登録担当者: '本サービス担当者',
};

/** What the terms do not promise: the target is one of effort, and nobody can vouch for safety. */
export const promises: readonly string[] = [
  '必ず', '絶対', '保証', '確約', 'お約束', '万全', 'SLA', '安全です', '安全でございます', '復旧いたします', '復旧します', '返金', '損害を賠償',
  '24時間対応', '24時間受付', '24時間365日', '即時に対応',
];

/** What one template must not contain (domain.md 6.2), with the sentence for whoever typed it. */
export interface Ban {
  readonly pattern: RegExp;
  readonly message: string;
}

const telephone = /\d{2,4}[-‐－(（]\d{2,4}[-‐－)）]\d{3,4}/u;
const address = /[\w.+-]+@[\w-]+\.[\w.-]+/u;
const url = /https?:|www\./iu;

const revealsNothing: readonly Ban[] = [
  { pattern: /貴社|ご契約中|契約が(?:ある|ござい)|お取引/u, message: 'ご契約やお客様のことが分かる言葉は書けません（受付対象かどうかも知らせない決まりです）。' },
  { pattern: /\d{2}-\d{6}-\d/u, message: '受付番号は書けません。' },
  { pattern: address, message: 'メールアドレスは書けません。署名の窓口のアドレスだけが載ります。' },
];
const noLogIn: Ban = { pattern: url, message: '本人確認のお願いにURLは書けません（なりすましと区別できなくなります）。' };

/** The bans of each template beyond the words that none may say. */
export const bans: { readonly [Name in MailTemplate]?: readonly Ban[] } = {
  receipt: [{ pattern: /深刻|重大|感染|被害|マルウェア|ウイルス|ランサム/u, message: '受付確認に、診断や深刻さは書けません。' }],
  outside_hours: [
    { pattern: /緊急連絡先|緊急のお電話|夜間窓口/u, message: '本サービスにない緊急の連絡先は書けません。' },
    { pattern: telephone, message: '電話番号は直接書けません。署名の電話番号だけが載ります。' },
  ],
  fixed_receipt: revealsNothing,
  unregistered: revealsNothing,
  japanese_only: revealsNothing,
  identity_request: [noLogIn, { pattern: /合言葉|パスワードを(?:お知らせ|ご記入|お送り)|暗証番号を(?:お知らせ|ご記入|お送り)/u, message: '秘密の言葉をお尋ねする文は書けません。' }],
  escalation: [{ pattern: /引き?継ぎ|判断でき|分かりかね/u, message: '二次受付窓口で対応する内部の理由は書けません。' }],
  log_request: [
    { pattern: /パスワード|ZIP|別メール|別送/iu, message: 'パスワードやPPAP（ZIPとパスワードの別送）に触れる文は書けません。' },
    { pattern: /マイナンバー|個人番号|生年月日|ご自宅|口座番号|クレジットカード/u, message: '調査に要らない個人情報をお願いする文は書けません。' },
    { pattern: /検体を|(?:不審な|感染した)ファイルを(?:添付|お送り)/u, message: '不審なファイルそのものをメールでお願いする文は書けません。' },
  ],
  reminder: [{ pattern: /打ち切|終了させ|終了いたします|対応いたしかね|お客様の責/u, message: 'お客様を責める文や、打ち切りを告げる文は書けません。' }],
  interim_answer: [{ pattern: /補償|保険金/u, message: '補償に触れる文は書けません（保険のご案内は別のメールです）。' }],
  report: [{ pattern: /補償|保険金/u, message: '補償に触れる文は書けません（保険のご案内は別のメールです）。' }],
  phone_record: [{ pattern: /回答(?:の)?内容は|以下のとおりご回答/u, message: '控えに、回答の内容は書けません。' }],
  specialist: [{ pattern: /おすすめ|お勧め|推奨|料金|価格|万円|ランキング/u, message: '専門事業者の優劣や価格は書けません。' }],
  insurance: [{ pattern: /補償され|補償いたし|お支払いいたします|万円|対象となります/u, message: '補償の可否や金額は書けません（引受保険会社が判断します）。' }],
  closing: [{ pattern: /してください|対策を|更新を/u, message: '対応完了のご連絡に、新しい助言は書けません。' }],
  contact_replaced: [{ pattern: /お問い合わせの(?:内容|状況)|受付番号/u, message: '前任の方に、お問い合わせのことは書けません。' }],
  desk_changed: [{ pattern: /理由|都合|倒産|契約違反/u, message: '窓口が代わる理由は書けません。' }],
  gateway_proposal: [{ pattern: /検知|感染|IPアドレス|ホスト名/u, message: '攻撃の詳細は販売パートナーへ知らせません。' }],
};

/** Pieces of text that come ready made. */
export type PieceName = '宛名' | '名乗り' | '署名';

/** Which pieces a mail may have, and which it must, by whom it is for. */
export const piecesOf: Readonly<Record<MailReader, { readonly may: readonly PieceName[]; readonly must: readonly PieceName[] }>> = {
  customer: { may: ['宛名', '名乗り', '署名'], must: ['宛名', '名乗り', '署名'] },
  stranger: { may: ['名乗り', '署名'], must: ['名乗り', '署名'] },
  partner: { may: ['名乗り', '署名'], must: ['署名'] },
  staff: { may: [], must: [] },
};
