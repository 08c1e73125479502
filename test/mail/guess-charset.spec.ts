import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText, decodeTextNoting } from '../../src/mail/intake/decode-text.js';
import { euc, sjis } from './corpus.js';

/** Short subjects and file names, most of them kanji alone: there is nothing else to recognise them by. */
const japanese = [
  '通知', '日程', '令和', '電話', '検知', '会議', '請求書', '見積書', '株式会社山田', '社内資料', '議事録', '報告書.pdf', '資料', '添付', '写真', '名簿', '重要', '至急', '新規', '無題', '図面', '平成', '申請', '能力', '構造', '貼付', '暴力', '用途', '環境',
  '影響', '概要', '督促', '証跡', '返還', '滞留', '内容', '確認', '連絡', '緊急', '障害', '遮断', '端末', '侵入', '契約', '法人正式名称', '予定表.xls', 'IT部門', 'A社の件', '第13条', '2026年度予算', 'お知らせ', 'メール', 'ウイルス', 'ログ', 'ご確認ください', '不審なメールについて', 'テスト送信', 'セキュリティ通知',
];
const labels = ['', 'us-ascii', 'iso-8859-1', 'windows-1252', 'utf-8', 'x-unknown'];

/** Words and sentences that must stay, some with accented letters side by side. */
const western = [
  // French
  'créer une société à Genève', 'l’été dernier', 'Noël', 'réunion', 'créée', 'CRÉÉE', 'PRÉÉMINENCE', 'où êtes-vous ?', 'garçon', 'cœur', 'ÉCOLE FRANÇAISE', 'pièce jointe', '« fini »', 'à bientôt', 'Île-de-France',
  // German
  'Größe', 'Grüße aus München', 'Straße', 'Füße', 'süß', 'Äußerung', 'Übergrößen', 'ÄäÖöÜü', 'ÄäÖöÜü'.repeat(9), '°'.repeat(40), 'Maßnahme', '“Größe” – das heißt „klein“', 'ÜBERPRÜFUNG', 'Rückmeldung',
  // Spanish
  '¿Cómo está?', 'mañana', 'pingüino', 'CAÑÓN', 'Núñez', 'COMPAÑÍA', 'información', 'LINGÜÍSTICA', '¡Sí!',
  // Portuguese
  'informação', 'INFORMAÇÃO', 'NÃO', 'ações', 'AÇÕES', 'São João', 'coração', 'reunião amanhã', 'ÓRGÃO',
  // Nordic
  'blåöga', 'smörgåsbord', 'Åäö', 'ÅÄÖ', 'køb færdig', 'pää', 'TVÅÅRING', '5 °C', '§ 3', 'It’s fine',
];

describe('short texts under a wrong label or none', () => {
  it.each([
    ['EUC-JP', euc],
    ['Shift_JIS', sjis],
  ])('%s: every Japanese word is read as a person would', (_name, encode) => {
    const wrong = labels.flatMap((label) => japanese.filter((word) => decodeText(encode(word), label) !== word).map((word) => `${word} (${label}) → ${decodeText(encode(word), label)}`));
    expect(wrong).toEqual([]);
  });

  it.each(['iso-8859-1', 'windows-1252'])('%s: every Western word stays, and nothing was guessed', (label) => {
    const wrong = western.filter((word) => {
      const { text, guessed } = decodeTextNoting(iconv.encode(word, 'windows-1252'), label);
      return text !== word || guessed;
    });
    expect(wrong).toEqual([]);
  });

  it('without a label Western words stay but for three accented capitals alone', () => {
    const wrong = western.filter((word) => decodeText(iconv.encode(word, 'windows-1252'), '') !== word);
    expect(wrong).toEqual(['ÅÄÖ']);
  });

  it('words in EUC-JP that are valid UTF-8 by chance are recognised where no label says UTF-8, and UTF-8 stays', () => {
    for (const word of ['民法', '有無', '物流', '表']) expect(['', 'us-ascii', 'iso-8859-1'].map((label) => decodeText(euc(word), label))).toEqual([word, word, word]);
    for (const text of ['fɔnɛtik', 'résumé', 'Привет', 'cafe\u0301', '表ɔ']) expect(['', 'utf-8'].map((label) => decodeText(Buffer.from(text), label))).toEqual([text, text]);
  });

  it('half-width kana alone is enough where nothing was said', () => {
    for (const word of ['ﾃｽﾄ', 'ﾊﾟｽﾜｰﾄﾞ', 'ｾｷｭﾘﾃｨ', 'ｻﾎﾟｰﾄ']) expect(decodeText(sjis(word), '')).toBe(word);
  });

  it('a long Japanese text with one broken byte keeps all the rest', () => {
    const text = '通知の意味を教えてください。'.repeat(20);
    const broken = Buffer.concat([sjis(text), Buffer.from([0x82])]);
    for (const label of ['', 'iso-8859-1']) expect(decodeText(broken, label).startsWith(text)).toBe(true);
  });
});
