import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import type { Instant } from '../../platform/clock.js';
import { projectDir } from '../../read-config.js';
import { foldLines } from './fold-lines.rules.js';
import { parseTemplate, type TemplateNode } from './parse-template.rules.js';
import { oneLine } from './printable.rules.js';
import { printTemplate, type Pieces } from './print-template.rules.js';
import { mailTemplates } from './templates.rules.js';
import type { PieceName } from './template-words.rules.js';

/** A mail as the reader gets it, before it is packed into MIME. Lines are separated by LF. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
}

/** A template as it is edited. */
export interface TemplateText {
  readonly subject: string;
  readonly body: string;
}

/**
 * Prints a mail from a text; the text has been checked (`checkTemplate`), or is one that came with the program.
 *
 * @param writtenAt when the mail was queued, not when it is printed; now where it is only looked at
 */
export function renderText<Name extends MailTemplate>(template: Name, text: TemplateText, data: OutgoingMails[Name], writtenAt: Instant): RenderedMail {
  const scopes = [{ fields: mailTemplates[template].fields, data: { ...data, writtenAt } }];
  const body = printTemplate(compiled(text.body), scopes, pieces()).replaceAll(/\n{3,}/g, '\n\n').trim();
  return { subject: oneLine(printTemplate(compiled(text.subject), scopes, pieces())), text: `${foldLines(body)}\n` };
}

const shipped = new Map<MailTemplate, TemplateText>();

/** The text that came with the program, from `templates/mail`: a 件名 line, `---`, and the body. */
export function shippedText(template: MailTemplate): TemplateText {
  const known = shipped.get(template) ?? readShipped(template);
  shipped.set(template, known);
  return known;
}

function readShipped(template: MailTemplate): TemplateText {
  const [, subject, body] = /^件名: ([^\n]*)\n---\n([^]*)$/.exec(read(template)) ?? [];
  if (subject === undefined || body === undefined) throw new Error(`The mail template ${template} has no 件名 line above "---".`);
  return { subject, body: body.trimEnd() };
}

const read = (name: string): string => readFileSync(join(projectDir(), 'templates', 'mail', `${name}.txt`), 'utf8').replaceAll('\r\n', '\n');

const pieceFiles: Readonly<Record<PieceName, string>> = { 宛名: '_address', 名乗り: '_introduction', 署名: '_signature' };
let knownPieces: Pieces | undefined;

function pieces(): Pieces {
  knownPieces ??= new Map(Object.entries(pieceFiles).map(([name, file]) => [name, parseTemplate(read(file).trimEnd()).nodes]));
  return knownPieces;
}

/** Few texts are in force at a time, so the read ones are kept; old ones make room. */
const readTexts = new Map<string, readonly TemplateNode[]>();
const keptTexts = 200;

function compiled(source: string): readonly TemplateNode[] {
  const known = readTexts.get(source);
  if (known !== undefined) return known;
  const { nodes, faults } = parseTemplate(source);
  if (faults[0] !== undefined) throw new Error(`A mail template cannot be read: ${faults[0].message}`);
  if (readTexts.size >= keptTexts) readTexts.clear();
  readTexts.set(source, nodes);
  return nodes;
}
