import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { day, flag, instant, line, lines, list, texts } from './template-field.rules.js';
import { toContact, type TemplateSpec } from './template-spec.rules.js';

type ReportSection = OutgoingMails['report']['sections'][number];
type Specs<Names extends MailTemplate> = { readonly [Name in Names]: TemplateSpec<OutgoingMails[Name]> };

const due = instant<{ readonly dueAt: number }>('目標の日時', '最初のご回答の目標', ({ dueAt }) => dueAt);
const code = line<{ readonly mutualCode: string }>('相互確認コード', 'お電話のはじめに申し上げる3桁の数字', ({ mutualCode }) => mutualCode);
const answerBy = instant<{ readonly answerBy: number }>('ご回答の目途', 'いつまでにお知らせいただきたいか', (data) => data.answerBy);
const kinds = line<{ readonly kindLabels: readonly string[] }>('お問い合わせの種類', '種類の名前（複数あれば「、」で区切る）', ({ kindLabels }) => kindLabels.join('、'));

/** Mails to the registered contact about an inquiry (domain.md 6.2, by its numbers). */
export const inquiryTemplates: Specs<
  | 'receipt' | 'outside_hours' | 'identity_request' | 'question' | 'escalation' | 'log_request' | 'reminder' | 'interim_answer' | 'report'
  | 'specialist' | 'insurance' | 'closing' | 'closing_announced' | 'phone_record' | 'appointment'
> = {
  // 1
  receipt: toContact({
    occasion: 'お問い合わせを受け付け、本サービス担当者からと分かったときに、自動で送ります。',
    fields: [
      instant('受付日時', '受け付けた日時', ({ acceptedAt }) => acceptedAt),
      line('受付方法', '「お電話」または「メール」', ({ channel }) => (channel === 'phone' ? 'お電話' : 'メール')),
      kinds, due, code,
    ],
    must: ['受付番号', '受付日時', '目標の日時', '相互確認コード'],
  }),
  // 2
  outside_hours: toContact({
    occasion: '受付時間外に届いたメールに、認証された届け出のある送信者へ自動で返信します。',
    fields: [
      instant('到着日時', 'メールが届いた日時', ({ arrivedAt }) => arrivedAt),
      instant('次の受付開始', '次に受付を始める日時', ({ nextOpeningAt }) => nextOpeningAt),
      line('受付時間外の理由', '「受付時間外（年末年始休業）」など', ({ closedBecause }) => (closedBecause.startsWith('受付時間外') ? closedBecause : `受付時間外（${closedBecause}）`)),
      due, code,
    ],
    must: ['受付番号', '到着日時', '次の受付開始', '目標の日時', '相互確認コード'],
  }),
  // 4
  identity_request: toContact({
    occasion: '本人確認のお電話を差し上げる時間帯を、担当者の操作で届け出のあるアドレスへお知らせします。',
    fields: [line('お電話の時間帯', 'お電話を差し上げる時間帯', ({ callWindow }) => callWindow)],
    must: ['お電話の時間帯'],
  }),
  question: toContact({
    occasion: 'ヒアリングシートの未確認の項目を、メールで確認するときに送ります。',
    fields: [texts('ご質問', '質問', 'シートから選んだ質問', ({ questions }) => questions), answerBy],
    must: ['ご質問', 'ご回答の目途'],
  }),
  // 5b
  escalation: toContact({
    occasion: '二次受付窓口で対応することになったときに、自動で送ります。',
    fields: [instant('対応の開始', '二次受付窓口で対応を始める日時', ({ escalatedAt }) => escalatedAt), due],
    must: ['受付番号', '目標の日時'],
  }),
  // 6
  log_request: toContact({
    occasion: 'ログや構成情報のご提供をお願いするときに送ります。',
    fields: [
      line('依頼番号', 'ご依頼の番号', ({ requestNumber }) => requestNumber),
      texts('ご提供いただきたいもの', '品目', 'お願いする品目', ({ items }) => items),
      lines('対象の期間', '期間と時間帯', ({ periodText }) => periodText),
      lines('利用の目的', '何のために使うか', ({ purpose }) => purpose),
      lines('ご提供の方法', 'お送りいただく方法', ({ delivery }) => delivery),
      lines('お取り扱い', '取り扱いと消去', ({ handling }) => handling),
      answerBy,
    ],
    must: ['依頼番号', 'ご提供いただきたいもの', '対象の期間', '利用の目的', 'ご提供の方法', 'お取り扱い', 'ご回答の目途'],
  }),
  // 6b
  reminder: toContact({
    occasion: 'お願いした点にご返答がないときに、あらためて送ります。',
    fields: [
      instant('お願いした日時', 'はじめにお願いした日時', ({ askedAt }) => askedAt),
      texts('お知らせいただきたい点', '項目', 'まだご返答のない点', ({ openItems }) => openItems),
    ],
    must: ['お願いした日時', 'お知らせいただきたい点'],
  }),
  // 7
  interim_answer: toContact({
    occasion: '二次受付窓口が、メールでご回答するときに送ります。',
    fields: [list('段落', '回答の段落', ({ paragraphs }) => paragraphs, [lines('本文', '段落の文', (paragraph: string) => paragraph)])],
    must: ['段落'],
  }),
  report: toContact({
    occasion: '調査結果の報告書を送るときに使います。',
    fields: [
      line('報告番号', '報告書の番号', ({ reportNumber }) => reportNumber),
      line('報の種別', '第1報・続報・最終報', ({ editionLabel }) => editionLabel),
      instant('報告日時', '報告する日時', ({ reportedAt }) => reportedAt),
      line('取扱区分', 'TLPの区分', ({ tlp }) => tlp),
      flag('関係者限り', '取扱区分が関係者限りのとき', ({ tlp }) => tlp !== 'TLP:CLEAR'),
      list('節', '報告書の節（順序は決まっています）', ({ sections }: OutgoingMails['report']) => sections, [
        line('見出し', '節の見出し', ({ heading }: ReportSection) => heading),
        list('行', '節の行', (section: ReportSection) => section.lines, [lines('本文', '行の文', (text: string) => text)]),
      ]),
    ],
    must: ['報告番号', '報の種別', '取扱区分', '節'],
    inSubject: ['報の種別', '関係者限り'],
  }),
  // 7b
  phone_record: toContact({
    occasion: '一次受付窓口がお電話で回答したときに、控えを自動で送ります（別紙3 2(4)②）。設定しない限り送りません。回答の内容は書けません。',
    fields: [
      instant('ご回答の日時', 'お電話でご回答した日時', ({ answeredAt }) => answeredAt),
      line('ご回答した窓口', 'ご回答した窓口', ({ answeredBy }) => answeredBy),
      kinds,
    ],
    must: ['受付番号', 'ご回答の日時', 'ご回答した窓口'],
  }),
  // 7c
  appointment: toContact({
    occasion: '折り返しやオンライン会議の日時を約束・変更・取りやめたときに、担当者の操作で送ります。カレンダーの招待が付きます。',
    fields: [
      instant('予定の日時', 'お電話や会議の日時', ({ startsAt }) => startsAt),
      line('時間の目安', '「30分」など', ({ minutes }) => `${minutes}分`),
      line('方法', '「お電話」または「オンライン会議」', ({ means }) => (means === 'meeting' ? 'オンライン会議' : 'お電話')),
      line('接続先', 'オンライン会議のアドレス（ないこともあります）', ({ place }) => place),
      flag('取りやめ', '取りやめたとき', ({ isCancelled }) => isCancelled),
      flag('変更', '日時を変えたとき', ({ isCancelled, sequence }) => !isCancelled && sequence > 0),
      flag('新規', 'はじめて案内するとき', ({ isCancelled, sequence }) => !isCancelled && sequence === 0),
    ],
    must: ['予定の日時', '方法'],
    inSubject: ['取りやめ'],
  }),
  // 8
  specialist: toContact({
    occasion: 'お客様のご希望により、専門事業者をご紹介するときに送ります。',
    fields: [
      instant('ご希望の日時', 'ご紹介のご希望をいただいた日時', ({ requestedAt }) => requestedAt),
      texts('ご紹介先', '専門事業者', '専門事業者の名称と連絡先', ({ providers }) => providers),
    ],
    must: ['ご希望の日時', 'ご紹介先'],
  }),
  // 9
  insurance: toContact({
    occasion: 'サイバー保険のお手続きをご案内するときに送ります。',
    fields: [day('対象期間の開始日', '保険の対象期間が始まる日', ({ effectiveFrom }) => effectiveFrom)],
    must: ['対象期間の開始日'],
  }),
  // 10
  closing: toContact({
    occasion: '対応を完了したときに、自動で送ります。',
    fields: [instant('ご回答の日時', '最初にご回答した日時（ないこともあります）', ({ answeredAt }) => answeredAt)],
    must: ['受付番号'],
  }),
  closing_announced: toContact({
    occasion: 'ご返答がないまま対応を完了する前に、お知らせします。',
    fields: [instant('対応完了の予定', '対応完了とする予定の日時', ({ closesAfter }) => closesAfter)],
    must: ['対応完了の予定'],
  }),
};
