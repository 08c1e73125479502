import { Injectable } from '@nestjs/common';
import { protectedZip } from '../../analysis/scan/protected-zip.js';
import { collect, wholeAt } from '../../platform/content/collect.js';
import { Contents } from '../../platform/content/contents.service.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { attachmentContent } from '../mail-attachment.entity.js';
import { htmlPartOf } from '../intake/html-part.js';
import { MailScan } from './mail-scan.service.js';
import { QuarantineQueries } from './quarantine.queries.js';

/** Bytes to hand out, and the name to hand them out under. */
export interface Download {
  readonly name: string;
  readonly bytes: Buffer;
}

interface Recorded {
  readonly id: string;
  readonly sha256: string;
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
    private readonly scan: MailScan,
  ) {}

  /** @throws DomainError not_found, forbidden */
  async message(scope: Scope, id: string): Promise<Download> {
    const mail = await this.queries.one(scope, id);
    return this.#handOut(scope, mail, { name: `${id}.eml`, contentId: id });
  }

  /**
   * The HTML of a message as a document that can do nothing; a sentence where there is none to show.
   *
   * @throws DomainError not_found
   */
  async html(scope: Scope, id: string): Promise<string> {
    const mail = await this.queries.one(scope, id);
    const raw = await this.#bytesOf(id);
    await this.#record(scope, mail);
    const html = mail.kind === 'unreadable' ? undefined : htmlPartOf(raw);
    // Brings a parser of HTML with it that nothing else needs.
    const { documentOf, safeHtmlDocument } = await import('./safe-html.rules.js');
    if (html === undefined) return documentOf('<p>表示できるHTML形式の本文はありません。</p>');
    return safeHtmlDocument(html) ?? documentOf('<p>大きすぎるか複雑すぎるため、表示しません。原本を取り出して、分析用の環境で開いてください。</p>');
  }

  /** @throws DomainError not_found, forbidden */
  async file(scope: Scope, id: string, position: number): Promise<Download> {
    const mail = await this.queries.one(scope, id);
    const file = mail.files.find((each) => each.position === position);
    if (file === undefined) throw notFound('添付ファイル');
    return this.#handOut(scope, { id, sha256: file.sha256 }, { name: file.name, contentId: attachmentContent(id, position) });
  }

  /** What is harmful leaves within a ZIP with a password, and to an analyst only (R30). */
  async #handOut(scope: Scope, what: Recorded, { name, contentId }: { readonly name: string; readonly contentId: string }): Promise<Download> {
    const bytes = await this.#bytesOf(contentId);
    const isHarmful = await this.scan.isHarmful(bytes);
    if (isHarmful && !hasRole(scope, 'second_line', 'second_line_lead')) throw new DomainError('forbidden', 'マルウェアが検出されたため、お渡しできません。中身の確認は、二次受付窓口の担当者にご依頼ください。');
    await this.#record(scope, what);
    return isHarmful ? { name: `${name}.zip`, bytes: await collect(protectedZip(name, wholeAt(bytes))) } : { name, bytes };
  }

  async #bytesOf(contentId: string): Promise<Buffer> {
    const bytes = await this.contents.get(contentId);
    if (bytes === undefined) throw notFound('添付ファイル');
    return bytes;
  }

  async #record(scope: Scope, { id, sha256 }: Recorded): Promise<void> {
    const now = this.clock.now();
    const events = [{ type: 'mail_file_handed_out', occurredAt: now, data: { sha256 } }];
    await this.db.tx((tx) => this.events.append(tx, { type: 'mail', id }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }));
  }
}
