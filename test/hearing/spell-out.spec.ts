import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defang, refang } from '../../src/hearing/defang.rules.js';
import { checkDigits, normalizeForCheck, spellOut } from '../../src/hearing/spell-out.rules.js';

describe('H4: spelt out', () => {
  it('has a word for every character and four digits to check', () => {
    const { characters, check } = spellOut('a1-B.example');
    expect(characters.slice(0, 5).map((one) => one.spoken)).toEqual(['アルファのA', '数字のイチ', 'ハイフン', 'ブラボーのB', 'ドット']);
    const first16Bits = Number.parseInt(createHash('sha256').update('a1-b.example').digest('hex').slice(0, 4), 16);
    expect(check).toBe(String(first16Bits % 10_000).padStart(4, '0'));
  });

  it('checks the same however it was written down', () => {
    for (const same of ['192.0.2.1', '192[.]0[.]2[.]1', ' １９２．０．２．１ ', '192(.)0(.)2(.)1']) expect(checkDigits(same)).toBe(checkDigits('192.0.2.1'));
    expect(checkDigits('Evil.Example.COM.')).toBe(checkDigits('evil[.]example[.]com'));
    expect(checkDigits('192.0.2.2')).not.toBe(checkDigits('192.0.2.1'));
  });

  it('keeps capitals where they matter: in the path of a URL', () => {
    expect(normalizeForCheck('HXXPS://Evil.Example.com/A?b=C')).toBe('https://evil.example.com/A?b=C');
    expect(spellOut('https://evil.example.com/A').characters.at(-1)?.spoken).toBe('大文字、アルファのA');
  });

  it('spells any printable ASCII text', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      for (const { spoken } of spellOut(text).characters) expect(spoken).toMatch(/[\p{Script=Katakana}\p{Script=Hiragana}\p{Script=Han}]/u);
      expect(checkDigits(text)).toMatch(/^\d{4}$/);
    }));
  });
});

describe('addresses that nobody opens by accident', () => {
  it.each([
    ['192.0.2.1', '192[.]0[.]2[.]1'],
    ['2001:db8::1', '2001[:]db8[:][:]1'],
    ['https://evil.example.com/a.html', 'hxxps://evil[.]example[.]com/a[.]html'],
    ['evil.example.com', 'evil[.]example[.]com'],
    ['info@evil.example.com', 'info[@]evil[.]example[.]com'],
  ])('%s', (plain, defanged) => {
    expect(defang(plain)).toBe(defanged);
    expect(defang(defanged)).toBe(defanged);
    expect(refang(defanged)).toBe(plain);
  });

  it('come back whatever they were', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain(), fc.webUrl()), (address) => {
      expect(refang(defang(address))).toBe(address);
      expect(defang(address)).not.toMatch(/https?:\/\/|[a-z0-9]\.[a-z0-9]/i);
    }));
  });
});
