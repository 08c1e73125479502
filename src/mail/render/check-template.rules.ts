import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { checkNames } from './check-names.rules.js';
import { parseTemplate, type TemplateFault } from './parse-template.rules.js';
import { bans, officeWords, piecesOf, promises } from './template-words.rules.js';
import { mailTemplates } from './templates.rules.js';

/** What is wrong with a text somebody typed, by the field it stands in. */
export interface TextFaults {
  readonly subject: readonly TemplateFault[];
  readonly body: readonly TemplateFault[];
}

/** Our label stands first in every subject. */
const subjectLabel = '【SOC in Pocket】';
/** The number stands last where the mail has one, with `{{受付番号}}`. */
const subjectNumber = '［受付番号 {{受付番号}}］';
const subjectCharacters = 40;

/** Characters nobody sees, or that a mail may not hold: controls and tabs, direction marks, zero-width and line separators. */
// eslint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/u;

/** Everything that can be said of a text without printing it; never throws, whatever was typed. */
export function checkTemplate(template: MailTemplate, text: { readonly subject: string; readonly body: string }): TextFaults {
  return { subject: checkSubject(template, text.subject), body: checkBody(template, text.body) };
}

function checkSubject(template: MailTemplate, subject: string): TemplateFault[] {
  const faults: string[] = [];
  const { nodes, faults: unreadable } = parseTemplate(subject);
  const { inSubject, fields } = mailTemplates[template];
  if (/\n/.test(subject) || invisible.test(subject)) faults.push('件名に改行や見えない文字は使えません。');
  if (!subject.startsWith(subjectLabel)) faults.push(`件名は${subjectLabel}で始めてください。`);
  const numbered = inSubject.includes('受付番号');
  if (numbered && !subject.endsWith(subjectNumber)) faults.push(`件名は${subjectNumber}で終えてください。`);
  const content = [...subject.replace(subjectLabel, '').replace(subjectNumber, '').replaceAll(/\{\{[^}]*\}\}/gu, '')].length;
  if (content === 0) faults.push('件名に内容を書いてください。');
  if (content > subjectCharacters) faults.push(`件名の内容は${subjectCharacters}文字までにしてください（いま${content}文字）。`);
  const allowed = fields.filter(({ name }) => inSubject.includes(name));
  const names = checkNames(nodes, { fields: allowed, pieces: [], must: [], mustPieces: [], where: '件名' });
  const said = [...faults, ...wordFaults(template, subject)].map((message) => ({ line: 1, message }));
  return distinct([...unreadable, ...said, ...names]);
}

function checkBody(template: MailTemplate, body: string): TemplateFault[] {
  if (body.trim() === '') return [{ line: 0, message: '本文を入力してください。' }];
  const { nodes, faults } = parseTemplate(body);
  const { fields, must, reader } = mailTemplates[template];
  const { may, must: mustPieces } = piecesOf[reader];
  const lines = body.split('\n').flatMap((line, index) => {
    const said = wordFaults(template, line);
    if (invisible.test(line)) said.push('見えない文字（タブ、制御文字、文字の向きを変える文字）が含まれています。打ち直してください。');
    return said.map((message) => ({ line: index + 1, message }));
  });
  return distinct([...faults, ...lines, ...checkNames(nodes, { fields, pieces: may, must, mustPieces, where: '本文' })]);
}

/** The words of the terms and of the office, and what this mail must not contain. */
function wordFaults(template: MailTemplate, line: string): string[] {
  const plain = line.replaceAll(/\{\{[^}]*\}\}/gu, '').normalize('NFKC');
  const says = (word: string): boolean => plain.includes(word.normalize('NFKC'));
  return [
    ...Object.entries(officeWords).flatMap(([word, better]) => (says(word) ? [`「${word}」は使わず、「${better}」と書いてください。`] : [])),
    ...promises.flatMap((word) => (says(word) ? [`「${word}」は、利用規約にない約束になるため書けません（目標は努力目標です）。`] : [])),
    ...(bans[template] ?? []).flatMap(({ pattern, message }) => (pattern.test(plain) ? [message] : [])),
  ];
}

function distinct(faults: readonly TemplateFault[]): TemplateFault[] {
  const seen = new Map(faults.map((fault) => [`${fault.line} ${fault.message}`, fault]));
  // What no single line is to blame for comes last.
  const place = ({ line }: TemplateFault): number => (line === 0 ? Number.MAX_SAFE_INTEGER : line);
  return [...seen.values()].toSorted((one, two) => place(one) - place(two)).slice(0, 50);
}
