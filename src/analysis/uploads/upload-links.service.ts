import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { Status } from '../../inquiries/rulebook/status.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { newId, newToken, sha256 } from '../../platform/ids.js';
import { SecretBox } from '../../platform/secret-box.js';
import { sql } from '../../platform/sql.js';
import { insert } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import type { LogRequestState } from '../marking.rules.js';
import { UploadLinkRow } from './upload.entity.js';
import { closedBecause, expiryOf, type ClosedBecause } from './upload.rules.js';

/** A known upload address and the request it is bound to. */
export interface UploadLink {
  readonly id: string;
  readonly logRequestId: string;
  readonly inquiryId: string;
  readonly expiresAt: Instant;
  readonly closed: ClosedBecause | undefined;
}

/** Where the address stands in a mail that is queued: the token itself lies nowhere in the clear. */
const placeholder = /upload-link:([0-9a-f-]{36})/g;

/** Upload addresses: random, kept hashed, bound to one log request, ended by its state or by time. */
@Injectable()
export class UploadLinks {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Makes the address of a request; what is returned stands for it in the mail. */
  async make(tx: Tx, logRequestId: string, dueAt: Instant): Promise<{ readonly address: string; readonly expiresAt: Instant }> {
    const [id, token, now] = [newId(), newToken(), this.clock.now()];
    const expiresAt = expiryOf(dueAt, now);
    await insert(tx, UploadLinkRow, { id, logRequestId, tokenHash: sha256(token), sealedToken: this.box.seal(token, contextOf(id)), createdAt: now, expiresAt });
    return { address: `${this.config.baseUrl}/upload/upload-link:${id}`, expiresAt };
  }

  /** How the address of a request that is not sent yet will stand in its mail: the token is made on sending. */
  toBe(dueAt: Instant): { readonly address: string; readonly expiresAt: Instant } {
    return { address: `${this.config.baseUrl}/upload/（送るときに決まる文字）`, expiresAt: expiryOf(dueAt, this.clock.now()) };
  }

  /** Puts the addresses into a mail that is about to leave. */
  async fill(text: string): Promise<string> {
    let filled = text;
    for (const [whole, id = ''] of text.matchAll(placeholder)) {
      const row = await this.db.one(UploadLinkRow, { id });
      if (row?.sealedToken != null) filled = filled.replaceAll(whole, this.box.open(row.sealedToken, contextOf(id)));
    }
    return filled;
  }

  /** The address of a token, open or closed; undefined for a token that is none. */
  async find(token: string): Promise<UploadLink | undefined> {
    const row = await this.db.row<Omit<UploadLink, 'closed'> & { readonly state: LogRequestState; readonly inquiryStatus: Status }>(
      sql`SELECT l.id, l.log_request_id AS "logRequestId", r.inquiry_id AS "inquiryId", l.expires_at AS "expiresAt", r.state, i.status AS "inquiryStatus"
          FROM upload_link l JOIN log_request r ON r.id = l.log_request_id JOIN inquiry i ON i.id = r.inquiry_id WHERE l.token_hash = ${sha256(token)}`,
    );
    if (row === undefined) return undefined;
    const { state, inquiryStatus, ...link } = row;
    return { ...link, closed: closedBecause({ expiresAt: link.expiresAt, state, inquiryStatus }, this.clock.now()) };
  }
}

const contextOf = (id: string): string => `upload-link:${id}`;
