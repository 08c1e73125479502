import { z } from 'zod';
import type { Tx } from '../../platform/db.js';
import type { ActTools } from '../acts/act-tools.service.js';
import { defineAct, type ActRequest } from '../acts/act.js';
import { flag, key, occurredAt, optionalWords, requiredInstant, words } from '../acts/act.schemas.js';
import { appointmentOutcomes } from '../rulebook/status.js';

const startsAt = requiredInstant;
const minutes = z.coerce.number({ error: '分を数字で入力してください。' }).int('分を数字で入力してください。').min(5, '5分以上にしてください。').max(240, '240分以内にしてください。').default(30);
const place = optionalWords(500).refine((text) => text === '' || /^https:\/\/\S+$/.test(text), '「https://」で始まる会議のアドレスを入力してください。');

/** A call-back or a meeting is promised for a certain time; the contact may be sent an invitation for his calendar. */
const arrangeAppointment = defineAct({
  name: 'arrange-appointment',
  label: '折り返し・会議の日時を約束する',
  done: '日時を約束しました。',
  permission: 'inquiry.hear',
  rule: 'arrange_appointment',
  body: z.strictObject({
    kind: z.enum(['callback', 'meeting'], '何を約束するかを選んでください。'),
    startsAt, minutes, place,
    note: optionalWords(500),
    sendInvitation: flag,
    outsideHoursAgreed: flag,
    occurredAt,
  }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      const { kind, startsAt: at, sendInvitation, outsideHoursAgreed } = request.body;
      let appointmentId = '';
      const row = await tools.perform(request, async (_tx, before, now) => {
        appointmentId = await promise(tools, tx, request, { kind, now, note: request.body.note });
        const noteTextId = (await tools.neighbours.appointments.requireOpen(before.id, appointmentId)).noteTextId;
        return { command: { act: 'arrange_appointment', appointmentId, kind, startsAt: at, outsideHoursAgreed, invited: sendInvitation, noteTextId, occurredAt: request.body.occurredAt ?? now } };
      });
      if (sendInvitation) {
        const appointment = await tools.neighbours.appointments.requireOpen(row.id, appointmentId);
        await tools.neighbours.appointments.tellContact(tx, row, appointment, tools.clock.now());
      }
      return row;
    }),
});

interface Promising {
  readonly kind: 'callback' | 'meeting';
  readonly now: number;
  readonly note: string;
}

type ArrangeBody = { readonly startsAt: number; readonly minutes: number; readonly place: string; readonly sendInvitation: boolean };

async function promise(tools: ActTools, tx: Tx, request: ActRequest<ArrangeBody>, { kind, now, note }: Promising): Promise<string> {
  const { startsAt: at, minutes: lasts, place: where, sendInvitation: invited } = request.body;
  // The address of the meeting goes to the customer word by word.
  await tools.texts.check({ inquiryId: request.id, by: request.scope.staffId, disclosure: 'customer', texts: [where] });
  const noteTextId = note === '' ? null : await tools.text(tx, request, { kind: 'call_note', disclosure: 'partner', body: note }, now);
  return tools.neighbours.appointments.add(tx, request.id, { kind, startsAt: at, minutes: lasts, place: where, noteTextId, invited, madeBy: request.scope.staffId, madeAt: now });
}

/** Another time for what was promised; an invited contact gets the new one under the same invitation. */
const moveAppointment = defineAct({
  name: 'move-appointment',
  label: '約束の日時を変更する',
  done: '約束の日時を変更しました。',
  permission: 'inquiry.hear',
  rule: 'move_appointment',
  body: z.strictObject({ appointmentId: key, startsAt, outsideHoursAgreed: flag, occurredAt }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      const { appointmentId, startsAt: at, outsideHoursAgreed } = request.body;
      const { appointments } = tools.neighbours;
      const row = await tools.perform(request, async (_tx, { id }, now) => {
        const { kind } = await appointments.requireOpen(id, appointmentId);
        return { command: { act: 'move_appointment', appointmentId, kind, startsAt: at, outsideHoursAgreed, occurredAt: request.body.occurredAt ?? now } };
      });
      const moved = await appointments.move(tx, await appointments.requireOpen(row.id, appointmentId), at);
      if (moved.invited) await appointments.tellContact(tx, row, moved, tools.clock.now());
      return row;
    }),
});

/** What became of a promise; 不参加 counts as an attempt to reach the customer. */
const settleAppointment = defineAct({
  name: 'settle-appointment',
  label: '約束の結果を記録する',
  done: '約束の結果を記録しました。',
  permission: 'inquiry.hear',
  rule: 'settle_appointment',
  body: z.strictObject({ appointmentId: key, outcome: z.enum(appointmentOutcomes, '結果を選んでください。'), occurredAt }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      const { appointmentId, outcome } = request.body;
      const { appointments } = tools.neighbours;
      const row = await tools.perform(request, async (_tx, { id }, now) => {
        const { startsAt } = await appointments.requireOpen(id, appointmentId);
        return { command: { act: 'settle_appointment', appointmentId, outcome, startsAt, occurredAt: request.body.occurredAt ?? now } };
      });
      const settled = await appointments.settle(tx, await appointments.requireOpen(row.id, appointmentId), { outcome, at: request.body.occurredAt ?? tools.clock.now(), by: request.scope.staffId });
      if (settled.invited && outcome === 'cancelled' && row.verification === 'verified') await appointments.tellContact(tx, row, settled, tools.clock.now());
      return row;
    }),
});

/** 上長対応: the customer asks for a supervisor, who calls back at a promised time. */
const recordComplaint = defineAct({
  name: 'record-complaint',
  label: '上長対応を依頼する',
  done: '上長対応を依頼しました。責任者に知らせています。',
  permission: 'inquiry.hear',
  rule: 'record_complaint',
  body: z.strictObject({ reason: words(1000), startsAt, outsideHoursAgreed: flag, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { reason, startsAt: at, outsideHoursAgreed } = request.body;
      const reasonTextId = await tools.text(tx, request, { kind: 'reason', disclosure: 'partner', body: reason }, now);
      const promised = { kind: 'supervisor_call', startsAt: at, minutes: 30, place: '', noteTextId: reasonTextId, invited: false } as const;
      const appointmentId = await tools.neighbours.appointments.add(tx, row.id, { ...promised, madeBy: request.scope.staffId, madeAt: now });
      return { command: { act: 'record_complaint', appointmentId, kind: 'supervisor_call', startsAt: at, outsideHoursAgreed, reasonTextId, occurredAt: request.body.occurredAt ?? now } };
    }),
});

/** How the supervisor settled it. */
const settleComplaint = defineAct({
  name: 'settle-complaint',
  label: '上長対応の結果を記録する',
  done: '上長対応の結果を記録しました。',
  permission: 'inquiry.settle_complaint',
  rule: 'settle_complaint',
  body: z.strictObject({ outcome: words(2000), occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const noteTextId = await tools.text(tx, request, { kind: 'call_note', disclosure: 'partner', body: request.body.outcome }, now);
      const call = await tools.neighbours.appointments.openSupervisorCall(row.id);
      const at = request.body.occurredAt ?? now;
      if (call !== undefined) await tools.neighbours.appointments.settle(tx, call, { outcome: 'kept', at, by: request.scope.staffId });
      return { command: { act: 'settle_complaint', appointmentId: call?.id ?? null, noteTextId, occurredAt: at } };
    }),
});

export const appointmentActs = [arrangeAppointment, moveAppointment, settleAppointment, recordComplaint, settleComplaint];
