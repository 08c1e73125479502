import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldForSearch, isKana, normalizeKana } from '../../src/customers/japanese-text.rules.js';

describe('B1 names are found however they are written', () => {
  it.each([
    ['株式会社みどり野製作所', 'みどり野製作所'],
    ['㈱みどり野製作所', '(株)みどり野製作所'],
    ['（株） みどり野　製作所', 'みどり野製作所㈱'],
    ['ﾐﾄﾞﾘﾉｾｲｻｸｼｮ', 'みどりのせいさくしょ'],
    ['カブシキガイシャミドリノ', 'ミドリノ'],
    ['ｶﾞｷﾞｸﾞﾊﾟﾋﾟ', 'がぎぐぱぴ'],
    ['カ゛', 'ガ'],
    ['か\u3099', 'ガ'],
    ['髙﨑商店', '高崎商店'],
    ['齋藤', '斉藤'],
    ['齊藤', '斎藤'],
    ['𠮷田', '吉田'],
    ['渡邊', '渡辺'],
    ['濵﨑', '浜崎'],
    ['葛\u{E0100}飾', '葛飾'],
    ['キヤノン', 'キャノン'],
    ['サ－ビス', 'サービス'],
    ['サービス', 'ｻｰﾋﾞｽ'],
    ['ＡＢＣ－１２３', 'abc123'],
    ['ab–12‐3', 'AB123'],
    ['自由ヶ丘', '自由ケ丘'],
    ['有限会社汐見水産', '㈲汐見水産'],
  ])('%s is the same as %s', (one, other) => {
    expect(foldForSearch(one)).toBe(foldForSearch(other));
    expect(foldForSearch(one)).not.toBe('');
  });

  it.each([['ハシ', 'バシ'], ['高木', '鈴木'], ['サービス', 'サビス']])('%s is not %s', (one, other) => {
    expect(foldForSearch(one)).not.toBe(foldForSearch(other));
  });

  it('folds what is folded to itself', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('株', '式', '会', '社', '(', ')', '有', '㈱', 'カ', 'ー', '-', '゛', 'ﾞ', ' ', 'ｶ', 'か', 'A') })), (text) => {
        const once = foldForSearch(text);
        expect(foldForSearch(once)).toBe(once);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps a reading in full-width katakana', () => {
    expect(normalizeKana(' ﾔﾏﾀﾞ　たろう ')).toBe('ヤマダ タロウ');
    expect(isKana('ヤマダ タロウ')).toBe(true);
    expect(isKana('エービーシー (ABC)')).toBe(true);
    expect(isKana('山田')).toBe(false);
  });
});
