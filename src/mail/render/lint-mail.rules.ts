import { isUtf8 } from 'node:buffer';
import { columnsOf, mailColumns } from './fold-lines.rules.js';
import type { RenderedMail } from './render-mail.js';
import { officeWords, promises } from './template-words.rules.js';

/** Words a Japanese office does not expect to read (requirements, section G), and promises nobody can keep. */
const forbiddenWords: readonly string[] = [...Object.keys(officeWords), ...promises, 'TLP:'];

/** Words that a report may quote in its findings, where the fixed part of a mail may not say them. */
const allowedInText = new Set(['TLP:']);

/** 第8条1 as every report says it, wherever the line was folded: that nothing is promised is no promise. */
const denial = new RegExp([...'保証するものではありません'].join(String.raw`[\s　]*`), 'gu');

/** What is wrong with a mail as its reader sees it; empty when nothing is. */
export function lintText(mail: RenderedMail): string[] {
  const text = mail.text.replaceAll(denial, '');
  const faults = forbiddenWords
    .filter((word) => mail.subject.includes(word) || (!allowedInText.has(word) && text.includes(word)))
    .map((word) => `says ${word}`);
  if (hasBothHonorifics(mail.text)) faults.push('addresses somebody with 御中 and 様 together');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/u.test(mail.subject + mail.text)) faults.push('has a control character');
  for (const line of mail.text.split('\n')) faults.push(...lintLine(line));
  return faults;
}

function lintLine(line: string): string[] {
  const faults: string[] = [];
  if (columnsOf(line) > mailColumns && !isOneWord(line)) faults.push(`has a line of ${columnsOf(line)} columns: ${line}`);
  if (/^[、。，．」』）】〉》〕］！？ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u.test(line.trimStart())) faults.push(`begins a line with ${line.trimStart()[0]}`);
  if (/[「『（【〈《〔［]$/u.test(line)) faults.push(`ends a line with ${line.at(-1)}`);
  return faults;
}

/** A URL or another run of ASCII that cannot be folded, alone on its line or item. */
function isOneWord(line: string): boolean {
  return /^[ 　]*・?[\u0021-\u007E]+$/u.test(line);
}

/** Only the name lines on top count: a company may well be called さまざま御中元. */
function hasBothHonorifics(text: string): boolean {
  const address = text.split('\n\n')[0] ?? '';
  return /御中$/mu.test(address) && /様$/mu.test(address);
}

const singleHeaders = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version', 'reply-to', 'in-reply-to', 'references', 'auto-submitted'];
const requiredHeaders = ['from', 'to', 'subject', 'date', 'message-id', 'mime-version'];

/** What is wrong with the bytes of a mail of ours (RFC 5322, 2047, 6854); empty when nothing is. */
export function lintRaw(raw: Uint8Array, mailDomain: string): string[] {
  const text = Buffer.from(raw).toString('latin1');
  const head = text.slice(0, text.indexOf('\r\n\r\n'));
  return [...lintBytes(text), ...lintEncodedWords(head), ...lintHeaders(head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n'), mailDomain)];
}

/** Lines of the head longer than 78 that could have been folded (RFC 5322 2.1.1): no reason not to send it. */
export function lintFolding(raw: Uint8Array): string[] {
  const [head = ''] = Buffer.from(raw).toString('latin1').split('\r\n\r\n');
  const unfolded = head.split('\r\n').filter((line) => line.length > 78 && /\S[ \t]+\S/.test(line.replace(/^[\w-]+:/, '')));
  return unfolded.map((line) => `has a header line of ${line.length} characters`);
}

/** RFC 2047 2 and 5: at most 75 characters, each a text of its own. */
function lintEncodedWords(head: string): string[] {
  const words = [...head.matchAll(/=\?utf-8\?([BQ])\?([^?\s]*)\?=/gi)];
  const long = words.filter(([word]) => word.length > 75).map(([word]) => `has an encoded-word of ${word.length} characters`);
  return words.some(([, kind = '', code = '']) => !isWhole(kind, code)) ? [...long, 'splits a character between encoded-words'] : long;
}

function isWhole(kind: string, code: string): boolean {
  const bytes = kind.toUpperCase() === 'B' ? Buffer.from(code, 'base64') : Buffer.from(code.replaceAll(/=([\dA-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1');
  return isUtf8(bytes);
}

function lintBytes(text: string): string[] {
  const faults: string[] = [];
  if (/\r(?!\n)|(?<!\r)\n/.test(text)) faults.push('has a lone CR or LF');
  if (!text.includes('\r\n\r\n')) faults.push('has no end of its header');
  // eslint-disable-next-line no-control-regex
  if (/[^\u0000-\u007F]/.test(text)) faults.push('has bytes above 127');
  const longest = Math.max(...text.split('\r\n').map((line) => line.length));
  if (longest > 998) faults.push(`has a line of ${longest} bytes`);
  return faults;
}

function lintHeaders(lines: readonly string[], mailDomain: string): string[] {
  const names = lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  const count = (name: string) => names.filter((each) => each === name).length;
  const value = (name: string) => lines[names.indexOf(name)]?.slice(name.length + 1).trim() ?? '';
  const faults = [
    ...requiredHeaders.filter((name) => count(name) === 0).map((name) => `has no ${name}`),
    ...singleHeaders.filter((name) => count(name) > 1).map((name) => `has ${count(name)} ${name} lines`),
    ...['bcc', 'cc', 'sender'].filter((name) => count(name) > 0).map((name) => `has a ${name} line`),
  ];
  if (!value('message-id').endsWith(`@${mailDomain}>`)) faults.push('has a Message-ID that is not ours');
  if (!/^[^,;]*<[^<>,;\s]+@[^<>,;\s]+>$|^[^<>,;\s]+@[^<>,;\s]+$/.test(value('to').replaceAll(/"(?:[^"\\]|\\.)*"/g, ''))) faults.push('has not exactly one recipient');
  return faults;
}
