import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { sql } from '../platform/sql.js';
import { insert } from '../platform/write.js';
import {
  answerStates, answerSources, answerKey, currentAnswers, mailReader, withFacts,
  type Answer, type AnswerSource, type AnswerState, type AnswerValue, type SheetAnswers, type SheetFacts,
} from './answers.rules.js';
import { HearingAnswerRow } from './hearing-answer.entity.js';
import { HearingFreezeRow } from './hearing-freeze.entity.js';
import { HearingSheets } from './hearing-sheets.service.js';
import { missingAt, type MissingField, type MissingGate } from './hearing.rules.js';
import { openAsUnknown } from './open-as-unknown.rules.js';
import { placeFaults } from './place-faults.rules.js';
import { decideRecording, hashAnswers, type NewAnswer, type RecordingDecision } from './recording.rules.js';
import { conflictFaults } from './conflict-faults.rules.js';

/** Answers that somebody heard or found, to be put on the sheet of an inquiry. */
export interface Recording {
  readonly inquiryId: string;
  readonly sheetVersion: number;
  readonly answers: readonly NewAnswer[];
  readonly source: AnswerSource;
  /** Id of the person. */
  readonly recordedBy: string;
  readonly at: Instant;
  /** The newest answer on the page they were typed into; left out, the sheet as it stands now counts. */
  readonly seenSeq?: number;
}

/** What was appended, and the sheet as it stands after it. */
export interface Recorded {
  readonly changed: readonly Answer[];
  readonly answers: SheetAnswers;
}

/** The open fields that become 不明 in one act with one reason (B4). */
export interface OpenUnknown extends Omit<Recording, 'answers' | 'seenSeq'> {
  readonly gate: MissingGate;
  readonly reason: string;
  readonly facts?: SheetFacts;
}

/** The sheet as it went up with an escalation. */
export interface Freeze {
  readonly frozenAt: Instant;
  readonly sheetVersion: number;
  readonly lastSeq: number;
  readonly sha256: string;
}

interface StoredAnswer {
  readonly seq: number;
  readonly sheetVersion: number;
  readonly questionId: string;
  readonly group: number;
  readonly state: string;
  readonly value: string | null;
  readonly originalText: string | null;
  readonly source: string;
  readonly recordedAt: number;
  readonly recordedBy: string;
  readonly reason: string | null;
}

/** What was heard, per inquiry. It knows no inquiries: the caller authorises and opens the transaction. */
@Injectable()
export class Hearings {
  constructor(
    private readonly db: Db,
    private readonly sheets: HearingSheets,
  ) {}

  /** The answers that count now. */
  async current(inquiryId: string, facts: SheetFacts = {}): Promise<SheetAnswers> {
    return currentAnswers(await this.history(inquiryId), facts);
  }

  /** Every answer ever given, oldest first; erased ones keep their place without their text. */
  async history(inquiryId: string): Promise<readonly Answer[]> {
    const rows = await this.db.rows<StoredAnswer>(
      sql`SELECT seq, sheet_version AS "sheetVersion", question_id AS "questionId", group_index AS "group", state, value,
                 original_text AS "originalText", source, recorded_at AS "recordedAt", recorded_by AS "recordedBy", reason
          FROM hearing_answer WHERE inquiry_id = ${inquiryId} ORDER BY seq`,
    );
    return rows.map(read);
  }

  /**
   * Appends what really changed and returns it. The whole sheet may be sent again and again.
   *
   * @throws DomainError validation_failed for a question the sheet does not have,
   *   version_stale where another person has answered the same question otherwise since `seenSeq`
   */
  async record(tx: Tx, recording: Recording): Promise<Recorded> {
    const { definition } = await this.sheets.byVersion(recording.sheetVersion);
    const faults = placeFaults(definition, recording.answers);
    if (faults.length > 0) throw new DomainError('validation_failed', 'ヒアリングシートにない項目です。画面を開き直してください。', { faults });
    await this.#lock(tx, recording.inquiryId);
    const history = await this.history(recording.inquiryId);
    const decision = decideRecording(history, recording.answers, recording.seenSeq, recording.recordedBy);
    refuseConflicts(decision, definition);
    return this.#append(tx, history, recording, decision.append.map((answer) => ({ reason: null, ...answer })));
  }

  /** The first answers on the sheet of an inquiry that begins in this transaction, so that nobody else can know of it yet. */
  async begin(tx: Tx, recording: Omit<Recording, 'seenSeq'>): Promise<void> {
    await this.#store(tx, [], recording, recording.answers.map((answer) => ({ reason: null, ...answer })));
  }

  /**
   * Puts what was read from a mail on the sheet, marked as such. Nothing that anybody ever answered is
   * touched, and what the sheet does not have is left out.
   */
  async recordReadings(tx: Tx, reading: Pick<Recording, 'inquiryId' | 'sheetVersion' | 'answers' | 'at'>): Promise<Recorded> {
    const { definition } = await this.sheets.byVersion(reading.sheetVersion);
    await this.#lock(tx, reading.inquiryId);
    const history = await this.history(reading.inquiryId);
    const answered = new Set(history.map(({ questionId, group }) => answerKey(questionId, group)));
    const fresh = reading.answers.filter((answer) => placeFaults(definition, [answer]).length === 0 && !answered.has(answerKey(answer.questionId, answer.group)));
    return this.#append(tx, history, { ...reading, source: 'customer_mail', recordedBy: mailReader }, fresh.map((answer) => ({ reason: null, ...answer })));
  }

  /** Sets every field that the gate still waits for to 不明, in one act with one reason, and names them (B4). */
  async markOpenUnknown(tx: Tx, act: OpenUnknown): Promise<Recorded & { readonly fields: readonly MissingField[] }> {
    const { definition } = await this.sheets.byVersion(act.sheetVersion);
    await this.#lock(tx, act.inquiryId);
    const history = await this.history(act.inquiryId);
    const fields = openAsUnknown(act.gate, definition, currentAnswers(history, act.facts));
    const unknown = fields.map(({ questionId, group }) => ({ questionId, group, state: 'unknown' as const, value: null, reason: act.reason }));
    const recorded = await this.#append(tx, history, act, unknown);
    return { ...recorded, answers: withFacts(recorded.answers, act.facts ?? {}), fields };
  }

  /** Keeps which answers went up with an escalation; what comes later is the 追記. */
  async freeze(tx: Tx, { inquiryId, sheetVersion, at }: { readonly inquiryId: string; readonly sheetVersion: number; readonly at: Instant }): Promise<Freeze> {
    const answers = await this.current(inquiryId);
    const freeze = { frozenAt: at, sheetVersion, lastSeq: answers.lastSeq, sha256: hashAnswers(answers) };
    await insert(tx, HearingFreezeRow, { id: newId(), inquiryId, ...freeze });
    return freeze;
  }

  /** The newest freeze of an inquiry; undefined where it was never escalated. */
  async lastFreeze(inquiryId: string): Promise<Freeze | undefined> {
    return this.db.row<Freeze>(
      sql`SELECT frozen_at AS "frozenAt", sheet_version AS "sheetVersion", last_seq AS "lastSeq", sha256
          FROM hearing_freeze WHERE inquiry_id = ${inquiryId} ORDER BY frozen_at DESC, last_seq DESC LIMIT 1`,
    );
  }

  /** What an act still waits for. */
  async missing(gate: MissingGate, inquiryId: string, sheetVersion: number, facts: SheetFacts = {}): Promise<readonly MissingField[]> {
    const { definition } = await this.sheets.byVersion(sheetVersion);
    return missingAt(gate, definition, await this.current(inquiryId, facts));
  }

  async #append(
    tx: Tx,
    history: readonly Answer[],
    act: Omit<Recording, 'answers'>,
    answers: readonly (NewAnswer & { readonly reason: string | null })[],
  ): Promise<Recorded> {
    const changed = await this.#store(tx, history, act, answers);
    return { changed, answers: currentAnswers([...history, ...changed]) };
  }

  async #store(
    tx: Tx,
    history: readonly Answer[],
    act: Omit<Recording, 'answers'>,
    answers: readonly (NewAnswer & { readonly reason: string | null })[],
  ): Promise<readonly Answer[]> {
    const first = (history.at(-1)?.seq ?? 0) + 1;
    const changed = answers.map((answer, index): Answer => ({
      questionId: answer.questionId, group: answer.group, state: answer.state, value: answer.state === 'value' ? answer.value : null,
      originalText: answer.originalText ?? null, source: act.source, recordedAt: act.at, recordedBy: act.recordedBy,
      sheetVersion: act.sheetVersion, reason: answer.reason, seq: first + index,
    }));
    const rows = changed.map(({ seq, sheetVersion, questionId, group, state, value, originalText, source, recordedAt, recordedBy, reason }) => ({
      id: newId(), inquiryId: act.inquiryId, seq, sheetVersion, questionId, groupIndex: group, state, value, originalText, source, recordedAt, recordedBy, reason, erasedAt: null,
    }));
    if (rows.length > 0) await insert(tx, HearingAnswerRow, rows);
    return changed;
  }

  /** On PostgreSQL two people may save one sheet at once; on SQLite writers already wait for each other. */
  async #lock(tx: Tx, inquiryId: string): Promise<void> {
    if (this.db.dialect === 'postgres') await this.db.execute(tx, sql`SELECT pg_advisory_xact_lock(hashtextextended(${`hearing ${inquiryId}`}, 0))`);
  }
}

function refuseConflicts(decision: RecordingDecision, sheet: Parameters<typeof conflictFaults>[0]): void {
  if (decision.conflicts.length === 0) return;
  throw new DomainError(
    'version_stale',
    'ほかの人が同じ項目に先に記入しました。双方の内容を確認して、もう一度保存してください。',
    { faults: conflictFaults(sheet, decision.conflicts) },
  );
}

function read(row: StoredAnswer): Answer {
  const state = answerStates.find((candidate): candidate is AnswerState => candidate === row.state) ?? 'cleared';
  const source = answerSources.find((candidate) => candidate === row.source) ?? 'analyst';
  // An erased answer no longer says anything; it keeps that the question was answered.
  const value = row.value === null ? null : (JSON.parse(row.value) as AnswerValue | null);
  return { ...row, state, source, value };
}
