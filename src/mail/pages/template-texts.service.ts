import { Injectable } from '@nestjs/common';
import { MailTemplateVersionRow } from '../../inquiries/outbox/mail-template-version.entity.js';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events, type EventData } from '../../platform/events.js';
import { sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { insert } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { textOf, versionInForce } from '../render/print-queued.js';
import { shippedText, type TemplateText } from '../render/render-mail.js';
import { faultsOfText } from '../render/trial-print.js';

/** Which version an edition follows, and why it was made. */
export interface Edition {
  /** The version the editor looked at; 0 for the text that came with the program. */
  readonly follows: number;
  readonly reason: string;
}

/** The hash by which a text is known on the record. */
export function textHash({ subject, body }: TemplateText): string {
  return sha256(`${subject}\n---\n${body}`);
}

/** Keeps the texts of mails: every edition is a new version, and none is ever changed. */
@Injectable()
export class TemplateTexts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /**
   * Puts a new text in force for the mails queued from now on, and returns its version.
   *
   * @throws DomainError version_stale, validation_failed with the line of each fault
   */
  async save(tx: Tx, scope: Scope, template: MailTemplate, text: TemplateText, edition: Edition): Promise<number> {
    return this.#append(tx, scope, template, { text: tidy(text), edition, record: {} });
  }

  /**
   * Puts an earlier text in force again, as a new version; 0 is the text that came with the program.
   *
   * @throws DomainError not_found, version_stale, validation_failed where the rules have changed since
   */
  async restore(tx: Tx, scope: Scope, template: MailTemplate, version: number, edition: Edition): Promise<number> {
    if (version > (await versionInForce(this.db, template))) throw notFound('文面の版');
    return this.#append(tx, scope, template, { text: await textOf(this.db, template, version), edition, record: { restores: version } });
  }

  async #append(tx: Tx, scope: Scope, template: MailTemplate, made: { text: TemplateText; edition: Edition; record: EventData }): Promise<number> {
    const { text, edition, record } = made;
    const stream = { type: 'template', id: template } as const;
    // Looked up before the version: of two who save at once, the second finds either the new version or a stream that has grown.
    const head = await this.events.head(stream);
    const current = await versionInForce(this.db, template);
    if (current !== edition.follows) throw staleVersion();
    refuseFaults(template, text);
    if (textHash(text) === textHash(await textOf(this.db, template, current))) {
      throw new DomainError('validation_failed', 'いまの文面から変わっていません。', { faults: [{ field: 'body', message: 'いまの文面から変わっていません。' }] });
    }
    const now = this.clock.now();
    const version = current + 1;
    const shippedSha256 = textHash(shippedText(template));
    const data = { version, sha256: textHash(text), shippedSha256, ...record };
    const events = [{ type: 'template_saved', occurredAt: now, data }];
    await this.events.append(tx, stream, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }, head);
    await insert(tx, MailTemplateVersionRow, { template, version, ...text, reason: edition.reason, shippedSha256, createdAt: now, createdBy: scope.staffId });
    return version;
  }
}

/** As typed, with line ends as mails have them and no blanks at the ends. */
export function tidy({ subject, body }: TemplateText): TemplateText {
  return { subject: subject.trim(), body: body.replaceAll(/\r\n?/g, '\n').trimEnd() };
}

/** @throws DomainError validation_failed with the line of each fault */
export function refuseFaults(template: MailTemplate, text: TemplateText): void {
  const faults = faultsOfText(template, text);
  if (faults.length > 0) throw new DomainError('validation_failed', '文面に、直していただきたいところがあります。', { faults });
}
