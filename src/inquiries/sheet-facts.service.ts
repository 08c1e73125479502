import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../customers/customer.queries.js';
import { foldForSearch } from '../customers/japanese-text.rules.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Hearings } from '../hearing/hearings.service.js';
import { openAsUnknown } from '../hearing/open-as-unknown.rules.js';
import { lacking, type Lacking } from '../hearing/missing.view.js';
import { isFastTrack, missingAt, type MissingField } from '../hearing/hearing.rules.js';
import type { SheetFacts as HearingFacts } from '../hearing/answers.rules.js';
import { Clock } from '../platform/clock.js';
import type { InquiryRow } from './inquiry.entity.js';
import type { SheetFacts } from './rulebook/facts.js';

/** What the rules ask about the sheet, and what the form of an escalation says beside it. */
export interface LoadedSheetFacts extends SheetFacts {
  /** Labels of the questions that become 不明 beside the open ones. */
  readonly unknownThen: readonly string[];
  /** Those of the open ones that the first line writes itself. */
  readonly ownWords: readonly Lacking[];
}

/** What the rules ask of the hearing sheet of an inquiry. */
@Injectable()
export class SheetFactsLoader {
  constructor(
    private readonly sheets: HearingSheets,
    private readonly hearings: Hearings,
    private readonly customers: CustomerQueries,
    private readonly clock: Clock,
  ) {}

  async load(row: InquiryRow): Promise<LoadedSheetFacts> {
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const answers = await this.hearings.current(row.id, await this.facts(row));
    const missing = missingAt('escalation', definition, answers);
    return {
      missingForReception: labels(missingAt('reception', definition, answers)),
      missingForEscalation: labels(missing),
      // What becomes 不明 beside them: questions that a 不明 opens.
      unknownThen: missing.length === 0 ? [] : labels(openAsUnknown('escalation', definition, answers).slice(missing.length)),
      ownWords: missing.filter(({ own }) => own).map(lacking),
      fastTrackSigns: isFastTrack(definition, answers),
      // B4: the company is one of the three answers, and it is no question of the sheet.
      missingForFastTrack: [...(row.customerId === null ? ['会社名（利用者の特定）'] : []), ...labels(missingAt('fast_track', definition, answers))],
    };
  }

  /**
   * What the desk knows of the inquiry and the sheet's conditions may name. A name that equals the
   * registered contact's spares the question who he is; it verifies nothing.
   */
  async facts(row: InquiryRow): Promise<HearingFacts> {
    const contact = row.customerId === null ? undefined : await this.customers.contactAt(row.customerId, this.clock.now());
    const sameName = contact !== undefined && foldForSearch(contact.name) === foldForSearch(row.callerName);
    return {
      caller_is_registered_contact: row.verification === 'verified' || sameName ? 'yes' : 'no',
      callback_is_registered: isRegistered(row.callbackPhone, contact) ? 'yes' : 'no',
    };
  }
}

function isRegistered(phone: string | null, contact: { readonly phone: string; readonly altPhone: string } | undefined): boolean {
  return phone !== null && (phone === contact?.phone || phone === contact?.altPhone);
}

function labels(fields: readonly MissingField[]): readonly string[] {
  return fields.map((field) => field.label);
}
