import { z } from 'zod';
import { callPurposes } from '../rulebook/commands.js';
import { answerMeans, callOutcomes, escalationReasons } from '../rulebook/status.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { holdForSecondLine } from '../warm-transfer/warm-transfer.acts.js';
import type { ActTools } from './act-tools.service.js';
import { defineAct, saidOfFirstAnswer, type ActRequest } from './act.js';
import { flag, key, occurredAt, optionalWords, requiredInstant, several, words } from './act.schemas.js';

/** T15. The body names the means so that anything but the telephone is refused with its own reason (B3). */
export const answerByPhone = defineAct({
  name: 'answer-by-phone',
  label: '電話で回答した',
  done: ({ row }) => `お電話での回答を記録しました。${saidOfFirstAnswer(row)}`,
  permission: 'inquiry.answer_phone',
  rule: 'answer_by_phone',
  body: z.strictObject({
    means: z.enum(answerMeans).default('phone'),
    contactId: z.union([key, z.literal('')]).default(''),
    number: optionalWords(40),
    person: optionalWords(100),
    summary: words(5000),
    countsAsFirstResponse: flag,
    lateReason: optionalWords(500),
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { means, number, person, summary, countsAsFirstResponse } = request.body;
      const at = request.body.occurredAt ?? now;
      const summaryTextId = await tools.text(tx, request, { kind: 'answer_summary', disclosure: 'customer', body: summary }, now);
      const call = { direction: 'out', calledAt: at, number, person, outcome: 'talked', purpose: 'answer', noteTextId: summaryTextId } as const;
      const callId = await tools.calls.log(tx, { ...call, inquiryId: row.id, staffId: request.scope.staffId, recordedAt: now });
      const contactId = request.body.contactId === '' ? null : request.body.contactId;
      const lateReasonTextId = await tools.reason(tx, request, request.body.lateReason, now);
      return { command: { act: 'answer_by_phone', means, contactId, summaryTextId, countsAsFirstResponse, lateReasonTextId, callId, occurredAt: at } };
    }),
});

/** T16. Fields still open become 不明 in the same act with one reason, when asked for (B4). */
export const escalate = defineAct({
  name: 'escalate',
  label: '二次受付窓口へエスカレーションする',
  done: '二次受付窓口へエスカレーションしました。',
  permission: 'inquiry.escalate',
  rule: 'escalate',
  body: z.strictObject({ reason: z.enum(escalationReasons, '理由を選んでください。'), comment: words(2000), markOpenUnknown: flag, unknownReason: optionalWords(500), callerHeld: flag, occurredAt }),
  run: (tools, request) =>
    withHeldCaller(tools, request, () => tools.perform(request, async (tx, row, now) => {
      const { reason, comment, markOpenUnknown, unknownReason } = request.body;
      if (markOpenUnknown) await tools.sheets.markOpenUnknown(tx, row, { reason: unknownReason, by: request.scope.staffId, at: now });
      const reasonTextId = await tools.text(tx, request, { kind: 'reason', disclosure: 'partner', body: comment }, now);
      const frozen = await tools.sheets.freeze(tx, row, now);
      return { command: { act: 'escalate', reason, reasonTextId, ...frozen, occurredAt: request.body.occurredAt ?? now } };
    })),
});

/** T17: signs of encryption; three answers suffice. */
const escalateFastTrack = defineAct({
  name: 'escalate-fast-track',
  label: '緊急エスカレーションする',
  done: '二次受付窓口へ緊急エスカレーションしました。',
  permission: 'inquiry.escalate',
  rule: 'escalate_fast_track',
  body: z.strictObject({ comment: words(2000), callerHeld: flag, occurredAt }),
  run: (tools, request) =>
    withHeldCaller(tools, request, () => tools.perform(request, async (tx, row, now) => {
      const reasonTextId = await tools.text(tx, request, { kind: 'reason', disclosure: 'partner', body: request.body.comment }, now);
      const frozen = await tools.sheets.freeze(tx, row, now);
      return { command: { act: 'escalate_fast_track', reasonTextId, ...frozen, occurredAt: request.body.occurredAt ?? now } };
    })),
});

/** The caller stays on the line: with the escalation the second line is asked to take the call over. */
async function withHeldCaller(tools: ActTools, request: ActRequest<{ readonly callerHeld: boolean }>, escalation: () => Promise<InquiryRow>): Promise<InquiryRow> {
  return tools.db.tx(async () => {
    const row = await escalation();
    return request.body.callerHeld ? holdForSecondLine(tools, { ...request, version: row.version }) : row;
  });
}

/** T21. */
const withdrawEscalation = defineAct({
  name: 'withdraw-escalation',
  label: 'エスカレーションを取り下げる',
  done: 'エスカレーションを取り下げ、一次受付窓口の対応に戻しました。',
  permission: 'inquiry.withdraw_escalation',
  rule: 'withdraw_escalation',
  body: z.strictObject({ reason: words(1000), occurredAt }),
  run: (tools, request) =>
    tools.commandWithReason(request, request.body.reason, (reasonTextId, now) => ({
      act: 'withdraw_escalation',
      reasonTextId,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

/** T14 by mail: made from the open questions of the sheet, without free text (section I). */
const askQuestions = defineAct({
  name: 'ask-questions',
  label: '未確認の項目をメールで確認する',
  done: '未確認の項目をお伺いするメールをお送りします。',
  permission: 'inquiry.hear',
  rule: 'ask_questions',
  body: z.strictObject({ questionIds: several.refine((ids) => ids.length > 0, '確認する項目を選んでください。'), answerBy: requiredInstant, occurredAt }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      const { questionIds, answerBy } = request.body;
      const row = await tools.perform(request, async (_tx, before, now) => {
        await tools.sheets.requireQuestions(before, questionIds);
        return { command: { act: 'ask_questions', questionIds, answerBy, occurredAt: request.body.occurredAt ?? now } };
      });
      const body = { questions: await tools.sheets.questionLabels(row, questionIds), answerBy };
      await tools.outbox.toContact(tx, row, { template: 'question', body, now: tools.clock.now() });
      return row;
    }),
});

/** T14: a question was asked by telephone, or a call-back is awaited. */
const awaitCustomer = defineAct({
  name: 'await-customer',
  label: 'お客様のご返答を待つ',
  done: '「お客様ご回答待ち」にしました。',
  permission: 'inquiry.hear',
  rule: 'await_customer',
  body: z.strictObject({ asked: words(2000), answerBy: requiredInstant, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, _row, now) => {
      const askedTextId = await tools.text(tx, request, { kind: 'question', disclosure: 'customer', body: request.body.asked }, now);
      const { answerBy } = request.body;
      const occurredAt = request.body.occurredAt ?? now;
      return { command: { act: 'await_customer', askedTextId, answerBy, forLogs: false, consentRecorded: false, occurredAt } };
    }),
});

/** A call to the customer with its outcome (不在, 話中, 代理応対, 留守電, 通話). */
export const logCall = defineAct({
  name: 'log-call',
  label: '架電を記録する',
  done: '架電の結果を記録しました。',
  permission: 'inquiry.hear',
  rule: 'log_call',
  body: z.strictObject({
    outcome: z.enum(callOutcomes, '結果を選んでください。'),
    purpose: z.enum(callPurposes).default('other'),
    number: optionalWords(40),
    person: optionalWords(100),
    note: optionalWords(2000),
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { outcome, purpose, number, person, note } = request.body;
      const at = request.body.occurredAt ?? now;
      const noteTextId = note === '' ? null : await tools.text(tx, request, { kind: 'call_note', disclosure: 'partner', body: note }, now);
      const call = { direction: 'out', calledAt: at, number, person, outcome, purpose, noteTextId } as const;
      const callId = await tools.calls.log(tx, { ...call, inquiryId: row.id, staffId: request.scope.staffId, recordedAt: now });
      return { command: { act: 'log_call', callId, outcome, purpose, occurredAt: at } };
    }),
});

/** T20: the first line has added what was asked for. */
const completeAddition = defineAct({
  name: 'complete-addition',
  label: '追記を終えた',
  done: '追記を終え、二次受付窓口の担当者に知らせました。',
  permission: 'inquiry.hear',
  rule: 'complete_addition',
  body: z.strictObject({ leaveOpen: flag, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const requestId = await tools.sheets.closeAdditionRequest(tx, row, { at: now, leaveOpen: request.body.leaveOpen });
      return { command: { act: 'complete_addition', requestId, occurredAt: request.body.occurredAt ?? now } };
    }),
});

export const firstLineActs = [
  answerByPhone, escalate, escalateFastTrack, withdrawEscalation, askQuestions, awaitCustomer, logCall, completeAddition,
];
