import { describe, expect, it } from 'vitest';
import { officeWords } from '../../src/mail/render/template-words.rules.js';
import { filesBelow, sources } from './sources.js';

/** They tell writers which words a Japanese office does not expect, and so must name them. */
const dictionaries = new Set(['src/mail/render/template-words.rules.ts', 'src/analysis/wording.rules.ts']);
/** 利用者 is what a page calls a customer; only a mail says 貴社, which the rules of mails hold. */
const unexpected = [...Object.keys(officeWords).filter((word) => word !== '利用者'), '差し戻し', '受信（未受付）', '二次窓口', 'SLA'];

describe('section G of the requirements', () => {
  it('holds for every sentence of the product: pages, mails, sheets, guides, refusals and the stories of the demo', () => {
    const texts = [...sources, ...filesBelow('templates', '.eta', '.txt', '.json', '.md')].filter(({ path }) => !dictionaries.has(path));
    expect(texts.length).toBeGreaterThan(500);
    const said = texts.flatMap(({ path, text }) => text.split('\n').flatMap((line, index) => unexpected.filter((word) => line.includes(word)).map((word) => `${path}:${index + 1} ${word}`)));
    expect(said).toEqual([]);
  });
});
