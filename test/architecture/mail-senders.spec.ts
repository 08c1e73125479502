import { describe, expect, it } from 'vitest';
import { mailTemplateNames } from '../../src/mail/render/templates.rules.js';
import { sources } from './sources.js';

/** Where texts are described, listed or tried out, not sent. */
const noSender = /^src\/(?:mail\/render\/|inquiries\/mail\.view|inquiries\/outbox\/outgoing-mail)/;

describe('the texts of mails', () => {
  it.each(mailTemplateNames)('%s is sent by something', (name) => {
    const queues = new RegExp(String.raw`\btemplate\b[^\n]*'${name}'`);
    expect(sources.filter(({ path, text }) => !noSender.test(path) && queues.test(text)).map(({ path }) => path)).not.toEqual([]);
  });
});
