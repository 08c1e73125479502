import { Injectable } from '@nestjs/common';
import type { ClamdSetting } from '../../files-settings.js';
import { Clock } from '../../platform/clock.js';
import { Contents } from '../../platform/content/contents.service.js';
import { Db } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import { sql } from '../../platform/sql.js';
import { update } from '../../platform/write.js';
import { EvidenceItemRow } from '../evidence.entity.js';
import { scanStream } from './clamd.js';
import { verdictOnEncrypted } from './scan-verdict.rules.js';

const mostTogether = 20;

/** Has evidence looked at and writes down what came of it, on the file's own record too. */
@Injectable()
export class EvidenceScans {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly contents: Contents,
    private readonly events: Events,
  ) {}

  /** Files that nobody has looked at, the oldest first. */
  async waiting(): Promise<string[]> {
    const rows = await this.db.rows<{ id: string }>(
      sql`SELECT e.id FROM evidence_item e JOIN sealed_content c ON c.id = e.id WHERE e.scan_state = 'unscanned' AND e.destroyed_at IS NULL ORDER BY e.id LIMIT ${mostTogether}`,
    );
    return rows.map(({ id }) => id);
  }

  /** @throws ScannerAway, and then nothing is written */
  async scan(clamd: ClamdSetting, id: string): Promise<void> {
    const item = await this.db.one(EvidenceItemRow, { id });
    const bytes = await this.contents.stream(id);
    if (item === null || bytes === undefined) return;
    const seen = await scanStream(clamd, bytes);
    const { state, detail } = item.unusableBecause === 'encrypted_archive' ? verdictOnEncrypted(seen) : seen;
    const now = this.clock.now();
    await this.db.tx(async (tx) => {
      await update(tx, EvidenceItemRow, { id }, { scanState: state, scanDetail: detail, scannedAt: now });
      const events = [{ type: 'scanned', occurredAt: now, data: { sha256: item.sha256, state } }];
      await this.events.append(tx, { type: 'evidence', id }, { actor: { kind: 'system' }, recordedAt: now, events });
    });
  }
}
