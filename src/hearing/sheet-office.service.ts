import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError, notFound } from '../platform/errors.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { HearingSheets, type HearingSheet, type SheetAct } from './hearing-sheets.service.js';
import type { ReadDefinition } from './read-definition.js';

/** What people do with sheets: the same for the pages and the API. */
@Injectable()
export class SheetOffice {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
  ) {}

  /**
   * A sheet that the person may see: drafts are the service owner's.
   *
   * @throws DomainError not_found
   */
  async readable(scope: Scope, version: number): Promise<HearingSheet> {
    const sheet = await this.sheets.byVersion(version);
    if (sheet.publishedAt === null && !hasRole(scope, 'service_owner', 'auditor')) throw notFound('ヒアリングシート');
    return sheet;
  }

  /** @throws DomainError validation_failed with every fault of the definition and its place */
  async draft(scope: Scope, read: ReadDefinition): Promise<number> {
    if (!read.ok) throw new DomainError('validation_failed', 'ヒアリングシートの定義に誤りがあります。', { faults: read.faults.slice(0, 100) });
    const { definition } = read;
    return this.db.tx((tx) => this.sheets.saveDraft(tx, () => definition, this.#act(scope)));
  }

  /** @throws DomainError not_found, illegal_transition */
  async publish(scope: Scope, version: number): Promise<void> {
    await this.db.tx((tx) => this.sheets.publish(tx, version, this.#act(scope)));
  }

  /** @throws DomainError not_found also for another desk's (B5) */
  async acknowledge(scope: Scope, version: number, deskId: string): Promise<void> {
    if (!scope.deskIds.includes(deskId)) throw notFound('受付窓口');
    await this.db.tx((tx) => this.sheets.acknowledge(tx, version, deskId, this.#act(scope)));
  }

  #act(scope: Scope): SheetAct {
    return { by: { kind: 'staff', id: scope.staffId }, at: this.clock.now() };
  }
}
