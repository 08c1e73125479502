import { z } from 'zod';
import { formatDateTime } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import { findInquiryNumber } from '../inquiry-number.rules.js';
import type { NewCycle } from '../rulebook/commands.js';
import { resolutions } from '../rulebook/status.js';
import type { ActTools } from './act-tools.service.js';
import { defineAct } from './act.js';
import { flag, occurredAt, optionalWords, words } from './act.schemas.js';
import { heardFields, keepHeard } from './heard.js';

const anyTime = z.strictObject({ occurredAt });

/** T27: what was awaited has come, by telephone or otherwise than by an answer to our mail. */
export const customerAnswered = defineAct({
  name: 'customer-answered',
  label: 'お客様からご返答があった',
  done: 'お客様のご返答を記録し、対応に戻しました。',
  permission: 'inquiry.hear',
  rule: 'customer_answered',
  body: z.strictObject({ ...heardFields, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const at = request.body.occurredAt ?? now;
      return { command: { act: 'customer_answered', ...(await keepHeard(tools, tx, request, { row, at, now })), occurredAt: at } };
    }),
});

/** Announced beforehand (C8), with the day from which it closes by itself without an answer. */
const announceClosing = defineAct({
  name: 'announce-closing',
  label: '対応完了を事前にご案内する',
  done: '対応完了の事前のご案内をお送りします。',
  permission: 'inquiry.hear',
  rule: 'announce_closing',
  body: anyTime,
  run: (tools, request) =>
    tools.perform(request, async (_tx, { status }, now) => {
      return { command: { act: 'announce_closing', closesAfter: await tools.deadlines.closesAfter(status, now), occurredAt: request.body.occurredAt ?? now } };
    }),
});

export const close = defineAct({
  name: 'close',
  label: '対応完了にする',
  done: ({ mailed }) => `対応完了にしました。${mailed.includes('closing') ? 'お客様に「対応完了のご連絡」のメールをお送りします。' : ''}`,
  permission: 'inquiry.close',
  orPermission: 'inquiry.close_escalated',
  rule: 'close',
  body: z.strictObject({ resolution: z.enum(resolutions, '完了の区分を選んでください。'), confirmedByCustomer: flag, promisesEnded: flag, watch: optionalWords(2000), ...heardFields, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { resolution, confirmedByCustomer, promisesEnded, watch } = request.body;
      const at = request.body.occurredAt ?? now;
      const heard = confirmedByCustomer ? await keepHeard(tools, tx, request, { row, at, now }) : {};
      const watched = watch === '' ? {} : { watchTextId: await tools.text(tx, request, { kind: 'watch_request', disclosure: 'partner', body: watch }, now) };
      return { command: { act: 'close', resolution, confirmedByCustomer, promisesEnded, ...heard, ...watched, occurredAt: at } };
    }),
});

/** T31: the customer asks on; a new response cycle begins. */
const followUp = defineAct({
  name: 'follow-up',
  label: '追加のご質問を受け付ける',
  done: '追加のご質問を受け付けました。',
  permission: 'inquiry.hear',
  rule: 'follow_up',
  body: z.strictObject({ ...heardFields, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const at = request.body.occurredAt ?? now;
      return { command: { act: 'follow_up', newCycle: await cycleFrom(tools, at), ...(await keepHeard(tools, tx, request, { row, at, now })), occurredAt: at } };
    }),
});

/** T32: the customer came back; or nobody did, and the closing was a mistake. */
export const reopen = defineAct({
  name: 'reopen',
  label: '対応を再開する',
  done: ({ row: { dueAt, ownerId, verification } }) =>
    `対応を再開しました。${ownerId === null ? '' : '担当者は前のままです。'}新しい目標は${formatDateTime(dueAt)}です。${verification === 'verified' ? '' : '前回の本人確認は引き継がないため、一次受付窓口が登録番号へ折り返し、もう一度記録します。'}`,
  permission: 'inquiry.open',
  orPermission: 'inquiry.close_escalated',
  rule: 'reopen',
  body: z.strictObject({ byMistake: flag, ...heardFields, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const at = request.body.occurredAt ?? now;
      const how = request.body.byMistake ? ({ because: 'closed_by_mistake' } as const) : await keepHeard(tools, tx, request, { row, at, now });
      return { command: { act: 'reopen', newCycle: await cycleFrom(tools, at), ...how, occurredAt: at } };
    }),
});

/** T34: only within one customer, so that merging never widens who may see; into an open one, so that none is lost. */
export const merge = defineAct({
  name: 'merge',
  label: '別の問合せに統合する',
  done: '別の問合せに統合しました。',
  permission: 'inquiry.hear',
  rule: 'merge',
  body: z.strictObject({ intoNumber: words(20), occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (_tx, row, now) => {
      const into = await tools.neighbours.openByNumber(request.scope, findInquiryNumber(request.body.intoNumber) ?? '');
      if (into === undefined) throw unknownNumber();
      const sameCustomer = row.customerId !== null && into.customerId === row.customerId;
      const command = { act: 'merge', intoInquiryId: into.id, sameCustomer, occurredAt: request.body.occurredAt ?? now } as const;
      return { command, columns: { mergedInto: into.id } };
    }),
});

/** T35. */
export const withdraw = defineAct({
  name: 'withdraw',
  label: '取下げを記録する',
  done: '取下げとして終えました。',
  permission: 'inquiry.hear',
  rule: 'withdraw',
  body: z.strictObject({ reason: words(1000), occurredAt }),
  run: (tools, request) =>
    tools.commandWithReason(request, request.body.reason, (reasonTextId, now) => ({
      act: 'withdraw',
      reasonTextId,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

/** T39. */
const endByContract = defineAct({
  name: 'end-by-contract',
  label: '契約終了により完了する',
  done: '契約終了により対応完了にしました。',
  permission: 'inquiry.decide_entitlement',
  rule: 'end_by_contract',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'end_by_contract', occurredAt: request.body.occurredAt ?? now })),
});

async function cycleFrom(tools: ActTools, at: Instant): Promise<NewCycle> {
  const { acceptedAt, dueAt, calendarVersion } = (await tools.deadlines.calendars.current()).responseTarget(at);
  return { acceptedAt, dueAt, calendarVersion };
}

function unknownNumber(): DomainError {
  return new DomainError('validation_failed', '統合先の受付番号を確認してください。', {
    faults: [{ field: 'intoNumber', message: 'この受付番号の対応中の問合せは見つかりません。' }],
  });
}

export const closingActs = [customerAnswered, announceClosing, close, followUp, reopen, merge, withdraw, endByContract];
