import { Injectable } from '@nestjs/common';
import { normalizePhone } from '../customers/phone-number.rules.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { CallAnswers } from './call-answers.service.js';
import { Calls } from './calls.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import type { NewCall } from './opening.schemas.js';
import { Openings } from './openings.service.js';

/** Takes a call down: the inquiry, the call itself in the log, and what was heard on the sheet. */
@Injectable()
export class TakeCall {
  constructor(
    private readonly db: Db,
    private readonly openings: Openings,
    private readonly calls: Calls,
    private readonly answers: CallAnswers,
  ) {}

  /** @throws DomainError what the opening refuses, or a telephone number that is none */
  take(scope: Scope, call: NewCall): Promise<InquiryRow> {
    const callbackPhone = phoneOf(call.callbackPhone);
    return this.db.tx(async (tx) => {
      const row = await this.openings.open(
        { kind: 'staff', scope },
        {
          act: call.way,
          receivedAt: call.receivedAt,
          supportDeskId: null,
          customerId: call.customerId === '' ? null : call.customerId,
          callerName: call.callerName,
          callbackPhone,
          headline: call.headline === '' ? '電話でのお問い合わせ' : call.headline,
          reason: call.reason,
          followUpOf: call.followUpOf === '' ? null : call.followUpOf,
        },
      );
      await this.calls.logFirst(tx, {
        inquiryId: row.id, direction: 'in', calledAt: call.receivedAt, number: callbackPhone, person: call.callerName,
        outcome: 'talked', purpose: 'hearing', noteTextId: null, staffId: scope.staffId, recordedAt: row.createdAt,
      });
      await this.answers.record(tx, row, { callerName: call.callerName, callbackPhone, headline: call.headline, staffId: scope.staffId });
      return row;
    });
  }
}

function phoneOf(text: string): string | null {
  if (text === '') return null;
  const number = normalizePhone(text);
  if (number !== undefined) return number;
  throw new DomainError('validation_failed', '折り返し電話番号を確認してください。', {
    faults: [{ field: 'callbackPhone', message: '電話番号として読み取れません。市外局番から入力してください。' }],
  });
}
