import { describe, expect, it } from 'vitest';
import type { Paper, PaperBlock } from '../../../src/web/paper/paper.js';
import { Papers, usualPaperCost } from '../../../src/web/paper/papers.service.js';
import { pdfPages, pdfWords } from '../../support/pdf-text.js';

const papers = new Papers();
const sentence = '「サーバー」の、検知ッョーを確認しています。（株）髙﨑ネットワーク・ソリューションズ様の端末〜１０台……、2026年11月24日（火）17:00ごろ、１００％「復旧」——！？';

function paper(blocks: readonly PaperBlock[], changes: Partial<Paper> = {}): Paper {
  return { title: '試しの一枚', label: '【関係者限り】', reference: '受付番号 26-000123-7', at: Date.parse('2026-11-24T17:00:00+09:00'), blocks, ...changes };
}

describe('a paper', () => {
  it('says its title, its number, who may read it and its page on every page', async () => {
    const pdf = await papers.draw(paper([{ kind: 'text', lines: ['一枚目'] }, { kind: 'new_page' }, { kind: 'text', lines: ['二枚目'] }]));
    const pages = pdfPages(pdf).map((lines) => lines.join('\n'));
    expect(pages).toHaveLength(2);
    for (const [index, page] of pages.entries()) {
      for (const said of ['試しの一枚', '【関係者限り】', '受付番号 26-000123-7', `${index + 1} / 2 ページ`]) expect(page).toContain(said);
    }
    expect(pages[1]).toContain('二枚目');
  });

  it('names its title and its language for a screen reader, and embeds what it uses of the typeface', async () => {
    const pdf = await papers.draw(paper([{ kind: 'text', lines: [sentence] }]));
    const bytes = pdf.toString('latin1');
    expect(bytes).toContain('/Lang (ja-JP)');
    expect(bytes).toContain('/DisplayDocTitle true');
    expect(bytes).toMatch(/\+NotoSansJP-Regular/);
    expect(pdf.length).toBeLessThan(60_000);
  });

  it('is the same bytes for the same words and instant', async () => {
    const one = paper([{ kind: 'facts', rows: [{ label: '利用者', value: sentence }] }]);
    const first = await papers.draw(one);
    expect((await papers.draw(one)).equals(first)).toBe(true);
    expect((await papers.draw({ ...one, at: one.at + 60_000 })).equals(first)).toBe(false);
  });

  it('begins no line with a character that may not begin one, and ends none with an opening bracket', async () => {
    const shifted = Array.from({ length: 24 }, (_, index) => `${'あ'.repeat(index)}${sentence.repeat(2)}`);
    const lines = pdfPages(await papers.draw(paper([{ kind: 'text', lines: shifted }]))).flat();
    expect(lines.length).toBeGreaterThan(72);
    expect(lines.filter((line) => /^[、。，．」）』】・ーッャュョっゃゅょ！？〜…％々]/u.test(line))).toEqual([]);
    expect(lines.filter((line) => /[「（『【]$/u.test(line))).toEqual([]);
  });

  it('breaks a value that is longer than its line and keeps every character of it', async () => {
    const hash = 'e3b0c44298fc1c14'.repeat(16);
    const pdf = await papers.draw(paper([
      { kind: 'facts', rows: [{ label: 'SHA-256', value: hash }] },
      { kind: 'table', columns: [{ label: '値', share: 1 }, { label: '説明', share: 3 }], rows: [[hash, sentence]] },
    ]));
    expect(pdfWords(pdf).split(hash)).toHaveLength(3);
  });

  it('prints rare characters and composed ones, and nothing that turns or hides text', async () => {
    const pdf = await papers.draw(paper([{ kind: 'text', lines: ['髙﨑𠮷か\u3099 A\u202eB\u200bC\u0007D'] }]));
    expect(pdfWords(pdf)).toContain('髙﨑𠮷がABCD');
  });

  it('leaves no heading alone at the foot of a page', async () => {
    for (const lines of [37, 38, 39]) {
      const pages = pdfPages(await papers.draw(paper([
        { kind: 'text', lines: Array.from({ length: lines }, (_, index) => `行${index}`) },
        { kind: 'heading', level: 2, text: '見出し' },
        { kind: 'table', columns: [{ label: '列', share: 1 }], rows: [['中身']] },
      ])));
      const [page] = pages.filter((page) => page.includes('見出し'));
      expect(page).toContain('中身');
    }
  });

  it('takes text for text: no markup, file, picture or address is followed', async () => {
    const said = ['<b>太字</b>', '![](file:///etc/passwd)', 'data:image/png;base64,AAAA', 'https://evil.example.com/x.png'];
    const pdf = await papers.draw(paper([{ kind: 'text', lines: said }, { kind: 'facts', rows: said.map((value) => ({ label: value, value })) }]));
    for (const text of said) expect(pdfWords(pdf)).toContain(text);
    expect(pdf.toString('latin1')).not.toMatch(/\/URI|\/XObject <<|\/EmbeddedFile|\/JavaScript/);
  });

  it('is given up in words where it takes too long or too much memory, and the next is drawn', async () => {
    const large = paper([{ kind: 'table', columns: [{ label: '値', share: 1 }], rows: Array.from({ length: 4000 }, () => [sentence]) }]);
    await expect(papers.draw(large, { ...usualPaperCost, mostMs: 1 })).rejects.toMatchObject({ code: 'too_large' });
    await expect(papers.draw(large, { ...usualPaperCost, mostHeapMegabytes: 24 })).rejects.toMatchObject({ code: 'too_large' });
    expect(pdfWords(await papers.draw(paper([{ kind: 'text', lines: ['次'] }])))).toContain('次');
  });

  it('is refused in words, and not with a fault of the program, where it cannot be drawn', async () => {
    const broken = paper([{ kind: 'table', columns: [], rows: [['多すぎる']] }]);
    await expect(papers.draw(broken)).rejects.toMatchObject({ name: 'DomainError', message: expect.stringContaining('PDFを作成できませんでした') });
  });

  it('ASVS 15.2.2: lets nobody wait without end: whose turn does not come in time is told when to come back, and the others are drawn', async () => {
    const busy = new Papers();
    const one = paper([{ kind: 'text', lines: ['一枚'] }]);
    const first = busy.draw(one);
    const late = Array.from({ length: 21 }, () => busy.draw(one, usualPaperCost, 1));
    const refused = await Promise.allSettled(late);
    for (const each of refused) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'rate_limited', facts: { retryAfterSeconds: 15 } } });
    const second = busy.draw(one);
    expect((await second).equals(await first)).toBe(true);
  });
});
