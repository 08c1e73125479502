import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { checkMessages, type CheckWishes } from '../../src/mail/check/check-messages.js';
import type { CheckLine } from '../../src/mail/check/check-line.rules.js';
import { sha256 } from '../../src/platform/ids.js';
import { stubSettings } from '../support/environment.js';
import { authservId, jis, multipart, passed, rawMail, textPart } from './corpus.js';
import { signed, world } from './published-dns.js';
import { inlineReply } from './reply-shapes.js';

describe('desk mail check', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'desk-check-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function check(...args: string[]): Promise<{ code: number; lines: CheckLine[]; err: string }> {
    const out: string[] = [];
    const err: string[] = [];
    const io = { stdin: Readable.from([]), out: (line: string) => void out.push(line), err: (line: string) => void err.push(line) };
    const code = await runDesk(['mail', 'check', ...args], io);
    return { code, lines: code === 2 || args.includes('--help') ? [] : out.map((line) => JSON.parse(line) as CheckLine), err: err.join('\n') + (args.includes('--help') ? out.join('\n') : '') };
  }

  async function file(name: string, raw: Buffer | string): Promise<string> {
    await writeFile(join(folder, name), raw);
    return join(folder, name);
  }

  it('says all that a person would ask, in one object a line', async () => {
    const log = Buffer.from('DENY 10.0.0.1\r\n');
    const body = multipart('mixed', [
      'Content-Type: text/plain; charset=utf-8\r\n\r\n了解しました。\r\n\r\n> お問い合わせ\r\n',
      `Content-Type: text/plain; name="fw.log"\r\nContent-Disposition: inline\r\nContent-Transfer-Encoding: base64\r\n\r\n${log.toString('base64')}\r\n`,
    ]);
    const path = await file('one.eml', rawMail({ from: '=?UTF-8?B?5bGx55SwIOWkqumDjg==?= <Taro@customer.example>', subject: jis('通知の意味'), messageId: '<a@b>', headers: [passed, 'In-Reply-To: <c@d>'], body }));
    const { code, lines } = await check('--authserv-id', authservId, path);
    expect(code).toBe(0);
    expect(lines).toEqual([
      {
        file: path,
        kind: 'message',
        from: '山田 太郎 <Taro@customer.example>',
        subject: '通知の意味',
        text: '了解しました。',
        quoted: '> お問い合わせ',
        attachments: [{ name: 'fw.log', type: 'text/plain', size: log.byteLength, sha256: sha256(log) }],
        messageId: 'a@b',
        inReplyTo: 'c@d',
        authentication: 'pass',
        problems: [],
      },
    ]);
    expect((await check(path)).lines[0]?.authentication).toBe('none');
  });

  it('has a line for everything: an empty file, rubbish, what is not there, and a bomb; and ends with 0', async () => {
    const rubbish = Buffer.from(Array.from({ length: 3_000 }, (_each, index) => (index * 7_919) % 256));
    const bomb = rawMail({ body: multipart('mixed', Array.from({ length: 1_100 }, () => 'Content-Type: text/plain\r\n\r\nx\r\n')) });
    const paths = [await file('empty', ''), await file('rubbish', rubbish), join(folder, 'missing'), await file('bomb.eml', bomb), await file('good.eml', rawMail())];
    const { code, lines } = await check(...paths);
    expect(code).toBe(0);
    expect(lines.map((line) => line.file)).toEqual(paths);
    expect(lines.map((line) => line.kind)).toEqual(['unreadable', 'unreadable', 'unreadable', 'unreadable', 'message']);
    expect(lines.slice(0, 4).every((line) => line.problems.length === 1)).toBe(true);
  });

  it('shows answers written between the quoted questions with them, and folds nothing', async () => {
    const answered = { messageId: '<q@desk.example.jp>', references: [], inReplyTo: '', subject: '追加のご質問', text: '', replyTo: 'aoba@desk.example.jp', from: { name: 'SOC', address: 'aoba@desk.example.jp' } };
    const path = await file('inline.eml', inlineReply({ from: 'taro@customer.example', answers: { '1. 端末名は': 'PC-01です。', '2. 時刻は': '10時ごろです。' }, answered }));
    const [line] = (await check(path)).lines;
    expect(line?.quoted).toBe('');
    expect(line?.text.split(/\n+/)).toEqual(['ご質問に回答いたします。', '2026年11月24日(火) 11:40 SOC <aoba@desk.example.jp>:', '> 1. 端末名は', 'PC-01です。', '> 2. 時刻は', '10時ごろです。']);
  });

  it('goes through folders and their folders once, whatever links there are', async () => {
    await mkdir(join(folder, 'tree', 'below'), { recursive: true });
    await file('tree/b.eml', rawMail({ subject: 'b' }));
    await file('tree/below/a.eml', rawMail({ subject: 'a' }));
    await symlink(join(folder, 'tree'), join(folder, 'tree', 'below', 'loop'));
    const { lines } = await check(join(folder, 'tree'));
    expect(lines.map((line) => line.subject)).toEqual(['b', 'a']);
  });

  it('takes an mbox apart, and names each message', async () => {
    const envelope = 'From taro@customer.example Tue Nov 24 10:00:00 2026\n';
    const message = (subject: string, text: string): string => `${envelope}From: taro@customer.example\nSubject: ${subject}\n\n${text}\n\n`;
    const path = await file('inbox', `${message('one', '>From here on\n>>From there\nFrom nobody in a sentence')}${message('two', 'x')}${message('three', 'y')}`);
    const { lines } = await check(path);
    expect(lines.map((line) => line.file)).toEqual([`${path}#1`, `${path}#2`, `${path}#3`]);
    expect(lines.map((line) => line.subject)).toEqual(['one', 'two', 'three']);
    expect(lines[0]?.text + (lines[0]?.quoted ?? '')).toContain('From here on');
  });

  it('keeps the name of a file that has one message below its From line', async () => {
    const path = await file('single', Buffer.concat([Buffer.from('From taro Tue Nov 24 10:00:00 2026\n'), rawMail({ body: textPart('utf-8', Buffer.from('x')) })]));
    expect((await check(path)).lines.map((line) => line.file)).toEqual([path]);
  });

  it('needs no settings and no database', async () => {
    stubSettings({ DATABASE_URL: 'postgres://desk@127.0.0.1:1/nothing', DESK_PORT: 'many' });
    const { code } = await check(await file('plain.eml', rawMail()));
    vi.unstubAllEnvs();
    expect(code).toBe(0);
  });

  it('asks name servers only where it is told to, and then passes a signature that holds', async () => {
    const path = await file('signed.eml', await signed(rawMail({ from: 'taro@customer.example' }), 'customer.example'));
    const dns = world();
    const authentication = async (checked: string, wishes: CheckWishes): Promise<string | undefined> => (await checkMessages([checked], wishes).next()).value?.authentication;
    expect(await authentication(path, { authservId: undefined, dns: undefined })).toBe('none');
    expect(dns.asked).toEqual([]);
    expect(await authentication(path, { authservId: undefined, dns })).toBe('pass');
    expect(dns.asked).toContain('s1._domainkey.customer.example');
    const stamped = await file('stamped.eml', Buffer.concat([Buffer.from(`Authentication-Results: ${authservId}; dmarc=fail header.from=customer.example\r\n`), await signed(rawMail({ from: 'taro@customer.example' }), 'customer.example')]));
    expect(await authentication(stamped, { authservId, dns })).toBe('fail');
  });

  it('refuses to guess what is meant', async () => {
    expect((await check()).code).toBe(2);
    expect((await check('--authserv', 'x', folder)).code).toBe(2);
    expect((await check('--help')).err).toContain('inbox#3');
  });
});
