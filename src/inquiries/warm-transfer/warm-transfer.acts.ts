import { z } from 'zod';
import type { Tx } from '../../platform/db.js';
import type { ActTools } from '../acts/act-tools.service.js';
import { defineAct, type ActRequest } from '../acts/act.js';
import { flag, occurredAt, requiredInstant } from '../acts/act.schemas.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { warmTransferOutcomeLabels, warmTransferOutcomes, type WarmTransferOutcome } from '../rulebook/status.js';

/** The caller is held: every analyst is told at once. It is asked of an escalated inquiry, or with the escalation itself. */
export async function holdForSecondLine(tools: ActTools, request: ActRequest<unknown>): Promise<InquiryRow> {
  return tools.perform(request, async (tx, row, now) => {
    const isOneOpen = (await tools.neighbours.warmTransfers.open(row.id)) !== undefined;
    const transferId = await tools.neighbours.warmTransfers.request(tx, { inquiryId: row.id, by: request.scope.staffId, at: now });
    return { command: { act: 'request_warm_transfer', transferId, isOneOpen, occurredAt: now } };
  });
}

const requestWarmTransfer = defineAct({
  name: 'request-warm-transfer',
  label: '電話をつないだまま引き継ぐ',
  done: '二次受付窓口を呼び出しています。',
  permission: 'inquiry.escalate',
  rule: 'request_warm_transfer',
  body: z.strictObject({}),
  run: holdForSecondLine,
});

/** An analyst who cannot take the call now says so, so that the first line does not wait for him. */
const declineWarmTransfer = defineAct({
  name: 'decline-warm-transfer',
  label: 'いまは電話に出られない',
  done: '出られないことを、一次受付窓口に知らせました。',
  permission: 'inquiry.take',
  rule: 'decline_warm_transfer',
  body: z.strictObject({}),
  run: (tools, request) =>
    tools.perform(request, async (_tx, row, now) => ({
      command: { act: 'decline_warm_transfer', transferId: (await tools.neighbours.warmTransfers.open(row.id))?.id ?? null, occurredAt: now },
    })),
});

/** Put through, or promised to be called back where nobody was free. */
const endWarmTransfer = defineAct({
  name: 'end-warm-transfer',
  label: 'お待ちいただいた電話の結果を記録する',
  done: ({ sent }) => `お待ちいただいた電話の結果を記録しました。結果：${warmTransferOutcomeLabels[sent['outcome'] as WarmTransferOutcome]}`,
  permission: 'inquiry.escalate',
  rule: 'end_warm_transfer',
  // With the customer on the line nobody reads the page anew first: that somebody took the call is what was waited for.
  despite: ['take', 'decline_warm_transfer'],
  body: z.strictObject({
    outcome: z.enum(warmTransferOutcomes, '結果を選んでください。'),
    startsAt: z.union([z.literal('').transform(() => undefined), requiredInstant]).optional(),
    outsideHoursAgreed: flag,
    occurredAt,
  }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      const { outcome, startsAt: callBackAt = null, outsideHoursAgreed } = request.body;
      const row = await tools.perform(request, async (_tx, before, now) => {
        const held = await tools.neighbours.warmTransfers.open(before.id);
        if (held !== undefined) await tools.neighbours.warmTransfers.end(tx, held.id, { outcome, at: now });
        const taken = held?.takenBy != null;
        return { command: { act: 'end_warm_transfer', transferId: held?.id ?? null, outcome, taken, callBackAt, occurredAt: request.body.occurredAt ?? now } };
      });
      return outcome === 'nobody_free' && callBackAt !== null ? callBack(tools, tx, request, { row, callBackAt, outsideHoursAgreed }) : row;
    }),
});

/** The call-back stands on the inquiry, so that whoever takes it sees what was promised. */
async function callBack(tools: ActTools, tx: Tx, request: ActRequest<unknown>, promised: { readonly row: InquiryRow; readonly callBackAt: number; readonly outsideHoursAgreed: boolean }): Promise<InquiryRow> {
  const { row, callBackAt: startsAt, outsideHoursAgreed } = promised;
  return tools.perform({ ...request, version: row.version }, async (_tx, _before, now) => {
    const appointment = { kind: 'callback', startsAt, minutes: 30, place: '', noteTextId: null, invited: false, madeBy: request.scope.staffId, madeAt: now } as const;
    const appointmentId = await tools.neighbours.appointments.add(tx, row.id, appointment);
    return { command: { act: 'arrange_appointment', appointmentId, kind: 'callback', startsAt, outsideHoursAgreed, invited: false, noteTextId: null, occurredAt: now } };
  });
}

export const warmTransferActs = [requestWarmTransfer, declineWarmTransfer, endWarmTransfer];
