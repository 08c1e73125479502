import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId, sha256 } from '../platform/ids.js';
import { knownContracts, registerStamp } from './import-lookup.queries.js';
import { ImportOutcomes, lineOf } from './import-outcomes.service.js';
import { planImport, type PlannedLine } from './import-plan.js';
import { ImportTargets, type ImportTarget } from './import-targets.service.js';
import { importOutcomes, type ImportLineRow, type ImportOutcome, type ImportRunRow } from './import-run.entity.js';
import { printable } from './japanese-text.rules.js';
import { actorOf, staffIdOf, type Acting } from './owner-only.js';
import type { ParsedSheet } from './parsed-sheet.js';
import type { RegistrationChange } from './registration-change.js';
import { registrationRows, type RegistrationRows } from './registration-rows.js';
import { SheetReader } from './sheet-reader.js';

/** A file as it was handed in. */
export interface SheetFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What became of a file, line by line. */
export interface ImportReport {
  readonly runId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string;
  readonly at: Instant;
  readonly unknownHeaders: readonly string[];
  readonly taken: number;
  readonly requested: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly lines: readonly Pick<ImportLineRow, 'lineNumber' | 'contractNumber' | 'outcome' | 'reason' | 'customerId'>[];
}

/** A file that was read and decided line by line, but changes nothing yet. */
export interface PlannedImport {
  readonly by: Acting;
  readonly file: SheetFile;
  readonly sheet: ParsedSheet;
  readonly target: ImportTarget;
  readonly at: Instant;
  readonly proved: boolean;
  /** What the register said when the lines were decided; undefined where that has to wait for the transaction. */
  readonly decided: { readonly stamp: string; readonly plan: readonly PlannedLine[]; readonly rows: RegistrationRows } | undefined;
}

/**
 * Takes parameter sheets (パラメーターシート): each line wholly or not at all, the file in one
 * transaction. Whatever can be done before is done before, because SQLite has one writer: reading in
 * a thread, deciding and the hashes of the record outside of the transaction, which only inserts.
 */
@Injectable()
export class ParameterSheets {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly reader: SheetReader,
    private readonly targets: ImportTargets,
    private readonly outcomes: ImportOutcomes,
  ) {}

  /**
   * Reads a file and takes what can be taken. The owner's and the operator's lines take effect at
   * once, those of a partner wait for approval (section I).
   *
   * @param proved he has proved who he is a moment ago; where not, the owner's changes of contacts wait for approval, too
   * @throws DomainError import_rejected, too_large or unsupported_format where nothing can be read
   */
  async import(by: Acting, file: SheetFile, target: ImportTarget = {}, proved = true): Promise<ImportReport> {
    return this.take(await this.plan(by, file, target, proved));
  }

  /** The first half, outside of any transaction. @throws DomainError as `import` does */
  async plan(by: Acting, file: SheetFile, target: ImportTarget, proved: boolean): Promise<PlannedImport> {
    const sheet = await this.reader.read(file.bytes);
    const at = this.clock.now();
    const rights = await this.targets.knownRights(by, target);
    if (rights === undefined) return { by, file, sheet, target, at, proved, decided: undefined };
    const numbers = contractNumbersOf(sheet);
    // Taken first: what changes in between shows as another stamp later on.
    const stamp = await registerStamp(this.db, numbers);
    const known = await knownContracts(this.db, numbers);
    const plan = await planImport(sheet.lines, { rights, known, presentColumns: new Set(sheet.presentColumns), at, proved });
    const rows = await registrationRows(changesOf(plan), { actor: actorOf(by), at });
    return { by, file, sheet, target, at, proved, decided: { stamp, plan, rows } };
  }

  /** The second half: all of the file in one transaction; decided anew where the register has changed since. */
  async take(planned: PlannedImport): Promise<ImportReport> {
    return this.db.tx(async (tx) => {
      const { by, at } = planned;
      const { plan, rows } = await this.#decided(tx, planned);
      const run = runRow(planned, plan, staffIdOf(by), at);
      await this.outcomes.write(tx, run, { plan, rows }, { actor: actorOf(by), at });
      return reportOf(run, plan);
    });
  }

  async #decided(tx: Tx, { by, sheet, target, at, proved, decided }: PlannedImport): Promise<{ plan: readonly PlannedLine[]; rows: RegistrationRows }> {
    const numbers = contractNumbersOf(sheet);
    if (decided !== undefined && (await registerStamp(this.db, numbers)) === decided.stamp) return decided;
    const known = await knownContracts(this.db, numbers);
    const act = { actor: actorOf(by), at };
    const rights = await this.targets.rightsOf(tx, by, target, act);
    const plan = await planImport(sheet.lines, { rights, known, presentColumns: new Set(sheet.presentColumns), at, proved });
    return { plan, rows: await registrationRows(changesOf(plan), act) };
  }
}

function contractNumbersOf({ lines }: ParsedSheet): string[] {
  return lines.flatMap((line) => (line.ok ? [line.registration.contract.contractNumber] : []));
}

function changesOf(plan: readonly PlannedLine[]): RegistrationChange[] {
  return plan.flatMap(({ change }) => change ?? []);
}

function runRow({ file, sheet }: PlannedImport, plan: readonly PlannedLine[], byStaffId: string | null, at: Instant): ImportRunRow {
  return {
    id: newId(),
    fileName: printable(file.name, 255),
    sha256: sha256(file.bytes),
    format: sheet.format,
    encoding: sheet.encoding,
    byStaffId,
    at,
    ...countOutcomes(plan),
    unknownHeaders: printable(sheet.unknownHeaders.join('、'), 2000),
  };
}

function countOutcomes(plan: readonly PlannedLine[]): Record<ImportOutcome, number> {
  const counts = Object.fromEntries(importOutcomes.map((outcome) => [outcome, 0])) as Record<ImportOutcome, number>;
  for (const { outcome } of plan) counts[outcome] += 1;
  return counts;
}

function reportOf(run: ImportRunRow, plan: readonly PlannedLine[]): ImportReport {
  const { id: runId, byStaffId: _by, unknownHeaders, ...facts } = run;
  return { runId, ...facts, unknownHeaders: unknownHeaders === '' ? [] : unknownHeaders.split('、'), lines: plan.map((line) => lineOf(line)) };
}
