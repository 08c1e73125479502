import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsOf, foldLines } from '../../src/mail/render/fold-lines.rules.js';

const lines = (text: string): string[] => foldLines(text).split('\n');

describe('folding at 35 full-width characters', () => {
  it('leaves a line alone that fits exactly', () => {
    expect(lines('あ'.repeat(35))).toEqual(['あ'.repeat(35)]);
    expect(lines('あ'.repeat(36))).toEqual(['あ'.repeat(35), 'あ']);
  });

  it('counts half-width kana and ASCII as one column', () => {
    expect(columnsOf('ｱﾞa1あ①')).toBe(8);
  });

  it.each(['。', '、', '」', '）', '】', 'ー', 'っ', 'ょ', '々', '！', '：', '％', ')', '･'])('never begins a line with %s (行頭禁則)', (mark) => {
    expect(lines(`${'あ'.repeat(35)}${mark}うえお`).slice(1).every((line) => !line.startsWith(mark))).toBe(true);
  });

  it.each(['「', '（', '【', '『', '('])('never ends a line with %s (行末禁則)', (mark) => {
    expect(lines(`${'あ'.repeat(34)}${mark}いう」`)[0]).toBe('あ'.repeat(34));
  });

  it('keeps URLs, words, numbers and dates whole', () => {
    const url = `https://desk.example.jp/inquiries/26-000123-7?x=${'y'.repeat(80)}`;
    expect(lines(`${'あ'.repeat(20)}${url}を開く`)).toContain(url.length > 70 ? `${url}を開く`.slice(0, url.length) : url);
    expect(lines(`${'あ'.repeat(30)}2026年11月24日（火）17:00まで`)[1]).toBe('2026年11月24日（火）17:00まで');
    expect(lines(`${'あ'.repeat(33)}192.168.10.20です`)[1]).toBe('192.168.10.20です');
  });

  it('indents what follows below an item', () => {
    expect(lines(`・${'あ'.repeat(40)}`)[1]).toMatch(/^　あ/);
    expect(lines(`10. ${'あ'.repeat(40)}`)[1]).toMatch(/^ {4}あ/);
  });

  it('keeps the mark of a quotation on every line of it', () => {
    const quote = `> ${'Malware communication was detected. '.repeat(5)}`;
    const folded = lines(quote);
    expect(folded.length).toBeGreaterThan(2);
    expect(folded.filter((line) => !line.startsWith('> M') && !/^> \S/.test(line))).toEqual([]);
    expect(folded.every((line) => line.length <= 70)).toBe(true);
  });

  it('never splits a character of two code units or with a variation selector', () => {
    const name = '𠮷葛\u{E0100}';
    expect(lines(name.repeat(40)).join('')).toBe(name.repeat(40));
    expect(lines(name.repeat(40)).every((line) => !/^[\u{E0100}\uDC00-\uDFFF]/u.test(line))).toBe(true);
  });

  it('loses no character but spaces at the folds, whatever the text', () => {
    const unit = fc.constantFrom('あ', '漢', '。', '「', '」', 'a', '1', ' ', '　', '…', 'ｱ', '𠮷', '・', 'ー', 'http://x.example/', '2026年1月5日（月）');
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
        const text = units.join('');
        expect(foldLines(text).replaceAll(/[\s　]/g, '')).toBe(text.replaceAll(/[\s　]/g, ''));
      }),
    );
  });

  it('takes a line of 200,000 characters in its stride', () => {
    for (const text of ['あ。'.repeat(100_000), '」'.repeat(20_000), 'a'.repeat(200_000)]) {
      expect(foldLines(text).replaceAll('\n', '')).toBe(text);
    }
  });
});
