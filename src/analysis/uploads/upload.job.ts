import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Jobs } from '../../platform/jobs.js';
import { sql } from '../../platform/sql.js';
import { remove } from '../../platform/write.js';
import { UploadRow } from './upload.entity.js';
import { abandonedAfterMs } from './upload.rules.js';
import type { UploadLink } from './upload-links.service.js';
import { Uploads } from './uploads.service.js';

const everyMs = 5 * 60_000;
const leaseMs = 60 * 60_000;
/** A process that still works on an upload has touched it since. */
const deadAfterMs = 10 * 60_000;

interface Stuck extends Pick<UploadLink, 'inquiryId' | 'logRequestId'> {
  readonly id: string;
  readonly linkId: string;
}

/** Ends what nobody ends: whole uploads whose process died, and broken-off ones that nobody went on with (R29). */
@Injectable()
export class UploadJob implements OnModuleInit {
  readonly #log = new Logger('uploads');

  constructor(
    private readonly jobs: Jobs,
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly uploads: Uploads,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'uploads.end', everyMs, leaseMs, run: () => this.run() });
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    await this.db.tx((tx) => this.db.execute(tx, sql`UPDATE upload SET state = 'receiving' WHERE state = 'finishing' AND touched_at < ${now - deadAfterMs}`));
    for (const { id, linkId, inquiryId, logRequestId } of await this.#whole()) {
      const link = { id: linkId, inquiryId, logRequestId, expiresAt: now, closed: undefined };
      await this.uploads.finish(link, id).catch((error: unknown) => this.#log.error(`The upload ${id} could not be finished: ${String(error)}`));
    }
    for (const { id } of await this.#abandoned(now)) {
      await this.uploads.dropPieces(id);
      await this.db.tx((tx) => remove(tx, UploadRow, { id, state: 'receiving' }));
    }
  }

  async #whole(): Promise<Stuck[]> {
    return this.db.rows<Stuck>(
      sql`SELECT u.id, l.id AS "linkId", r.id AS "logRequestId", r.inquiry_id AS "inquiryId" FROM upload u JOIN upload_link l ON l.id = u.link_id
          JOIN log_request r ON r.id = l.log_request_id WHERE u.state = 'receiving' AND u.received = u.size AND u.touched_at < ${this.clock.now() - deadAfterMs}`,
    );
  }

  async #abandoned(now: number): Promise<{ id: string }[]> {
    return this.db.rows(sql`SELECT id FROM upload WHERE state = 'receiving' AND received < size AND touched_at < ${now - abandonedAfterMs}`);
  }
}
