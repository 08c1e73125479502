import { z } from 'zod';
import { newId } from '../../platform/ids.js';
import { insert } from '../../platform/write.js';
import { AdditionRequestRow } from '../inquiry-records.entity.js';
import { entitlements } from '../rulebook/status.js';
import { defineAct } from './act.js';
import { flag, key, occurredAt, several, words } from './act.schemas.js';

/** T18: received and taken in one act (C1). */
export const take = defineAct({
  name: 'take',
  label: '受領して担当する',
  done: '受領し、担当者になりました。',
  permission: 'inquiry.take',
  rule: 'take',
  body: z.strictObject({ occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      await tools.neighbours.warmTransfers.take(tx, row.id, { by: request.scope.staffId, at: now });
      return { command: { act: 'take', occurredAt: request.body.occurredAt ?? now } };
    }),
});

/** T19: asks the first line for more; owner and clock stay. */
const requestAddition = defineAct({
  name: 'request-addition',
  label: '一次受付窓口へ追記を依頼する',
  done: '一次受付窓口に追記を依頼しました。',
  permission: 'inquiry.request_addition',
  rule: 'request_addition',
  // How a held call went on says nothing of what the sheet lacks.
  despite: ['end_warm_transfer'],
  body: z.strictObject({ questionIds: several.refine((ids) => ids.length > 0, '追記してほしい項目を選んでください。'), comment: words(2000), occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { questionIds, comment } = request.body;
      await tools.sheets.requireQuestions(row, questionIds);
      const commentTextId = await tools.text(tx, request, { kind: 'addition_comment', disclosure: 'partner', body: comment }, now);
      const requestId = newId();
      const asked = { inquiryId: row.id, questionIds, commentTextId, requestedBy: request.scope.staffId, requestedAt: now, completedAt: null };
      await insert(tx, AdditionRequestRow, { id: requestId, ...asked });
      return { command: { act: 'request_addition', requestId, questionIds, commentTextId, occurredAt: request.body.occurredAt ?? now } };
    }),
});

/** Gives the inquiry to a colleague, or to a designated provider, or to nobody in particular. */
export const assign = defineAct({
  name: 'assign',
  label: '担当を変更する',
  done: '担当者を変更しました。',
  permission: 'inquiry.hear',
  orPermission: 'inquiry.decide_entitlement',
  rule: 'assign',
  /** Left empty the provider stays; `none` takes the inquiry back from him. A provider gets it with the customer's consent alone (E2). */
  body: z.strictObject({
    ownerId: z.union([key, z.literal('')]).default(''),
    providerId: z.union([key, z.enum(['', 'none'])]).default(''),
    consentToPassData: flag,
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (_tx, row, now) => {
      const ownerId = request.body.ownerId === '' ? null : request.body.ownerId;
      const { consentToPassData } = request.body;
      const providerId = providerAfter(row.providerId, request.body.providerId);
      await tools.neighbours.requireProvider(request.scope, row, { providerId, consentToPassData });
      await tools.neighbours.requireColleague(row, ownerId, providerId);
      return { command: { act: 'assign', ownerId, providerId, consentToPassData, occurredAt: request.body.occurredAt ?? now } };
    }),
});

function providerAfter(before: string | null, asked: string): string | null {
  if (asked === '') return before;
  return asked === 'none' ? null : asked;
}

/** A7: the owner decides whether a contract is in force. */
const decideEntitlement = defineAct({
  name: 'decide-entitlement',
  label: '契約状態を判断する',
  done: '契約状態の判断を記録しました。',
  permission: 'inquiry.decide_entitlement',
  rule: 'decide_entitlement',
  body: z.strictObject({ entitlement: z.enum(entitlements), reason: words(1000), occurredAt }),
  run: (tools, request) =>
    tools.commandWithReason(request, request.body.reason, (reasonTextId, now) => ({
      act: 'decide_entitlement',
      entitlement: request.body.entitlement,
      reasonTextId,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

/** C5: the customer's own wish, and his consent before data are passed on. */
const recordSpecialistWish = defineAct({
  name: 'record-specialist-wish',
  label: '専門事業者紹介のご要望を記録する',
  done: '専門事業者紹介のご要望を記録しました。',
  permission: 'inquiry.hear',
  rule: 'record_specialist_wish',
  body: z.strictObject({ consentToPassData: flag, occurredAt }),
  run: (tools, request) =>
    tools.command(request, (now) => ({
      act: 'record_specialist_wish',
      consentToPassData: request.body.consentToPassData,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

/** T36. */
const introduceSpecialist = defineAct({
  name: 'introduce-specialist',
  label: '専門事業者を紹介する',
  done: '専門事業者をご紹介しました。',
  permission: 'specialist.introduce',
  rule: 'introduce_specialist',
  body: z.strictObject({ providers: words(2000), occurredAt }),
  run: (tools, request) =>
    tools.db.tx(async (tx) => {
      // It goes to the customer without being kept here, so it is checked like a text that is.
      await tools.texts.check({ inquiryId: request.id, by: request.scope.staffId, disclosure: 'customer', texts: [request.body.providers] });
      const providers = request.body.providers.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== '');
      const row = await tools.command(request, (now) => ({
        act: 'introduce_specialist',
        providerNames: providers.length,
        occurredAt: request.body.occurredAt ?? now,
      }));
      const now = tools.clock.now();
      const body = { providers, requestedAt: row.wishForSpecialistAt ?? now };
      await tools.outbox.toContact(tx, row, { template: 'specialist', body, now });
      return row;
    }),
});

/** T37: the customer files himself; only the date cover starts is said (C6). */
const guideInsurance = defineAct({
  name: 'guide-insurance',
  label: '保険をご案内する',
  done: '保険のお手続きをご案内しました。',
  permission: 'insurance.guide',
  rule: 'guide_insurance',
  body: z.strictObject({ occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (_tx, row, now) => {
      const effectiveFrom = await tools.neighbours.insuranceEffectiveFrom(row);
      return { command: { act: 'guide_insurance', effectiveFrom, occurredAt: request.body.occurredAt ?? now } };
    }),
});

/** A note beside the inquiry; the second line may keep it from the first. */
const addNote = defineAct({
  name: 'add-note',
  label: 'メモを追加する',
  done: 'メモを追加しました。',
  permission: 'inquiry.hear',
  orPermission: 'inquiry.decide_entitlement',
  rule: 'add_note',
  body: z.strictObject({ text: words(10_000), secondLineOnly: flag, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, _row, now) => {
      const disclosure = request.body.secondLineOnly ? 'second_line' : 'partner';
      const textId = await tools.text(tx, request, { kind: 'note', disclosure, body: request.body.text }, now);
      return { command: { act: 'add_note', textId, occurredAt: request.body.occurredAt ?? now } };
    }),
});

export const secondLineActs = [
  take, requestAddition, assign, decideEntitlement, recordSpecialistWish, introduceSpecialist, guideInsurance, addNote,
];
