import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { disclose, leakIndex, restrictedPlaces, type DisclosureMaterial } from '../../src/analysis/disclosure.rules.js';

function material(note: string, others: Partial<DisclosureMaterial> = {}): DisclosureMaterial {
  return { restricted: [{ disclosure: 'second_line', text: note, isValue: false }], released: [], visible: [], ...others };
}

function leaks(draft: string, note: string, others: Partial<DisclosureMaterial> = {}): readonly string[] {
  return restrictedPlaces(draft, leakIndex(material(note, others), 'customer')).map(({ start, end }) => draft.slice(start, end));
}

describe('C3: a value of the portal’s management screen is found however it is written', () => {
  const note = '管理画面：宛先 203.0.113.7（c2.evil.example）、送信者 Attacker@Evil.example、MD5 d41d8cd98f00b204e9800998ecf8427e、' +
    'URL https://drop.evil.example/gate.php?id=9、機器 00:11:22:33:44:55、経路 2001:db8::7';
  it.each([
    ['as it is', '遮断先は203.0.113.7です。', '203.0.113.7'],
    ['defanged with brackets', '遮断先は203[.]0[.]113[.]7です。', '203[.]0[.]113[.]7'],
    ['defanged with round brackets and spaces', '遮断先は 203 (.) 0 (.) 113 (.) 7 です。', '203 (.) 0 (.) 113 (.) 7'],
    ['full width', '遮断先は２０３．０．１１３．７です。', '２０３．０．１１３．７'],
    ['spaced out', '遮断先は2 0 3 . 0 . 1 1 3 . 7 です。', '2 0 3 . 0 . 1 1 3 . 7'],
    ['before another number', '203.0.113.7 3回', '203.0.113.7'],
    ['with zero padding', '203.000.113.007', '203.000.113.007'],
    ['as one number', '宛先は3405803783', '3405803783'],
    ['with zero-width characters', '203.\u200B0.113\u2060.7', '203.\u200B0.113\u2060.7'],
    ['with control characters', '203.\u00010.113.7', '203.\u00010.113.7'],
    ['spelt out in kana', '203ドット0ドット113ドット7', '203ドット0ドット113ドット7'],
    ['a domain in capitals', '宛先はC2.EVIL.EXAMPLEでした', 'C2.EVIL.EXAMPLE'],
    ['a defanged domain', 'c2[dot]evil[dot]example', 'c2[dot]evil[dot]example'],
    ['a percent-encoded domain', 'c2%2Eevil%2Eexample', 'c2%2Eevil%2Eexample'],
    ['a defanged URL', 'hxxps[://]drop[.]evil[.]example/gate.php?id=9', 'drop[.]evil[.]example/gate.php?id=9'],
    ['the host of a URL alone', 'drop.evil.exampleへの通信', 'drop.evil.example'],
    ['a mail address', 'attacker[at]evil[.]example', 'attacker[at]evil[.]example'],
    ['a hash in blocks', 'D41D8CD9 8F00B204 E9800998 ECF8427E', 'D41D8CD9 8F00B204 E9800998 ECF8427E'],
    ['a MAC address with hyphens', '00-11-22-33-44-55', '00-11-22-33-44-55'],
    ['an IPv6 address in full', '2001:0db8:0000:0000:0000:0000:0000:0007', '2001:0db8:0000:0000:0000:0000:0000:0007'],
  ])('%s', (_title, draft, found) => {
    const places = leaks(draft, note);
    expect(places).toHaveLength(1);
    expect(places[0]).toContain(found);
  });

  it.each([
    ['another address', '203.0.113.70 と 1203.0.113.7'],
    ['an address of documentation', 'https://www.ppc.go.jp/personalinfo/'],
    ['ordinary words', 'お客様の端末は正常に動作しています。'],
  ])('%s is none', (_title, draft) => {
    expect(leaks(draft, note)).toEqual([]);
  });
});

describe('C3: twelve characters in common are a phrase', () => {
  const note = '内部スコアリングで危険度八十七と判定された通信。2026年11月24日（火）10:05';
  it('however spaces, width and punctuation are set', () => {
    expect(leaks('弊社の内部ｽｺｱﾘﾝｸﾞで、危険度八十七 と判定', note)).toEqual(['内部ｽｺｱﾘﾝｸﾞで、危険度八十七 と判定']);
  });
  it('and eleven are not', () => {
    expect(leaks('内部スコアリングで危険', note)).toEqual([]);
    expect(leaks('内部スコアリングで危険度', note)).toEqual(['内部スコアリングで危険度']);
  });
  it.each([
    ['twelve, in half width as in the note', 'ﾃﾞｰﾀｶﾞﾄﾞｺﾍﾞﾄ', 'ﾃﾞｰﾀｶﾞﾄﾞｺﾍﾞﾄ'.slice(0, 12)],
    ['twelve signs and letters', 'A社・B社：(甲)→(乙)。', 'A社・B社：(甲)→(乙'],
    ['twelve with numbers in it that are no date', '開放 443/8443/4444', '443/8443/444'],
    ['seven letters either side of a released value', '社内端末十台は 203.0.113.7 へ送信済みの疑い', '社内端末十台は203.0.113.7へ送信済みの'],
  ])('%s', (_title, text, piece) => {
    expect(leaks(`ご報告：${piece}でした`, text, { released: ['203.0.113.7'] })).toHaveLength(1);
  });
  it('but not what the customer may see in another width', () => {
    expect(leaks('ﾃﾞｰﾀｶﾞﾄﾞｺﾍﾞﾄ', 'ﾃﾞｰﾀｶﾞﾄﾞｺﾍﾞﾄ', { visible: ['データがドコへ。データガドコベト'] })).toEqual([]);
  });
  it.each(['日時 2026/11/24 10:05:33', '2026-11-24T10:05:00+09:00', '11月24日（火）10時05分頃まで', '2026年11月24日（火）1'])('but a date alone is not: %s', (text) => {
    expect(leaks(`対象 ${text} 以上`, `${text}に確認`)).toEqual([]);
  });
  it('but a date in the draft that the note only begins is not', () => {
    expect(leaks('検知は2026年11月24日（火）10:05です。', note)).toEqual([]);
  });
  it('and a long number is', () => {
    expect(leaks('番号 123456789012', '案件番号123456789012')).not.toEqual([]);
  });
  it('unless the customer reads it in his own portal', () => {
    const others = { visible: ['内部スコアリングで危険度八十七と判定された通信'] };
    expect(leaks('内部スコアリングで危険度八十七と判定された', note, others)).toEqual([]);
  });
});

describe('C3 開示承認: a released value may be written, nothing else with it', () => {
  const note = '203.0.113.7 と 198.51.100.9 への通信を管理画面のみで確認した';
  it('in any spelling', () => {
    expect(leaks('203[.]0[.]113[.]7を遮断', note, { released: ['203.0.113.7'] })).toEqual([]);
    expect(leaks('203.0.113.7を遮断', note, { released: ['２０３.０.１１３[.]７'] })).toEqual([]);
  });
  it('and its neighbour stays', () => {
    expect(leaks('203.0.113.7 と 198.51.100.9', note, { released: ['203.0.113.7'] })).toEqual(['と 198.51.100.9']);
  });
  it('and the words around stay', () => {
    const draft = '198.51.100.9 への通信を管理画面のみで確認した';
    expect(leaks(draft, note, { released: ['198.51.100.9'] })).toEqual(['への通信を管理画面のみで確認した']);
  });
  it('releases of a URL cover its host within it only', () => {
    const own = 'https://drop.evil.example/gate';
    expect(leaks(`${own}を遮断`, own, { released: [own] })).toEqual([]);
    expect(leaks('drop.evil.exampleを遮断', own, { released: [own] })).toEqual(['drop.evil.example']);
  });
});

describe('C3: what the customer said himself or sees in his portal is not restricted', () => {
  it('values', () => {
    expect(leaks('端末 10.0.0.5 を切り離してください', '端末 10.0.0.5 を特定', { visible: ['端末は10.0.0.5です'] })).toEqual([]);
  });
  it('but an indicator of the second line is, however short', () => {
    const short: DisclosureMaterial = { restricted: [{ disclosure: 'second_line', text: 'qx7.dll', isValue: true }], released: [], visible: [] };
    expect(restrictedPlaces('QX7.DLL があれば', leakIndex(short, 'customer'))).toEqual([{ start: 0, end: 7, kind: 'value' }]);
  });
  it('and what the partner may read is kept from the customer alone', () => {
    const own: DisclosureMaterial = { restricted: [{ disclosure: 'partner', text: '192.0.2.44', isValue: true }], released: [], visible: [] };
    expect(restrictedPlaces('192.0.2.44', leakIndex(own, 'customer'))).toHaveLength(1);
    expect(restrictedPlaces('192.0.2.44', leakIndex(own, 'partner'))).toHaveLength(0);
  });
});

describe('disclose', () => {
  it('hands back what it was given, however deep it looked', () => {
    const sections = [{ heading: '要約', lines: ['問題は確認されていません。'] }];
    expect(disclose(sections, leakIndex(material('203.0.113.7'), 'customer'))).toBe(sections);
  });
  it('refuses a report with a restricted line', () => {
    const sections = [{ heading: '要約', lines: ['宛先は203[.]0.113.7'] }];
    expect(() => disclose(sections, leakIndex(material('203.0.113.7'), 'customer'))).toThrow(/1か所/);
  });
});

describe('properties of the leak check', () => {
  const words = fc.stringMatching(/^[ぁ-んァ-ン一-龠a-z0-9、。 ]{0,60}$/u);
  const secret = fc.stringMatching(/^[ぁ-んァ-ン一-龠a-z]{12,40}$/u);
  const octet = fc.integer({ min: 1, max: 255 });
  const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
  const disguise = fc.constantFrom(
    (text: string) => text,
    (text: string) => text.replaceAll('.', '[.]'),
    (text: string) => text.replaceAll('.', ' . '),
    (text: string) => text.replaceAll('.', '(dot)'),
    (text: string) => text.split('').join(' '),
    (text: string) => text.replaceAll(/[!-~]/g, (unit) => String.fromCodePoint((unit.codePointAt(0) ?? 0) + 0xfee0)),
  );

  it('a secret phrase is found wherever it stands, and its offsets cover it', () => {
    fc.assert(
      fc.property(words, secret, words, (before, phrase, after) => {
        const places = restrictedPlaces(before + phrase + after, leakIndex(material(`管理画面 ${phrase} 以上`), 'customer'));
        return places.some(({ start, end }) => start <= before.length && end >= before.length + phrase.length);
      }),
    );
  });
  it('of a text every twelve characters are found, as they stand and in full width', () => {
    const letters = fc.stringMatching(/^[ぁ-ん一-龠a-zｦ-ﾟ・：（）「」!?&]{12,30}$/u);
    const wide = (text: string): string => text.replaceAll(/[!-~]/g, (unit) => String.fromCodePoint((unit.codePointAt(0) ?? 0) + 0xfee0));
    fc.assert(
      fc.property(letters, fc.nat(), fc.constantFrom((text: string) => text, wide, (text: string) => text.toUpperCase()), (text, place, write) => {
        const at = place % (text.length - 11);
        const piece = text.slice(at, at + 12);
        // Cut off from its mark, a half-width letter is another one: ヲ, and no longer ヺ.
        fc.pre(!/[ﾞﾟ]/u.test(text.charAt(at + 12)));
        return restrictedPlaces(`報告 ${write(piece)}`, leakIndex(material(text), 'customer')).length > 0;
      }),
      { numRuns: 500 },
    );
  });
  it('and fewer than twelve letters and signs are not', () => {
    const letters = fc.stringMatching(/^[一-龠a-z・：]{11,30}$/u);
    fc.assert(
      fc.property(letters, fc.nat(), (text, place) => {
        const at = place % (text.length - 10);
        return restrictedPlaces(`＊${text.slice(at, at + 11)}＊`, leakIndex(material(text), 'customer')).every(({ kind }) => kind === 'value');
      }),
    );
  });
  it('an address is found in every disguise', () => {
    fc.assert(
      fc.property(address, disguise, fc.constantFrom('宛先は', '宛先 ', '', '（'), (value, hide, before) => {
        const draft = `${before}${hide(value)} 宛の通信`;
        return restrictedPlaces(draft, leakIndex(material(`管理画面 ${value} 確認`), 'customer')).some(({ kind }) => kind === 'value');
      }),
    );
  });
  it('nothing is found in a draft that has nothing to do with the note', () => {
    fc.assert(fc.property(words, (draft) => restrictedPlaces(draft, leakIndex(material('QQQQQQQQQQQQ 203.0.113.7'), 'customer')).length === 0));
  });
  it('what the customer may see anyway is never a leak', () => {
    fc.assert(fc.property(secret, (phrase) => restrictedPlaces(phrase, leakIndex(material(phrase, { visible: [phrase] }), 'customer')).length === 0));
  });
  it('places are in order, apart from each other and within the text', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(words, secret, address), { maxLength: 6 }), fc.array(fc.oneof(secret, address), { maxLength: 4 }), (draft, notes) => {
        const text = [...draft, ...notes].join(' ');
        const places = restrictedPlaces(text, leakIndex(material(notes.join('。')), 'customer'));
        return places.every((place, at) => place.start >= (places[at - 1]?.end ?? 0) && place.start < place.end && place.end <= text.length);
      }),
    );
  });
});

// Compared value by value this takes minutes, and the runner gives up.
it('holds 100 kB against 100 kB of restricted values', () => {
  const line = (at: number): string => `10.${at % 256}.${Math.floor(at / 256)}.7 host${at}.evil.example の通信を管理画面で確認\n`;
  const note = Array.from({ length: 2200 }, (_, at) => line(at)).join('');
  const draft = Array.from({ length: 2200 }, (_, at) => line(at + 1100)).join('');
  expect(draft.length).toBeGreaterThan(95_000);
  expect(leaks(draft, note).length).toBeGreaterThan(900);
});
