import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import { findInquiryNumber } from '../inquiry-number.rules.js';
import { resolutions } from '../rulebook/status.js';
import type { ActTools } from './act-tools.service.js';
import { defineAct, type ActRequest } from './act.js';
import { flag, occurredAt, words } from './act.schemas.js';

const anyTime = z.strictObject({ occurredAt });

/** T27 by telephone: what was awaited has come. */
export const customerAnswered = defineAct({
  name: 'customer-answered',
  label: 'お客様からご回答があった',
  done: 'お客様のご回答を記録し、対応に戻しました。',
  permission: 'inquiry.hear',
  rule: 'customer_answered',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'customer_answered', occurredAt: request.body.occurredAt ?? now })),
});

/** Announced beforehand (C8): closes no earlier than five business days later without an answer. */
export const announceClosing = defineAct({
  name: 'announce-closing',
  label: '対応完了を事前にご案内する',
  done: '対応完了の事前のご案内をお送りします。',
  permission: 'inquiry.hear',
  rule: 'announce_closing',
  body: anyTime,
  run: (tools, request) =>
    tools.perform(request, async (_tx, _row, now) => {
      const calendar = await tools.calendars.current();
      return { command: { act: 'announce_closing', closesAfter: calendar.addBusinessDays(now, 5), occurredAt: request.body.occurredAt ?? now } };
    }),
});

export const close = defineAct({
  name: 'close',
  label: '対応完了にする',
  done: '対応完了にしました。',
  permission: 'inquiry.close',
  orPermission: 'inquiry.close_escalated',
  rule: 'close',
  body: z.strictObject({ resolution: z.enum(resolutions, '完了の区分を選んでください。'), confirmedByCustomer: flag, promisesEnded: flag, occurredAt }),
  run: (tools, request) => {
    const { resolution, confirmedByCustomer, promisesEnded } = request.body;
    return tools.command(request, (now) => ({ act: 'close', resolution, confirmedByCustomer, promisesEnded, occurredAt: request.body.occurredAt ?? now }));
  },
});

/** T31: the customer asks on; a new response cycle begins. */
export const followUp = defineAct({
  name: 'follow-up',
  label: '追加のご質問を受け付ける',
  done: '追加のご質問を受け付けました。',
  permission: 'inquiry.hear',
  rule: 'follow_up',
  body: anyTime,
  run: (tools, request) => newCycle(tools, request, 'follow_up'),
});

/** T32. */
export const reopen = defineAct({
  name: 'reopen',
  label: '対応を再開する',
  done: '対応を再開しました。',
  permission: 'inquiry.open',
  rule: 'reopen',
  body: anyTime,
  run: (tools, request) => newCycle(tools, request, 'reopen'),
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
export const endByContract = defineAct({
  name: 'end-by-contract',
  label: '契約終了により完了する',
  done: '契約終了により対応完了にしました。',
  permission: 'inquiry.decide_entitlement',
  rule: 'end_by_contract',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'end_by_contract', occurredAt: request.body.occurredAt ?? now })),
});

function newCycle(tools: ActTools, request: ActRequest<{ occurredAt?: number | undefined }>, act: 'follow_up' | 'reopen') {
  return tools.perform(request, async (_tx, _row, now) => {
    const at = request.body.occurredAt ?? now;
    const { acceptedAt, dueAt, calendarVersion } = (await tools.calendars.current()).responseTarget(at);
    return { command: { act, newCycle: { acceptedAt, dueAt, calendarVersion }, occurredAt: at } };
  });
}

function unknownNumber(): DomainError {
  return new DomainError('validation_failed', '統合先の受付番号を確認してください。', {
    faults: [{ field: 'intoNumber', message: 'この受付番号の対応中の問合せは見つかりません。' }],
  });
}

export const closingActs = [customerAnswered, announceClosing, close, followUp, reopen, merge, withdraw, endByContract];
