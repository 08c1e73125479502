import { Injectable } from '@nestjs/common';
import { normalizePhone } from '../customers/phone-number.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { insert } from '../platform/write.js';
import { CallLogRow } from './inquiry-records.entity.js';
import type { CallPurpose } from './rulebook/commands.js';
import type { CallOutcome } from './rulebook/status.js';
import { WritingChecks } from './writing-checks.service.js';

/** A call to be logged. */
export interface NewCall {
  readonly inquiryId: string;
  readonly direction: 'in' | 'out';
  readonly calledAt: Instant;
  /** In any notation; empty where it is not known. */
  readonly number: string;
  readonly person: string;
  readonly outcome: CallOutcome;
  readonly purpose: CallPurpose;
  readonly noteTextId: string | null;
  readonly staffId: string;
  readonly recordedAt: Instant;
}

/** The log of telephone calls about inquiries. */
@Injectable()
export class Calls {
  constructor(
    private readonly db: Db,
    private readonly checks: WritingChecks,
  ) {}

  /**
   * Logs a call and returns its id.
   *
   * @throws DomainError validation_failed for a number that cannot be read, or what a check of the words refuses
   */
  async log(tx: Tx, call: NewCall): Promise<string> {
    const number = numberOf(call.number);
    // The first line reads who was spoken to, whoever wrote it.
    await this.checks.run({ inquiryId: call.inquiryId, by: call.staffId, disclosure: 'partner', texts: [call.person] });
    return this.logFirst(tx, { ...call, number });
  }

  /**
   * Logs the call with which an inquiry begins, its number read already: E.164, or null where it is not known.
   * There is nothing yet that its words could give away.
   */
  async logFirst(tx: Tx, call: Omit<NewCall, 'number'> & { readonly number: string | null }): Promise<string> {
    const id = newId();
    await insert(tx, CallLogRow, { id, ...call });
    return id;
  }

  /** Where a call of the log went, and who took it. */
  async byId(callId: string): Promise<Pick<CallLogRow, 'number' | 'person'> | null> {
    return this.db.one(CallLogRow, { id: callId });
  }
}

function numberOf(text: string): string | null {
  if (text.trim() === '') return null;
  const number = normalizePhone(text);
  if (number !== undefined) return number;
  throw new DomainError('validation_failed', '電話番号を確認してください。', {
    faults: [{ field: 'number', message: '電話番号として読み取れません。市外局番から入力してください。' }],
  });
}
