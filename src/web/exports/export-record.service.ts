import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Events, type EventData } from '../../platform/events.js';
import { sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { AccessLog } from '../../staff/access-log.service.js';

/** A file that somebody took out of the desk. */
export interface ExportedFile {
  /** What it holds: `hearing_sheet`, `queue`. */
  readonly content: string;
  readonly format: 'pdf' | 'csv' | 'xlsx';
  /** The inquiry it is about; left out for lists. */
  readonly inquiryId?: string;
  /** How many rows a list has. */
  readonly rows?: number;
  readonly bytes: Buffer;
}

/** E1, E2: every file with personal data that leaves the desk stands on the record of the person who took it, and on the access log. */
@Injectable()
export class ExportRecord {
  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly accessLog: AccessLog,
    private readonly clock: Clock,
  ) {}

  /** Writes down that a person took a file; await it before the file is sent. */
  async note(scope: Scope, { content, format, inquiryId, rows, bytes }: ExportedFile): Promise<void> {
    const now = this.clock.now();
    const data: EventData = { content, format, sha256: sha256(bytes), size: bytes.length, ...(inquiryId === undefined ? {} : { inquiryId }), ...(rows === undefined ? {} : { rows }) };
    const act = { actor: { kind: 'staff', id: scope.staffId } as const, recordedAt: now, events: [{ type: 'export.taken', occurredAt: now, data }] };
    const taken = inquiryId === undefined ? ({ subject: 'list', subjectId: content } as const) : ({ subject: 'inquiry', subjectId: inquiryId } as const);
    await this.db.tx(async (tx) => {
      await this.events.append(tx, { type: 'export', id: scope.staffId }, act);
      await this.accessLog.append(tx, scope.staffId, { act: 'exported', ...taken });
    });
  }
}
