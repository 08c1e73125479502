import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId, sha256 } from '../platform/ids.js';
import { knownContracts } from './import-lookup.queries.js';
import { ImportOutcomes, lineOf } from './import-outcomes.service.js';
import { planImport, type PlannedLine } from './import-plan.js';
import { ImportTargets, type ImportTarget } from './import-targets.service.js';
import { importOutcomes, type ImportLineRow, type ImportOutcome, type ImportRunRow } from './import-run.entity.js';
import { printable } from './japanese-text.rules.js';
import { actorOf, staffIdOf, type Acting } from './owner-only.js';
import { mapColumns, type ColumnMap } from './parameter-sheet-columns.rules.js';
import { parseLines } from './parameter-sheet.rules.js';
import { readSheetFile } from './read-sheet.js';
import type { SheetTable } from './sheet-table.js';

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

/** Takes parameter sheets (パラメーターシート): each line wholly or not at all, the file in one transaction. */
@Injectable()
export class ParameterSheets {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly targets: ImportTargets,
    private readonly outcomes: ImportOutcomes,
  ) {}

  /**
   * Reads a file and takes what can be taken. The owner's and the operator's lines take effect at
   * once, those of a partner wait for approval (section I).
   *
   * @throws DomainError import_rejected, too_large or unsupported_format where nothing can be read
   */
  async import(by: Acting, file: SheetFile, target: ImportTarget = {}): Promise<ImportReport> {
    const table = await readSheetFile(file.bytes);
    const columns = mapColumns(table.header);
    if (columns.faults.length > 0) throw rejected(columns.faults, table.encoding);
    if (table.lines.length === 0) throw rejected(['データの行がありません。'], table.encoding);
    return this.db.tx((tx) => this.#take(tx, by, { file, table, columns, target }));
  }

  async #take(tx: Tx, by: Acting, sheet: ReadSheet): Promise<ImportReport> {
    const act = { actor: actorOf(by), at: this.clock.now() };
    const rights = await this.targets.rightsOf(tx, by, sheet.target, act);
    const parsed = parseLines(sheet.table, sheet.columns);
    const numbers = parsed.flatMap((line) => (line.ok ? [line.registration.contract.contractNumber] : []));
    const known = await knownContracts(this.db, numbers);
    const plan = planImport(parsed, { rights, known, presentColumns: new Set(sheet.columns.positions.keys()), at: act.at });
    const run = runRow(sheet, plan, staffIdOf(by), act.at);
    await this.outcomes.write(tx, run, plan, act);
    return reportOf(run, plan);
  }
}

interface ReadSheet {
  readonly file: SheetFile;
  readonly table: SheetTable;
  readonly columns: ColumnMap;
  readonly target: ImportTarget;
}

function runRow({ file, table, columns }: ReadSheet, plan: readonly PlannedLine[], byStaffId: string | null, at: Instant): ImportRunRow {
  const counts = countOutcomes(plan);
  return {
    id: newId(),
    fileName: printable(file.name, 255),
    sha256: sha256(file.bytes),
    format: table.format,
    encoding: table.encoding,
    byStaffId,
    at,
    ...counts,
    unknownHeaders: printable(columns.unknownHeaders.join('、'), 2000),
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

function rejected(faults: readonly string[], encoding: string): DomainError {
  const faultList = faults.map((message) => ({ field: 'file', message }));
  return new DomainError('import_rejected', `ファイルを取り込めません（文字コード: ${encoding}）。${faults.join('')}`, { faults: faultList });
}
