import { Injectable } from '@nestjs/common';
import { Contents } from '../../platform/content/contents.service.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { attachmentContent } from '../mail-attachment.entity.js';
import { htmlPartOf } from '../intake/html-part.js';
import { QuarantineQueries } from './quarantine.queries.js';

/** Bytes to hand out, and the name to hand them out under. */
export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Hands out what came in, unchanged; every look is on the record first (E2). */
@Injectable()
export class MailDownloads {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly events: Events,
    private readonly queries: QuarantineQueries,
  ) {}

  /** @throws DomainError not_found */
  async message(scope: Scope, id: string): Promise<Download> {
    const mail = await this.queries.one(scope, id);
    return { name: `${id}.eml`, bytes: await this.#recorded(scope, mail, id) };
  }

  /**
   * The HTML of a message as a document that can do nothing; a sentence where there is none to show.
   *
   * @throws DomainError not_found
   */
  async html(scope: Scope, id: string): Promise<string> {
    const mail = await this.queries.one(scope, id);
    const raw = await this.#recorded(scope, mail, id);
    const html = mail.kind === 'unreadable' ? undefined : htmlPartOf(raw);
    // Brings a parser of HTML with it that nothing else needs.
    const { documentOf, safeHtmlDocument } = await import('./safe-html.rules.js');
    if (html === undefined) return documentOf('<p>表示できるHTML形式の本文はありません。</p>');
    return safeHtmlDocument(html) ?? documentOf('<p>大きすぎるか複雑すぎるため、表示しません。原本を取り出して、分析用の環境で開いてください。</p>');
  }

  /** @throws DomainError not_found */
  async file(scope: Scope, id: string, position: number): Promise<Download> {
    const mail = await this.queries.one(scope, id);
    const file = mail.files.find((each) => each.position === position);
    if (file === undefined) throw notFound('添付ファイル');
    return { name: file.name, bytes: await this.#recorded(scope, { id, sha256: file.sha256 }, attachmentContent(id, position)) };
  }

  async #recorded(scope: Scope, { id, sha256 }: { readonly id: string; readonly sha256: string }, contentId: string): Promise<Buffer> {
    const bytes = await this.contents.get(contentId);
    if (bytes === undefined) throw notFound('添付ファイル');
    const now = this.clock.now();
    const events = [{ type: 'mail_file_handed_out', occurredAt: now, data: { sha256 } }];
    await this.db.tx((tx) => this.events.append(tx, { type: 'mail', id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }));
    return bytes;
  }
}
