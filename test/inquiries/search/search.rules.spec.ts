import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatInquiryNumber } from '../../../src/inquiries/inquiry-number.rules.js';
import { foldText } from '../../../src/inquiries/search/folded-text.rules.js';
import { gramsOfWord, indexGrams, plainToken, restrictedToken, storedTokens } from '../../../src/inquiries/search/grams.rules.js';
import { conditionsFor, searchWords } from '../../../src/inquiries/search/search-query.rules.js';
import { snippetsOf } from '../../../src/inquiries/search/snippets.rules.js';
import type { Scope } from '../../../src/platform/scope.js';

const found = (text: string, typed: string): boolean => {
  const words = searchWords(typed);
  const grams = indexGrams(foldText(text).folded);
  return words.length > 0 && words.every((word) => gramsOfWord(word).every((gram) => grams.has(gram))) && snippetsOf([aText(text)], words) !== undefined;
};
const aText = (body: string) => ({ inquiryId: '', label: 'メモ', reach: 'open', body }) as const;
const shown = (text: string, typed: string): string =>
  (snippetsOf([aText(text)], searchWords(typed))?.[0]?.pieces ?? []).map((piece) => (piece.hit ? `【${piece.text}】` : piece.text)).join('');

describe('a text is found', () => {
  it.each([
    ['端末で不審な通信を検知しました', '検知'],
    ['端末で不審な通信を検知しました', '端'],
    ['ｻｰﾊﾞｰが暗号化された', 'サーバー'],
    ['サーバーが暗号化された', 'ｻｰﾊﾞｰ'],
    ['さーばー室', 'サーバ'],
    ['髙﨑商店', '高崎'],
    ['高崎商店', '髙﨑'],
    ['渡邊様より', '渡辺'],
    ['𠮷野家', '吉野'],
    ['通信先は 192.0.2.15 です', '192.0.2.15'],
    ['通信先は 192[.]0[.]2[.]15 です', '192.0.2.15'],
    ['通信先は192.0.2.15です', '0.2'],
    ['hxxps://evil[.]example[.]com/a', 'https://evil.example.com'],
    ['2001:db8::1 から', '2001:DB8::1'],
    ['アラート CTS-2026-00042 の件', 'cts-2026-00042'],
    ['CVE-2026-12345 に該当', 'CVE‐2026‐12345'],
    ['受付 26-000123-7', '26-000123-7'],
    [`受付番号 ${formatInquiryNumber(2026, 123)}`, formatInquiryNumber(2026, 123).replaceAll('-', '')],
    ['添付は ﾛｸﾞ_20261124(1).zip', 'ログ_20261124(1).zip'],
    ['ＭａｌｗＡｒｅを発見', 'malware'],
    ['折り返し\r\nされたメ\nール本文', 'メール本文'],
    ["l'attaque; DROP TABLE \"x\" -- %_*", 'TABLE "x" %_*'],
  ])('%s by %s', (text, typed) => {
    expect(found(text, typed)).toBe(true);
  });

  it.each([
    ['検査のうえ通知します', '検知'],
    ['知検', '検知'],
    ['検 知', '検知'],
    ['192.0.2.15', '192.0.2.16'],
    ['高木', '鈴木'],
    ['whatever', 'a'],
    ['', '検知'],
    ['本文', '　'],
  ])('%s not by %s', (text, typed) => {
    expect(found(text, typed)).toBe(false);
  });

  it('with all of several words, and not with one of them alone', () => {
    expect(found('みどり野製作所の端末で検知', '端末　みどり野')).toBe(true);
    expect(found('みどり野製作所の端末で検知', '端末 汐見')).toBe(false);
  });

  it('by any two characters that stand beside each other in it, whatever they are', () => {
    const odd = fc.constantFrom('髙', '﨑', 'ｶ', 'ﾞ', '㈱', 'ー', '-', '.', '[.]', '\n', ' ', '　', 'A', 'ａ', '1', '"', "'", '\\', '検', '知', '𠮷', 'が', '\u3099', 'İ', 'ß', '\u200B', ':', '|', '&', '\uE000');
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.oneof(odd, fc.string({ unit: 'grapheme', maxLength: 2 }))).map((parts) => parts.join('')));
    fc.assert(
      fc.property(texts, (text) => {
        const { folded } = foldText(text);
        const grams = indexGrams(folded);
        const characters = Array.from(folded);
        characters.forEach((character, index) => {
          const pair = character + (characters[index + 1] ?? ' ');
          if (pair.includes(' ')) return;
          for (const gram of gramsOfWord(pair)) expect(grams.has(gram)).toBe(true);
          expect(snippetsOf([aText(text)], [pair])).toBeDefined();
        });
      }),
      { numRuns: 1000 },
    );
  });

  it('by any stretch of itself, typed as it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'検知端末で通信ａb1-.サーバﾊﾞ髙 '), minLength: 2, maxLength: 30 }), fc.nat(30), fc.integer({ min: 2, max: 12 }), (text, from, length) => {
        const stretch = foldText(text).folded.slice(from, from + length);
        const words = searchWords(stretch);
        if (words.length > 0) expect(found(text, stretch)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('tokens', () => {
  it('hold no sign that either database could take for its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const grams = indexGrams(foldText(text).folded);
        for (const token of storedTokens({ open: grams, restricted: new Set(), supportDeskId: null, providerId: null })) expect(token).toMatch(/^[a-z0-9\u0080-\u{10FFFF}]+$/u);
      }),
      { numRuns: 500 },
    );
  });

  it('C3: of what only the second line may read are other words than those of everybody', () => {
    const tokens = storedTokens({ open: new Set(['検知']), restricted: new Set(['検知', '秘密']), supportDeskId: null, providerId: null });
    expect(tokens).toEqual([plainToken('検知'), restrictedToken('秘密')]);
    expect(plainToken('秘密')).not.toBe(restrictedToken('秘密'));
  });
});

describe('what is asked of the index', () => {
  const scope = (roles: Scope['roles'], more: Partial<Scope> = {}): Scope => ({ staffId: '', name: '', roles, deskIds: [], providerId: null, ...more });

  it('B5, C3: a first line asks for its desk and for open words alone', () => {
    expect(conditionsFor(scope(['first_line'], { deskIds: ['a-1', 'b-2'] }), ['検知'])).toEqual([['\uE201a1', '\uE201b2'], ['検知']]);
  });

  it('C3: the auditor asks for open words alone, the second line for both', () => {
    expect(conditionsFor(scope(['auditor']), ['検知'])).toEqual([['検知']]);
    expect(conditionsFor(scope(['second_line']), ['検知'])).toEqual([['検知', '\uE200検知']]);
  });

  it('B5: a provider asks for what is assigned to it', () => {
    expect(conditionsFor(scope(['second_line'], { providerId: 'p-1' }), ['検知'])[0]).toEqual(['\uE202p1']);
  });
});

describe('a hit is shown in its sentence', () => {
  it.each([
    ['先にお電話しました。端末で通信を検知しました。以上です。', '検知', '端末で通信を【検知】しました。'],
    ['ｻｰﾊﾞｰが停止。', 'サーバー', '【ｻｰﾊﾞｰ】が停止。'],
    ['㈱髙﨑商店の髙橋様', '高', '㈱【髙】﨑商店の【髙】橋様'],
    ['接続先 192[.]0[.]2[.]1 を遮断', '192.0.2.1', '接続先 【192[.]0[.]2[.]1】 を遮断'],
    ['折り返\nし', '返し', '折り【返\nし】'],
  ])('%s for %s', (text, typed, expected) => {
    expect(shown(text, typed)).toBe(expected);
  });

  it('and each of several words in its own', () => {
    const body = 'サーバー室の端末が止まった。何の前触れもない。昨夜から通信を検知。';
    const snippets = (typed: string): unknown => snippetsOf([aText(body)], searchWords(typed))?.map(({ pieces }) => pieces.map(({ text }) => text).join(''));
    expect(snippets('サーバー 検知')).toEqual(['サーバー室の端末が止まった。', '昨夜から通信を検知。']);
    expect(snippets('サーバー 端末')).toEqual(['サーバー室の端末が止まった。']);
  });

  it('and a long one is cut around the hit', () => {
    const cut = shown(`${'前'.repeat(500)}検知${'後'.repeat(500)}`, '検知');
    expect(cut).toMatch(/^…前{59}【検知】後{59}…$/u);
  });
});
