import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { HearingSheets, type HearingSheet, type SheetAct } from '../hearing-sheets.service.js';
import { readDefinition } from '../read-definition.js';
import type { SheetDefinition } from '../sheet-definition.schemas.js';
import { faultsOnForm, renumbered } from './edit-definition.rules.js';

/** One change of a draft: what it makes of the definition, and the question it is about, if one. */
export interface DraftChange {
  /** Hash of the draft as it was seen. */
  readonly seen: string;
  readonly questionId?: string;
  readonly of: (sheet: SheetDefinition) => SheetDefinition;
}

/** Drafts of the hearing sheet, changed question by question on pages (B1). A published one never changes. */
@Injectable()
export class SheetEditor {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError not_found, illegal_transition for a published one */
  async draft(version: number): Promise<HearingSheet> {
    const sheet = await this.sheets.byVersion(version);
    if (sheet.publishedAt !== null) throw new DomainError('illegal_transition', '公開した版は変えられません。この版から下書きを作って、直してください。');
    return sheet;
  }

  /** A new draft with what a version says; returns its number. @throws DomainError not_found */
  async startFrom(scope: Scope, version: number): Promise<number> {
    const { definition } = await this.sheets.byVersion(version);
    return this.db.tx((tx) => this.sheets.saveDraft(tx, (number) => renumbered(definition, version, number), this.#act(scope)));
  }

  /**
   * Changes a draft, if what comes of it is a sheet that could be published.
   *
   * @throws DomainError not_found, illegal_transition, version_stale, or validation_failed with the faults at the fields of the form
   */
  async change(scope: Scope, version: number, change: DraftChange): Promise<void> {
    const { definition } = await this.draft(version);
    const changed = change.of(definition);
    const read = readDefinition(changed);
    if (!read.ok) {
      const faults = faultsOnForm(changed, read.faults, change.questionId);
      throw new DomainError('validation_failed', faults[0]?.message ?? 'ヒアリングシートとして正しくありません。', { faults });
    }
    await this.db.tx((tx) => this.sheets.replaceDraft(tx, { version, seen: change.seen, definition: read.definition }, this.#act(scope)));
  }

  #act(scope: Scope): SheetAct {
    return { by: { kind: 'staff', id: scope.staffId }, at: this.clock.now() };
  }
}
