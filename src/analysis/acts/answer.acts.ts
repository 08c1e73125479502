import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, saidOfFirstAnswer, type Act, type ActRequest } from '../../inquiries/acts/act.js';
import { flag, key, occurredAt, optionalWords, words } from '../../inquiries/acts/act.schemas.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import type { CallPurpose } from '../../inquiries/rulebook/commands.js';
import { answerMeans } from '../../inquiries/rulebook/status.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { disclose, restrictedPlaces } from '../disclosure.rules.js';
import { answerMail } from '../outgoing-report.js';
import { alone, type AnalysisTools } from './analysis-tools.js';

/** How an answer or a report was given: the same fields in both forms. */
export const givenFields = {
  means: z.enum(answerMeans, '手段を選んでください。'),
  contactId: z.union([key, z.literal('')]).default(''),
  number: optionalWords(40),
  person: optionalWords(100),
  countsAsFirstResponse: flag,
  lateReason: optionalWords(500),
  occurredAt,
};

type Given = z.output<z.ZodObject<typeof givenFields>>;

/** A mail goes now, whatever the form says; a call or a meeting when it took place (D2). */
export function givenAt(given: Given, now: Instant): Instant {
  return given.means === 'mail' ? now : (given.occurredAt ?? now);
}

/** To whom it was given; forms send an empty field where nobody was chosen. */
export function contactOf(given: Given): string | null {
  return given.contactId === '' ? null : given.contactId;
}

/** Logs the call in which something was given; null where it was another means. */
export async function logGivenCall(
  tools: ActTools,
  tx: Tx,
  request: ActRequest<Given>,
  call: { readonly row: InquiryRow; readonly at: Instant; readonly now: Instant; readonly purpose: CallPurpose; readonly noteTextId: string },
): Promise<string | null> {
  if (request.body.means !== 'phone') return null;
  const { number, person } = request.body;
  const { row, at: calledAt, now: recordedAt, purpose, noteTextId } = call;
  const staffId = request.scope.staffId;
  return tools.calls.log(tx, { inquiryId: row.id, direction: 'out', calledAt, number, person, outcome: 'talked', purpose, noteTextId, staffId, recordedAt });
}

/** T26, C7: a first answer or interim information by telephone, mail or meeting; it waits for no reader (C4). */
function answer({ materials, reports }: AnalysisTools): Act {
  return defineAct({
    name: 'answer',
    label: '二次受付窓口から回答する',
    done: ({ row, mailed }) => `${mailed.includes('interim_answer') ? '回答のメールを、お客様への送信待ちに入れました。' : '二次受付窓口からの回答を記録しました。'}${saidOfFirstAnswer(row)}`,
    permission: 'inquiry.answer_second_line',
    rule: 'answer_second_line',
    body: z.strictObject({ ...givenFields, text: words(20_000), final: flag }),
    run: (tools, request) =>
      alone(tools, request.id, async (tx) => {
        const { means, text, final, countsAsFirstResponse } = request.body;
        const index = await materials.index(request.id, 'customer');
        let wasAnswered = true;
        const row = await tools.perform(request, async (_tx, before, now) => {
          wasAnswered = before.firstResponseAt !== null;
          const at = givenAt(request.body, now);
          const kind = means === 'mail' ? 'answer_text' : 'answer_summary';
          const summaryTextId = await tools.text(tx, request, { kind, disclosure: 'customer', body: text }, now);
          const callId = await logGivenCall(tools, tx, request, { row: before, at, now, purpose: 'answer', noteTextId: summaryTextId });
          const lateReasonTextId = await tools.reason(tx, request, request.body.lateReason, now);
          const restrictedValues = restrictedPlaces(text, index).length;
          const compromiseSuspected = await reports.compromiseSuspected(before.id);
          const given = { means, contactId: contactOf(request.body), summaryTextId, callId, countsAsFirstResponse, lateReasonTextId };
          return { command: { act: 'answer_second_line', ...given, final, restrictedValues, compromiseSuspected, occurredAt: at } };
        });
        if (means === 'mail') {
          const sending = { withCopies: true, countsAsAnswer: countsAsFirstResponse && !wasAnswered };
          await tools.outbox.toContact(tx, row, { template: 'interim_answer', body: answerMail(disclose(text, index)), now: tools.clock.now() }, sending);
        }
        return row;
      }),
  });
}

/** The acts by which the second line answers without a report. */
export function answerActs(own: AnalysisTools): readonly Act[] {
  return [answer(own)];
}
