import { describe, expect, it } from 'vitest';
import { checkLine, type CheckLine } from '../../src/mail/check/check-line.rules.js';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { inWords } from './bounces/in-words.js';
import { noBounces } from './bounces/no-bounces.js';
import { reports } from './bounces/reports.js';
import { ours, rawReport, rawWords } from './bounces/shapes.js';

const lineOf = async (raw: Buffer): Promise<CheckLine> => checkLine('x', await parseMail(raw), [], undefined);

/** What was not taken for what it is, by name. */
async function wrong<Sample extends { readonly what: string }>(samples: readonly Sample[], isRight: (sample: Sample) => Promise<boolean>): Promise<string[]> {
  const judged = await Promise.all(samples.map(async (sample) => ({ what: sample.what, right: await isRight(sample) })));
  return judged.filter(({ right }) => !right).map(({ what }) => what);
}

describe('R14: of the bounces that mail servers send', () => {
  const bounces = [...reports.map((each) => ({ what: each.what, raw: () => rawReport(each) })), ...inWords.map((each) => ({ what: each.what, raw: () => rawWords(each) }))];

  it('at least 99 % are recognised', async () => {
    const missed = await wrong(bounces, async ({ raw }) => (await lineOf(raw())).kind === 'bounce');
    expect(bounces.length).toBeGreaterThanOrEqual(60);
    expect(new Set(bounces.map(({ what }) => what)).size).toBe(bounces.length);
    expect((bounces.length - missed.length) / bounces.length, `missed: ${missed.join(', ')}`).toBeGreaterThanOrEqual(0.99);
  });

  it('every report says whom it is about, why, whether it is final, and which mail of ours came back', async () => {
    const misread = await wrong(reports, async (report) => {
      const { bounce } = await lineOf(rawReport(report));
      const said = { failed: report.failed ?? true, recipients: report.recipients.map(({ to }) => to), statuses: [...new Set(report.recipients.map(({ status }) => status))], originalMessageId: report.original === 'none' ? null : ours };
      return JSON.stringify(bounce) === JSON.stringify(said);
    });
    expect(misread).toEqual([]);
  });

  it('those in words that show our mail are joined to it', async () => {
    const shows = inWords.filter(({ text }) => text.includes(ours));
    expect(shows.length).toBeGreaterThan(5);
    expect(await wrong(shows, async (words) => (await lineOf(rawWords(words))).bounce?.originalMessageId === ours)).toEqual([]);
  });
});

it('R14: of what is no bounce, be it a receipt, an automatic answer, a challenge or a person who speaks of one, none is taken for one', async () => {
  const taken = await wrong(noBounces, async (words) => (await lineOf(rawWords(words))).kind !== 'bounce');
  expect(noBounces.length).toBeGreaterThanOrEqual(60);
  expect(taken).toEqual([]);
});
