import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mboxMessages } from '../../src/mail/check/mbox.js';

const begin = 'From taro@customer.example Tue Nov 24 10:00:00 2026';
const head = (subject: string, ...more: string[]): string[] => ['From: taro@customer.example', `Subject: ${subject}`, ...more, ''];
const second = [begin, ...head('two'), 'x', ''];

/** A text in the first of two messages that must not be torn apart, and how it comes out. */
const bodies: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['mboxo: quoted for the mbox', ['', '>From here on', 'b'], ['', 'From here on', 'b']],
  ['mboxrd: quoted once more', ['', '>>From here on', '>>>From there'], ['', '>From here on', '>>From there']],
  ['a quotation of a person', ['> From here on', '', '> From there on'], ['> From here on', '', '> From there on']],
  ['a sentence below a blank line', ['', 'From here it goes on.', 'Host: a'], ['', 'From here it goes on.', 'Host: a']],
  ['a sentence with a time and a year', ['', 'From 10:00 to 11:00 on 24 Nov 2026', 'Host: pc-01'], ['', 'From 10:00 to 11:00 on 24 Nov 2026', 'Host: pc-01']],
  ['From 山田, with a year and a header-like line', ['', 'From 山田 2026年11月24日 10:00', '件名: ログ', 'Subject: log'], ['', 'From 山田 2026年11月24日 10:00', '件名: ログ', 'Subject: log']],
  ['a separator with no header below', ['', begin, 'and so on.'], ['', begin, 'and so on.']],
  ['a separator with an address of the web below', ['', begin, 'https://log.example/'], ['', begin, 'https://log.example/']],
  ['a separator with no blank line above, and none of the headers that mails begin with', ['text', begin, 'Host: x'], ['text', begin, 'Host: x']],
  ['a separator with another date and no blank line above', ['text', 'From taro@customer.example 2026', 'Received: x'], ['text', 'From taro@customer.example 2026', 'Received: x']],
];

describe('an mbox', () => {
  let path: string;
  beforeAll(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'desk-mbox-')), 'inbox');
  });
  afterAll(() => rm(join(path, '..'), { recursive: true }));

  async function messages(content: string | Buffer): Promise<string[]> {
    await writeFile(path, content);
    const found: string[] = [];
    for await (const message of mboxMessages(path)) found.push(message?.toString('utf8') ?? 'too large');
    return found;
  }

  it.each(bodies.flatMap(([name, body, read]) => ['\n', '\r\n'].map((end) => ({ name: `${name}, lines end in ${JSON.stringify(end)}`, body, read, end }))))('$name', async ({ body, read, end }) => {
    const found = await messages([begin, ...head('one'), ...body, '', ...second].join(end));
    expect(found).toEqual([[...head('one'), ...read, '', ''].join(end), [...head('two'), 'x', ''].join(end)]);
  });

  it.each([
    begin,
    'From - Tue Nov 24 10:00:00 2026',
    'From ???@??? Tue Nov 24 10:00:00 2026',
    'From MAILER-DAEMON Tue Nov 24 10:00:00 2026',
    'From taro at customer.example  Tue Nov 24 10:00:00 2026',
    'From taro@customer.example Tue, 24 Nov 2026 10:00:00 +0900',
    'From taro@customer.example 2026-11-24T10:00:00Z',
  ])('begins a message at: %s', async (line) => {
    expect(await messages([line, ...head('one'), 'a', '', line, ...head('two'), 'b', ''].join('\n'))).toHaveLength(2);
  });

  it('begins a message without a blank line above where a whole separator and the head of a mail follow', async () => {
    expect(await messages([begin, ...head('one'), 'a', begin, ...head('two'), 'b', begin, 'Return-Path: <x@y>', ...head('three')].join('\n'))).toHaveLength(3);
  });

  it.each(['Content-Length', 'content-length'])('mboxcl: what %s spans is one text, whatever it holds', async (name) => {
    const body = ['a', '', begin, 'Subject: not a message', '', 'b', ''].join('\n');
    const said = head('one', `${name}: ${Buffer.byteLength(body)}`).join('\n');
    const found = await messages(`${begin}\n${said}\n${body}\n${second.join('\n')}`);
    expect(found.map((message) => /^Subject: (.*)$/m.exec(message)?.[1])).toEqual(['one', 'two']);
    expect(await messages(`${begin}\n${said}\n${body}`)).toEqual([`${said}\n${body}`]);
  });

  it.each([0, 3, 40, 100_000])('a Content-Length of %i that is wrong is not believed', async (length) => {
    const found = await messages([begin, ...head('one', `Content-Length: ${length}`), 'first text', '', ...second, ...second].join('\n'));
    expect(found.map((message) => /^Subject: (.*)$/m.exec(message)?.[1])).toEqual(['one', 'two', 'two']);
  });

  it('loses nothing at its end: no newline, or a separator with nothing below', async () => {
    expect(await messages([begin, ...head('one'), 'the last word'].join('\n'))).toEqual([[...head('one'), 'the last word'].join('\n')]);
    expect(await messages([begin, ...head('one'), 'a', '', begin].join('\n'))).toEqual([[...head('one'), 'a', '', begin].join('\n')]);
  });

  it('of 200 MB, most of it one line, is read piece by piece and goes on behind it', async () => {
    await writeFile(path, [begin, ...head('one'), ''].join('\n'));
    const file = await open(path, 'r+');
    await file.truncate(200 * 1024 * 1024);
    await file.close();
    await writeFile(path, `\n\n${second.join('\n')}`, { flag: 'a' });
    const found: string[] = [];
    for await (const message of mboxMessages(path)) found.push(message === undefined ? 'too large' : message.toString());
    expect(found).toEqual(['too large', [...head('two'), 'x', ''].join('\n')]);
  });
});
