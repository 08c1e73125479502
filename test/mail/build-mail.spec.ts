import { simpleParser } from 'mailparser';
import { describe, expect, it } from 'vitest';
import { buildMail, UnbuildableMail } from '../../src/mail/outbox/build-mail.js';
import { lintFolding, lintRaw } from '../../src/mail/render/lint-mail.rules.js';
import { sampleKinds, sampleMail } from '../../src/mail/render/sample-mails.rules.js';
import { allTemplates, renderMail } from './mail-samples.js';

const row = {
  toName: '髙﨑 邊𠮷之進', toAddress: 'taro@customer.example', fromName: 'あおば情報サービス SOC受付窓口', fromAddress: 'aoba@desk.example.jp', replyToken: 'a'.repeat(26),
  messageId: '0198c0de-0000-7000-8000-000000000000@desk.example.jp', inReplyTo: 'x@customer.example', threadIds: Array.from({ length: 40 }, (_, n) => `${n}-${'i'.repeat(50)}@customer.example`).join(' '),
  autoSubmitted: 'auto-replied', createdAt: Date.parse('2026-11-24T10:12:00+09:00'),
} as const;

describe('the bytes of a mail', () => {
  it.each(allTemplates)('%s is sound by RFC 5322 with ordinary, extreme and bare data', async (template) => {
    for (const kind of sampleKinds) {
      const raw = await buildMail(row, renderMail(template, sampleMail(template, kind)));
      expect([...lintRaw(raw, 'desk.example.jp'), ...lintFolding(raw)], kind).toEqual([]);
    }
  });

  it.each([
    ['a file', { path: import.meta.filename }],
    ['an address', { href: 'http://127.0.0.1:1/' }],
  ])('never takes its text from %s (F7)', async (_what, text) => {
    await expect(buildMail(row, { subject: 'x', text: text as never })).rejects.toThrow(/access rejected/);
  });

  it('goes to an address whose domain is registered in capitals', async () => {
    const raw = await buildMail({ ...row, toAddress: 'Taro@Customer.EXAMPLE' }, { subject: 'x', text: 'y' });
    expect((await simpleParser(raw)).to).toMatchObject({ value: [{ address: 'Taro@customer.example' }] });
  });

  it.each<[string, object, RegExp]>([
    ['whose recipient would not be written as he is registered (F6)', { toAddress: 'a..b@customer.example' }, /宛先が登録されたものと一致しません/],
    ['whose address is not plain (F6)', { toAddress: '"a b"@customer.example' }, /形式が正しくありません/],
    ['that breaks a rule of RFC 5322', { inReplyTo: `${'a'.repeat(1_200)}@customer.example` }, /has a line of/],
  ])('is not made %s', async (_what, wishes, says) => {
    const made = buildMail({ ...row, ...wishes }, { subject: 'x', text: 'y' });
    await expect(made).rejects.toThrow(UnbuildableMail);
    await expect(made).rejects.toThrow(says);
  });

  const breaks = ['\r\nBcc: evil@x.example', '\nBcc: evil@x.example', '\rBcc: evil@x.example', '\u2028Bcc: evil@x.example', '\u2029Bcc: evil@x.example', '\r\n\r\nevil', '\0Bcc: evil@x.example', '\r\n Bcc: evil@x.example', '> <evil@x.example', '", <evil@x.example>'];

  it.each(['toName', 'fromName', 'inReplyTo', 'threadIds', 'replyToken', 'messageId', 'subject', 'toAddress', 'fromAddress'] as const)('V53: nothing in %s makes a header or a recipient more', async (field) => {
    const text = 'お世話になっております。';
    const honest = headerNames(await buildMail(row, { subject: 'x', text }));
    for (const broken of breaks) {
      const { subject, ...hostile } = { ...row, subject: 'x', [field]: `${field === 'subject' ? 'x' : row[field]}${broken}` };
      const raw = await buildMail(hostile, { subject, text }).catch((error: unknown) => error);
      if (raw instanceof UnbuildableMail) continue;
      if (!(raw instanceof Buffer)) throw raw;
      expect(headerNames(raw), JSON.stringify(broken)).toEqual(honest);
      const { to, cc, bcc } = await simpleParser(raw);
      expect([[to].flat().flatMap((each) => each?.value ?? []).map(({ address }) => address), cc, bcc]).toEqual([[row.toAddress], undefined, undefined]);
    }
  });
});

/** The names of the header fields, in their order. */
function headerNames(raw: Buffer): string[] {
  const head = raw.toString('latin1').split('\r\n\r\n')[0] ?? '';
  return head.split(/[\r\n]+/).filter((line) => !/^[ \t]/.test(line)).map((line) => line.split(':')[0]?.toLowerCase() ?? '');
}
