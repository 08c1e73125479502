import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { FieldFault } from '../../platform/errors.js';
import { sql } from '../../platform/sql.js';
import { emptyForm, refusedForm } from '../../web/forms.js';
import { uploadMaxBytes } from '../../web/uploads.js';
import { Views } from '../../web/views.js';
import { LogRequestRow } from '../evidence.entity.js';
import { periodText } from '../period-text.rules.js';
import type { UploadLink } from './upload-links.service.js';
import { abandonedAfterMs, closedTexts, mostFiles } from './upload.rules.js';
import { Uploads } from './uploads.service.js';

const unknownText = 'このアドレスは使えません。メールのアドレスを、途中で切れないようにそのまま開いてください。';

/** A file that came by the address. */
interface ArrivedFile {
  readonly fileName: string;
  readonly size: number;
  readonly received: number;
  readonly sha256: string | null;
  readonly touchedAt: Instant;
}

/** The page behind an upload address: the request, what came so far, the form. Nothing of the inquiry or the customer. */
@Injectable()
export class UploadPage {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly uploads: Uploads,
    private readonly views: Views,
  ) {}

  async render(token: string, link: UploadLink | undefined, faults: readonly FieldFault[] = [], values: Readonly<Record<string, string>> = {}): Promise<string> {
    if (link === undefined) return this.views.page('uploads/closed', { title: 'アップロード', text: unknownText, files: [] });
    const files = await this.#arrived(link.id);
    if (link.closed !== undefined) return this.views.page('uploads/closed', { title: 'アップロード', text: this.closedText(link), files });
    const request = await this.db.one(LogRequestRow, { id: link.logRequestId });
    if (request === null) throw new Error('An upload address without its request.');
    const form = faults.length === 0 ? emptyForm() : refusedForm(values, faults);
    const limits = { smallMb: uploadMaxBytes / 1024 / 1024, largeMb: Math.floor(this.uploads.maxBytes / 1024 / 1024), files: mostFiles };
    const { items, host, purpose, handling, number, dueAt } = request;
    return this.views.page('uploads/upload', {
      title: 'ログ・構成情報のアップロード', token, form, files, limits, expiresAt: link.expiresAt,
      request: { items, host, purpose, handling, number, dueAt, period: periodText(request.periodFrom, request.periodTo, request.zone) },
    });
  }

  /** Why nothing can be sent. */
  closedText(link: UploadLink | undefined): string {
    return link?.closed === undefined ? unknownText : closedTexts[link.closed];
  }

  async #arrived(linkId: string): Promise<ArrivedFile[]> {
    const since = this.clock.now() - abandonedAfterMs;
    return this.db.rows<ArrivedFile>(
      sql`SELECT u.file_name AS "fileName", u.size, u.received, e.sha256, u.touched_at AS "touchedAt" FROM upload u LEFT JOIN evidence_item e ON e.id = u.evidence_id
          WHERE u.link_id = ${linkId} AND (u.state = 'done' OR u.touched_at > ${since}) ORDER BY u.started_at, u.id`,
    );
  }
}
