import { Eta } from 'eta';
import { join } from 'node:path';
import { formatDate, formatDateTime } from '../../calendar/japanese-time.js';
import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { projectDir } from '../../read-config.js';
import { foldLines } from './fold-lines.rules.js';
import { manyLines, oneLine } from './printable.rules.js';

/** A mail as the reader gets it, before it is packed into MIME. Lines are separated by LF. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
}

/** Prints a mail from the texts in one folder. */
export type MailRenderer = <Name extends MailTemplate>(template: Name, data: OutgoingMails[Name]) => RenderedMail;

const separator = '\n---\n';

/**
 * A renderer over the templates of a folder (`templates/mail`). Values are printed as they are, mail
 * being plain text, but without control characters; a value that is missing throws.
 */
export function makeMailRenderer(folder: string): MailRenderer {
  const eta = new Eta({ views: folder, autoEscape: true, escapeFunction: oneLine, autoTrim: false, cache: true });
  return (template, data) => {
    const printed = eta.render(`./${template}`, { ...data, ...helpers });
    return split(printed, template);
  };
}

let shipped: MailRenderer | undefined;

/** Prints a mail from the texts that came with the program. */
export const renderMail: MailRenderer = (template, data) => {
  shipped ??= makeMailRenderer(join(projectDir(), 'templates', 'mail'));
  return shipped(template, data);
};

/** What templates may call, beside their own data. */
const helpers = { dateTime: formatDateTime, date: formatDate, civilDate: formatCivilDate, lines: manyLines, spaced };

/** 「2026年12月1日（火）」 from 'YYYY-MM-DD'; anything else is printed as it is. */
function formatCivilDate(text: string): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? formatDate(Date.parse(`${text}T00:00:00+09:00`)) : text;
}

/** Parts of a line with a space between them, without the empty ones. */
function spaced(...parts: readonly string[]): string {
  return parts.filter((part) => part.trim() !== '').join(' ');
}

function split(printed: string, template: string): RenderedMail {
  const at = printed.indexOf(separator);
  const head = printed.slice(0, at);
  if (at === -1 || !head.startsWith('件名: ')) throw new Error(`The mail template ${template} has no 件名 line above "---".`);
  const body = printed.slice(at + separator.length).replaceAll(/\n{3,}/g, '\n\n').trim();
  return { subject: oneLine(head.slice('件名: '.length)), text: `${foldLines(body)}\n` };
}
