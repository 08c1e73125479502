import type { MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import type { Instant } from '../../platform/clock.js';
import type { Db } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { renderText, shippedText, type RenderedMail, type TemplateText } from './render-mail.js';

/** What of an outbox row its text is made from. */
export interface QueuedMail {
  readonly template: string;
  readonly templateVersion: number;
  readonly data: object;
  readonly createdAt: Instant;
}

/** Prints a mail from the text that was in force when it was queued, whatever has been edited since. */
export async function printQueued(db: Db, { template, templateVersion, data, createdAt }: QueuedMail): Promise<RenderedMail> {
  // The row was filled by `Outbox`, which takes template and data together.
  const name = template as MailTemplate;
  return renderText(name, await textOf(db, name, templateVersion), data as OutgoingMails[MailTemplate], createdAt);
}

/** A version's text; 0 is the one that came with the program. */
export async function textOf(db: Db, template: MailTemplate, version: number): Promise<TemplateText> {
  if (version === 0) return shippedText(template);
  const text = await db.row<TemplateText>(sql`SELECT subject, body FROM mail_template_version WHERE template = ${template} AND version = ${version}`);
  if (text === undefined) throw new Error(`There is no version ${version} of the mail template ${template}.`);
  return text;
}

/** The version in force; 0 while nobody has edited the text. */
export async function versionInForce(db: Db, template: MailTemplate): Promise<number> {
  const found = await db.row<{ version: number | null }>(sql`SELECT MAX(version) AS version FROM mail_template_version WHERE template = ${template}`);
  return found?.version ?? 0;
}
