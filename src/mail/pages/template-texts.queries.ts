import { Injectable } from '@nestjs/common';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import type { Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { shippedText, type TemplateText } from '../render/render-mail.js';
import { mailTemplateNames } from '../render/templates.rules.js';
import { faultsOfText } from '../render/trial-print.js';
import { textHash } from './template-texts.service.js';

/** One edition of a text, without the text. */
export interface TemplateVersion {
  readonly version: number;
  readonly reason: string;
  readonly createdAt: Instant;
  readonly createdByName: string;
}

/** A template as the list shows it. */
export interface TemplateEntry {
  readonly template: MailTemplate;
  /** 0 while nobody has edited it. */
  readonly version: number;
  readonly newest: TemplateVersion | undefined;
  /** The program came with another text when this one was edited: its change is worth a look. */
  readonly shippedChanged: boolean;
  /** The text in force no longer keeps the rules of this release. */
  readonly broken: boolean;
}

interface VersionRow extends TemplateVersion, TemplateText {
  readonly template: MailTemplate;
  readonly shippedSha256: string;
}

const columns = sql`v.template, v.version, v.subject, v.body, v.reason, v.shipped_sha256 AS "shippedSha256", v.created_at AS "createdAt",
  COALESCE(s.display_name, '') AS "createdByName"`;
const joined = sql`mail_template_version v LEFT JOIN staff s ON s.id = v.created_by`;

/** Texts of mails and their versions, for the service owner. */
@Injectable()
export class TemplateTextQueries {
  constructor(private readonly db: Db) {}

  async list(scope: Scope): Promise<TemplateEntry[]> {
    requireOwner(scope);
    const rows = await this.db.rows<VersionRow>(
      sql`SELECT ${columns} FROM ${joined} WHERE v.version = (SELECT MAX(n.version) FROM mail_template_version n WHERE n.template = v.template)`,
    );
    return mailTemplateNames.map((template) => entryOf(template, rows.find((row) => row.template === template)));
  }

  async entry(scope: Scope, template: MailTemplate): Promise<TemplateEntry> {
    requireOwner(scope);
    const newest = await this.db.row<VersionRow>(sql`SELECT ${columns} FROM ${joined} WHERE v.template = ${template} ORDER BY v.version DESC LIMIT 1`);
    return entryOf(template, newest);
  }

  /** Newest first. */
  async versions(scope: Scope, template: MailTemplate, limit = 100): Promise<TemplateVersion[]> {
    requireOwner(scope);
    return this.db.rows<TemplateVersion>(
      sql`SELECT v.version, v.reason, v.created_at AS "createdAt", COALESCE(s.display_name, '') AS "createdByName"
          FROM ${joined} WHERE v.template = ${template} ORDER BY v.version DESC LIMIT ${limit}`,
    );
  }

  /**
   * One version with its text; 0 is the text that came with the program.
   *
   * @throws DomainError not_found
   */
  async version(scope: Scope, template: MailTemplate, version: number): Promise<TemplateText & { readonly made: TemplateVersion | undefined }> {
    requireOwner(scope);
    if (version === 0) return { ...shippedText(template), made: undefined };
    const row = await this.db.row<VersionRow>(sql`SELECT ${columns} FROM ${joined} WHERE v.template = ${template} AND v.version = ${version}`);
    if (row === undefined) throw notFound('文面の版');
    return { subject: row.subject, body: row.body, made: madeOf(row) };
  }
}

/** The routes refuse others by permission; no query answers without a scope that may. */
function requireOwner(scope: Scope): void {
  if (!hasRole(scope, 'service_owner')) throw notFound('文面');
}

function entryOf(template: MailTemplate, row: VersionRow | undefined): TemplateEntry {
  if (row === undefined) return { template, version: 0, newest: undefined, shippedChanged: false, broken: false };
  const shippedChanged = row.shippedSha256 !== textHash(shippedText(template));
  return { template, version: row.version, newest: madeOf(row), shippedChanged, broken: faultsOfText(template, row).length > 0 };
}

function madeOf({ version, reason, createdAt, createdByName }: VersionRow): TemplateVersion {
  return { version, reason, createdAt, createdByName };
}
