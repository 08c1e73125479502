import { Injectable } from '@nestjs/common';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Hearings } from '../hearing/hearings.service.js';
import type { NewAnswer } from '../hearing/recording.rules.js';
import type { Tx } from '../platform/db.js';
import type { InquiryRow } from './inquiry.entity.js';

/** What the caller has said by the time the call is taken; empty or null where nothing was noted. */
export interface HeardOnCall {
  readonly callerName: string;
  /** E.164. */
  readonly callbackPhone: string | null;
  readonly headline: string;
  readonly staffId: string;
}

/** Puts what was heard while the call was taken on the hearing sheet, so that nobody asks it twice. */
@Injectable()
export class CallAnswers {
  constructor(
    private readonly sheets: HearingSheets,
    private readonly hearings: Hearings,
  ) {}

  /** They bear the instant at which the call was taken, by which the sheet tells where they are from. */
  async record(tx: Tx, row: Pick<InquiryRow, 'id' | 'sheetVersion' | 'createdAt'>, heard: HeardOnCall): Promise<void> {
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const answers = answersFrom(heard).filter(({ questionId }) => definition.sections.some(({ questions }) => questions.some(({ id }) => id === questionId)));
    if (answers.length === 0) return;
    await this.hearings.begin(tx, {
      inquiryId: row.id, sheetVersion: row.sheetVersion, answers, source: 'customer_phone', recordedBy: heard.staffId, at: row.createdAt,
    });
  }
}

function answersFrom({ callerName, callbackPhone, headline }: HeardOnCall): readonly NewAnswer[] {
  const said = [['caller_name', callerName.trim()], ['callback_phone', callbackPhone ?? ''], ['customer_statement', headline.trim()]] as const;
  return said.filter(([, value]) => value !== '').map(([questionId, value]): NewAnswer => {
    // The page asks to write 「不明」 where a name could not be made out.
    const known = value.normalize('NFKC') !== '不明';
    return { questionId, group: 0, state: known ? 'value' : 'unknown', value: known ? value : null };
  });
}
