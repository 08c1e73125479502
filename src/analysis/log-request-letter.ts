import { z } from 'zod';
import { optionalWords, requiredInstant, words } from '../inquiries/acts/act.schemas.js';
import { zones } from './marking.rules.js';
import type { LogRequestLetter } from './outgoing-report.js';
import { periodText } from './period-text.rules.js';

/** What is said where the analyst writes nothing else. */
export const usualHandling =
  'ご提供いただいた情報は、今回の調査の目的にのみ使用し、調査に必要な担当者に限って取り扱います（取扱区分 TLP:AMBER+STRICT）。調査の終了後は、ご希望に応じて返還または廃棄いたします。';
export const usualDelivery =
  '下記のご依頼専用のページから、ファイルをお送りください。大きなファイルは分けて送られ、途中で切れても続きから再開できます。パスワード付きの圧縮ファイルは内容を確認できないため、お使いにならないようお願いいたします。';

const lines = z
  .union([z.string().max(5000), z.array(z.string().max(500)).max(50)])
  .transform((value) => (typeof value === 'string' ? value.split(/\r?\n/) : value).map((line) => line.trim()).filter((line) => line !== ''))
  .refine((value) => value.length > 0, '必要なログ・情報を入力してください。');

/** The fields of a log request that its mail is made of. */
export const letterFields = {
  items: lines,
  host: optionalWords(200),
  periodFrom: requiredInstant,
  periodTo: requiredInstant,
  zone: z.enum(zones).default('JST'),
  purpose: words(2000),
  handling: optionalWords(2000),
  delivery: optionalWords(2000),
  answerBy: requiredInstant,
};

const letterBody = z.object(letterFields);
export type LetterBody = z.output<typeof letterBody>;

/** What the fields are called where one of them is still lacking. */
export const letterLabels: Readonly<Record<string, string>> = {
  items: '必要なログ・情報', host: '対象の機器', periodFrom: '期間の始まり', periodTo: '期間の終わり', zone: 'ログに書かれている時刻',
  purpose: '利用の目的', handling: 'お取り扱い', delivery: 'ご提供の方法', answerBy: 'ご提供の目途',
};

/** A period ends after it begins. */
export const periodIsOrdered = ({ periodFrom, periodTo }: Pick<LetterBody, 'periodFrom' | 'periodTo'>): boolean => periodTo >= periodFrom;
export const periodFault = { path: ['periodTo'], message: '期間の終わりは、始まり以降にしてください。' };

/** What somebody has typed of a log request so far, as far as its mail shows it. */
export const letterDraft = letterBody.refine(periodIsOrdered, periodFault);

/** The words of a log request. */
export function letterOf({ items, host, periodFrom, periodTo, zone, purpose, handling, delivery }: LetterBody): LogRequestLetter {
  return {
    items: host === '' ? items : items.map((item) => `${item}（対象の機器：${host}）`),
    periodText: periodText(periodFrom, periodTo, zone),
    purpose,
    handling: handling === '' ? usualHandling : handling,
    delivery: delivery === '' ? usualDelivery : delivery,
  };
}
