import { Injectable } from '@nestjs/common';
import { answersTo, answerTo, groupCount, settledAnswers, type AnswerSource, type SheetAnswers } from '../hearing/answers.rules.js';
import { autosavedView, type AutosavedView } from '../hearing/autosaved.view.js';
import { firstLineVerdict } from '../hearing/first-line-verdict.rules.js';
import { visibleQuestions } from '../hearing/hearing.rules.js';
import { mailQuestions } from '../hearing/mail-questions.rules.js';
import { fieldName } from '../hearing/place-faults.rules.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import { parseSheetForm, type ParsedSheet } from '../hearing/sheet.schemas.js';
import { sheetView, type SheetViewWishes } from '../hearing/sheet.view.js';
import { Clock } from '../platform/clock.js';
import { DomainError, type FieldFault } from '../platform/errors.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { can } from '../staff/permissions.js';
import type { RawForm } from '../web/forms.js';
import { AdditionChanges } from './addition-changes.service.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import type { InquiryRow } from './inquiry.entity.js';
import { InquirySheets } from './inquiry-sheets.service.js';
import { PageParts } from './page-parts.js';
import { actsFrom } from './rulebook/transitions.js';
import { SheetFactsLoader } from './sheet-facts.service.js';

/** What came of a sheet that was posted, whole or one field of it. */
export interface SavedSheet {
  readonly row: InquiryRow;
  readonly parsed: ParsedSheet;
  /** What could not be taken, beside its fields; everything else is recorded. */
  readonly faults: readonly FieldFault[];
  readonly refusal: DomainError | undefined;
  readonly autosaved: AutosavedView;
  /** Somebody else changed the inquiry since the page was made, so its acts stay on the version that was seen. */
  readonly outdated: boolean;
  /** The answers brought the first signs of encryption, or took the last away. */
  readonly fastTrackTurns: boolean;
}

/** What of the page a sheet that came back changes. */
export interface SheetWishes {
  readonly saved?: SavedSheet;
  /** 「アラートを追加」 was pressed for this group. */
  readonly add?: string | undefined;
}

/** The hearing sheet on the page of an inquiry: shown, and saved while somebody types. */
@Injectable()
export class InquirySheetPage {
  constructor(
    private readonly details: InquiryDetails,
    private readonly sheets: InquirySheets,
    private readonly sheetFacts: SheetFactsLoader,
    private readonly clock: Clock,
    readonly additions: AdditionChanges,
    readonly parts: PageParts,
  ) {}

  /** The sheet and everything that acts ask of it. */
  async data(scope: Scope, row: InquiryRow, wishes: SheetWishes = {}) {
    const { sheet, answers } = await this.sheets.of(row);
    const { definition } = sheet;
    const facts = await this.sheetFacts.load(row);
    const editable = can(scope, 'inquiry.hear') && actsFrom(row.status, scope.roles).includes('record_hearing');
    const saved = wishes.saved;
    const groups = wishes.add === undefined ? {} : { groups: { [wishes.add]: groupCount(definition, answers, wishes.add) + 1 } };
    const view = sheetView(definition, answers, {
      ...(await this.#viewer(scope, row)), version: sheet.version, ...groups,
      ...(saved === undefined ? {} : { typed: saved.parsed.typed, faults: saved.faults, warnings: saved.parsed.warnings }),
      ...(editable ? {} : { mode: 'read' as const }),
    });
    const shown = new Set(visibleQuestions(definition, answers).map(({ question }) => question.id));
    const sections = definition.sections.map((section) => ({
      title: section.title,
      questions: section.questions.filter(({ id, gate }) => gate !== 'R3' && shown.has(id)).map(({ id, label, code }) => ({ id, label, code, isUnknown: answersTo(answers, id).some(({ state }) => state === 'unknown') })),
    }));
    return {
      definition,
      answers,
      sheet: view,
      sheetFacts: facts,
      verdict: firstLineVerdict(definition, answers)?.verdict,
      sections,
      questions: definition.sections.flatMap((section) => section.questions.map(({ id, label, code }) => ({ id, label, code }))),
      openQuestionIds: openQuestions(definition, answers),
      mailQuestionIds: [...new Set(mailQuestions(definition, answers).map(({ questionId }) => questionId))],
    };
  }

  /**
   * Records what can be read and says what cannot. Where somebody else has answered the same question
   * meanwhile, the rest is recorded all the same.
   *
   * @throws DomainError not_found, forbidden, illegal_transition
   */
  async save(scope: Scope, id: string, raw: RawForm, seenVersion: number): Promise<SavedSheet> {
    return this.#save(scope, id, seenVersion, (context) => parseSheetForm(raw, context));
  }

  /** The same for one field while somebody fills it in: what he has not come to yet is asked for, not blamed. */
  async autosave(scope: Scope, id: string, raw: RawForm, seenVersion: number): Promise<SavedSheet> {
    return this.#save(scope, id, seenVersion, (context) => withPatience(parseSheetForm(raw, context)));
  }

  async #save(scope: Scope, id: string, seenVersion: number, parse: (context: SheetContext) => ParsedSheet): Promise<SavedSheet> {
    const seen = await this.details.row(scope, id);
    const { sheet, answers: before } = await this.sheets.of(seen);
    const factsBefore = await this.sheetFacts.load(seen);
    const parsed = parse({ sheet: sheet.definition, current: before, now: this.clock.now() });
    const recorded = await this.#record(scope, id, parsed, parsed.source ?? (await this.#source(seen)));
    const row = await this.details.row(scope, id);
    const { answers: after } = await this.sheets.of(row);
    const faults = [...parsed.faults, ...recorded.conflicts];
    const facts = await this.sheetFacts.load(row);
    return {
      row,
      parsed,
      faults,
      refusal: recorded.refusal ?? (faults.length === 0 ? undefined : new DomainError('validation_failed', '読み取れない項目があります。ほかの項目は保存しました。', { faults })),
      autosaved: autosavedView(sheet.definition, { before, after }, parsed, { ...(await this.#viewer(scope, row)), faults }),
      outdated: seenVersion !== row.version - recorded.steps,
      fastTrackTurns: facts.fastTrackSigns !== factsBefore.fastTrackSigns,
    };
  }

  async #viewer(scope: Scope, row: InquiryRow): Promise<Pick<SheetViewWishes, 'reader' | 'handedOver' | 'addition' | 'saveUrl' | 'source' | 'takenAt'>> {
    return {
      reader: hasRole(scope, 'second_line', 'second_line_lead', 'service_owner') ? 'second_line' : 'first_line',
      handedOver: row.line === 'second' || row.status === 'answered',
      addition: row.openAdditionRequest ? await this.details.openAddition(row.id) : undefined,
      saveUrl: `/inquiries/${row.id}/sheet`,
      source: await this.#source(row),
      takenAt: row.channel === 'phone' ? row.createdAt : undefined,
    };
  }

  /** Who most likely says it: the customer, the way he came last. */
  async #source(row: InquiryRow): Promise<AnswerSource> {
    const means = (await this.details.lastMeans(row.id)) ?? (row.channel === 'email' ? 'mail' : 'phone');
    return means === 'mail' ? 'customer_mail' : 'customer_phone';
  }

  async #record(scope: Scope, id: string, parsed: ParsedSheet, source: AnswerSource): Promise<Recording> {
    const seenSeq = parsed.seenSeq === undefined ? {} : { seenSeq: parsed.seenSeq };
    const record = (answers: ParsedSheet['answers']) => this.sheets.record({ kind: 'staff', scope }, id, { answers, source, ...seenSeq });
    try {
      const { recorded } = await record(parsed.answers);
      return { conflicts: [], refusal: undefined, steps: recorded.changed.length > 0 ? 1 : 0 };
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'version_stale' || error.faults.length === 0) throw error;
      const disputed = new Set(error.faults.map(({ field }) => field));
      const { recorded } = await record(parsed.answers.filter(({ questionId, group }) => !disputed.has(fieldName(questionId, group))));
      return { conflicts: error.faults, refusal: error, steps: recorded.changed.length > 0 ? 1 : 0 };
    }
  }
}

type SheetContext = Parameters<typeof parseSheetForm>[1];

const zoneAwaited = 'まだ保存していません。時刻の基準（日本時間・UTC）を選ぶと保存します。';

function withPatience(parsed: ParsedSheet): ParsedSheet {
  const awaited = [...parsed.unfinished].map((field): [string, readonly string[]] => [field, [zoneAwaited]]);
  return { ...parsed, faults: parsed.faults.filter(({ field }) => !parsed.unfinished.has(field)), warnings: new Map([...parsed.warnings, ...awaited]) };
}

interface Recording {
  readonly conflicts: readonly FieldFault[];
  readonly refusal: DomainError | undefined;
  /** By how much the recording itself moved the inquiry's version. */
  readonly steps: number;
}

/** Questions that these answers lead to and that nobody has answered, without the depth of the second line. */
function openQuestions(sheet: SheetDefinition, answers: SheetAnswers): string[] {
  const settled = settledAnswers(answers);
  const open = visibleQuestions(sheet, answers).filter(({ question, group }) => question.gate !== 'R3' && question.required && answerTo(settled, question.id, group) === undefined);
  return [...new Set(open.map(({ question }) => question.id))];
}
