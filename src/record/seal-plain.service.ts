import { Injectable } from '@nestjs/common';
import { Blobs } from '../platform/blobs.js';
import { Clock } from '../platform/clock.js';
import { wholeAt } from '../platform/content/collect.js';
import { Contents } from '../platform/content/contents.service.js';
import type { ContentOwner } from '../platform/content/data-keys.service.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';

interface PlainContent {
  readonly id: string;
  readonly sha256: string;
  readonly customerId: string | null;
  readonly kind: 'mail' | 'file';
}

/**
 * Earlier versions kept mails and evidence plain under their hash. They are sealed before the desk serves
 * anybody, and the plain bytes overwritten (`secure_delete`). Goes on where it was broken off.
 */
@Injectable()
export class SealPlain {
  constructor(
    private readonly db: Db,
    private readonly blobs: Blobs,
    private readonly contents: Contents,
    private readonly clock: Clock,
  ) {}

  /** Returns how many contents were sealed. */
  async run(): Promise<number> {
    if ((await this.db.row(sql`SELECT sha256 FROM content_blob WHERE sha256 NOT IN (SELECT sha256 FROM calendar_import) LIMIT 1`)) === undefined) return 0;
    let sealed = 0;
    for (const content of await this.#plain()) sealed += (await this.#seal(content)) ? 1 : 0;
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM content_blob WHERE sha256 NOT IN (SELECT sha256 FROM calendar_import)`));
    return sealed;
  }

  async #seal({ id, sha256, customerId, kind }: PlainContent): Promise<boolean> {
    const bytes = await this.blobs.get(sha256);
    if (bytes === undefined) return false;
    const owner: ContentOwner = customerId === null ? { kind: 'unassigned', at: this.clock.now() } : { kind: 'customer', customerId };
    if (kind === 'mail') await this.db.tx((tx) => this.contents.put(tx, { id, bytes, owner }));
    else {
      const file = await this.contents.write(id, owner, wholeAt(bytes));
      await this.db.tx((tx) => this.contents.attach(tx, file));
    }
    return true;
  }

  /** Every row whose bytes are still plain, with the customer whose they are. */
  async #plain(): Promise<PlainContent[]> {
    return this.db.rows<PlainContent>(
      sql`SELECT p.id, p.sha256, i.customer_id AS "customerId", p.kind FROM (
            SELECT id, sha256, inquiry_id, 'mail' AS kind FROM raw_message
            UNION ALL SELECT a.raw_message_id || ':' || a.position, a.sha256, r.inquiry_id, 'mail' FROM mail_attachment a JOIN raw_message r ON r.id = a.raw_message_id
            UNION ALL SELECT id, content_sha256, inquiry_id, 'mail' FROM outbox WHERE content_sha256 IS NOT NULL
            UNION ALL SELECT id, sha256, inquiry_id, 'file' FROM evidence_item WHERE destroyed_at IS NULL) p
          LEFT JOIN inquiry i ON i.id = p.inquiry_id WHERE p.id NOT IN (SELECT id FROM sealed_content)`,
    );
  }
}
