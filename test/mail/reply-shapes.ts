import { authservId, multipart, rawMail } from './corpus.js';

/** A mail of ours as the customer's mail program has it before it. */
export interface Answered {
  readonly messageId: string;
  readonly references: readonly string[];
  readonly inReplyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly replyTo: string;
  readonly from: { readonly name: string; readonly address?: string | undefined };
}

export interface ReplyWishes {
  readonly from: string;
  readonly words: string;
  readonly answered: Answered;
}

/** What our mail server writes about a sender whose domain vouches for him. */
export const vouched = (from: string): string => `Authentication-Results: ${authservId}; dmarc=pass header.from=${from.split('@')[1]}`;

const base64 = (text: string): string => Buffer.from(text).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
const encoded = (text: string): string => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
const html = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>\n');
const quoted = (text: string): string => text.split('\n').map((line) => `> ${line}`).join('\n');
const part = (type: string, text: string): string => `Content-Type: ${type}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(text)}\r\n`;
const thread = ({ messageId, references }: Answered): string[] => [`In-Reply-To: ${messageId}`, `References: ${[...references, messageId].join(' ')}`];

/** Outlook: the head of what is answered in Japanese words above it, nothing marked; HTML beside the text. */
export function outlookReply({ from, words, answered }: ReplyWishes): Buffer {
  const head = [`差出人: ${answered.from.name} <${answered.from.address}>`, '送信日時: 2026年11月24日火曜日 11:40', `宛先: 山田 太郎 <${from}>`, `件名: ${answered.subject}`];
  const text = `${words}\n\n${head.join('\n')}\n\n${answered.text}`;
  const rich = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body lang="JA"><div class="WordSection1"><p class="MsoNormal">${html(words)}</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0mm 0mm 0mm"><p class="MsoNormal"><b>差出人:</b> ${html(head.join('\n'))}</p></div></div><p class="MsoNormal">${html(answered.text)}</p></div></body></html>`;
  const headers = [vouched(from), ...thread(answered), 'Thread-Topic: x', 'Thread-Index: AdxY', 'X-Mailer: Microsoft Outlook 16.0', 'Content-Language: ja'];
  return rawMail({ from: `${encoded('山田 太郎')} <${from}>`, to: answered.replyTo, subject: encoded(`RE: ${answered.subject}`), headers, body: multipart('alternative', [part('text/plain; charset="utf-8"', text), part('text/html; charset="utf-8"', rich)]) });
}

/** Gmail: date and address on a line that it wraps, marks below; `gmail_quote` in the HTML. */
export function gmailReply({ from, words, answered }: ReplyWishes): Buffer {
  const line = `2026年11月24日(火) 11:40 ${answered.from.name}\n<${answered.from.address}>:`;
  const text = `${words}\n\n${line}\n\n${quoted(answered.text)}\n`;
  const rich = `<div dir="ltr">${html(words)}</div><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">${html(line)}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">${html(answered.text)}</blockquote></div>`;
  return rawMail({ from: `${encoded('山田 太郎')} <${from}>`, to: answered.replyTo, subject: encoded(`Re: ${answered.subject}`), headers: [vouched(from), ...thread(answered)], body: multipart('alternative', [part('text/plain; charset="UTF-8"', text), part('text/html; charset="UTF-8"', rich)]) });
}

/** Gmail, with an answer below each question of what it quotes; HTML beside the text. */
export function inlineReply({ from, answers, answered }: Omit<ReplyWishes, 'words'> & { readonly answers: Readonly<Record<string, string>> }): Buffer {
  const line = `2026年11月24日(火) 11:40 ${answered.from.name} <${answered.from.address}>:`;
  const pairs = Object.entries(answers);
  const text = `ご質問に回答いたします。\n\n${line}\n${pairs.map(([question, answer]) => `> ${question}\n\n${answer}\n`).join('\n')}`;
  const quote = ([question, answer]: [string, string]): string => `<blockquote class="gmail_quote" style="border-left:1px solid #ccc">${html(question)}</blockquote><div>${html(answer)}</div>`;
  const rich = `<div dir="ltr">ご質問に回答いたします。<br><br><div class="gmail_quote"><div class="gmail_attr">${html(line)}<br></div>${pairs.map(quote).join('')}</div></div>`;
  return rawMail({ from: `${encoded('山田 太郎')} <${from}>`, to: answered.replyTo, subject: encoded(`Re: ${answered.subject}`), headers: [vouched(from), ...thread(answered)], body: multipart('alternative', [part('text/plain; charset="UTF-8"', text), part('text/html; charset="UTF-8"', rich)]) });
}

/** Apple Mail on a telephone: the tail of the device, 「のメール:」, marks below; flowed text alone. */
export function appleReply({ from, words, answered }: ReplyWishes): Buffer {
  const text = `${words}\n\niPhoneから送信\n\n${quoted(`2026/11/24 11:40、${answered.from.name} <${answered.from.address}>のメール:`).slice(2)}\n\n${quoted(answered.text)}\n`;
  const headers = [vouched(from), ...thread(answered), 'X-Mailer: iPhone Mail (23B85)'];
  return rawMail({ from: `${encoded('山田 太郎')} <${from}>`, to: answered.replyTo, subject: encoded(`Re: ${answered.subject}`), headers, body: part('text/plain; charset=utf-8; format=flowed; delsp=yes', text) });
}
