import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import type { Tx } from '../platform/db.js';
import { Events, type Actor } from '../platform/events.js';
import { partByPart } from '../platform/in-slices.js';
import { insert } from '../platform/write.js';
import { ContactRequests, type AskedChange } from './contact-requests.service.js';
import type { PlannedLine } from './import-plan.js';
import { ImportLineRow, ImportRunRow } from './import-run.entity.js';
import { printable } from './japanese-text.rules.js';
import type { RegistrationRows } from './registration-rows.js';
import { chunks, RegistrationWriter } from './registration-writer.js';

/** Writes what was planned for a file, and keeps the report of it. */
@Injectable()
export class ImportOutcomes {
  constructor(
    private readonly events: Events,
    private readonly requests: ContactRequests,
    private readonly writer: RegistrationWriter,
  ) {}

  /** All of the file, or with the transaction none. */
  async write(tx: Tx, run: ImportRunRow, { plan, rows }: { readonly plan: readonly PlannedLine[]; readonly rows: RegistrationRows }, act: { readonly actor: Actor; readonly at: Instant }): Promise<void> {
    await insert(tx, ImportRunRow, run);
    await this.writer.writeRows(tx, rows, act);
    await this.requests.askAll(tx, plan.flatMap((line) => requestOf(line, run.id)), { staffId: run.byStaffId, ...act });
    await partByPart(chunks(plan), (part) => insert(tx, ImportLineRow, part.map((line) => ({ runId: run.id, ...lineOf(line) }))));
    const { id: runId, sha256, taken, requested, unchanged, refused } = run;
    const event = { type: 'parameter_sheet_imported', occurredAt: act.at, data: { runId, sha256, taken, requested, unchanged, refused } };
    await this.events.append(tx, { type: 'desk', id: 'parameter-sheets' }, { actor: act.actor, recordedAt: act.at, events: [event] });
  }
}

/** One line of the report. */
export function lineOf({ lineNumber, contractNumber, outcome, reason, customerId }: PlannedLine): Omit<ImportLineRow, 'runId'> {
  return { lineNumber, contractNumber, outcome, reason: printable(reason, 1000), customerId };
}

function requestOf(line: PlannedLine, importRunId: string): AskedChange[] {
  if (line.proposed === undefined || line.customerId === null) return [];
  return [{ customerId: line.customerId, proposed: line.proposed, importRunId, lineNumber: line.lineNumber }];
}
