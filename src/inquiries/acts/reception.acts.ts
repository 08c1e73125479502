import { z } from 'zod';
import { declineReasons, nextCallers, supportKinds, verificationMethods } from '../rulebook/status.js';
import { defineAct } from './act.js';
import { flag, key, occurredAt, optionalWords, requiredInstant, words } from './act.schemas.js';

const anyTime = z.strictObject({ occurredAt });

export const takeUp = defineAct({
  name: 'take-up',
  label: '受付を開始する',
  done: '受付を開始しました。',
  permission: 'inquiry.open',
  rule: 'take_up',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'take_up', occurredAt: request.body.occurredAt ?? now })),
});

/** T6, T9. To a person outside the registration something goes out only by this click (A5b). */
export const decline = defineAct({
  name: 'decline',
  label: '受付対象外としてご案内する',
  done: '受付対象外としてご案内しました。',
  permission: 'inquiry.open',
  rule: 'decline',
  body: z.strictObject({ reason: z.enum(declineReasons), sendNotice: flag, noticeTo: z.union([z.literal(''), z.email('メールアドレスを確認してください。')]).default(''), occurredAt }),
  run: async (tools, request) =>
    tools.db.tx(async (tx) => {
      const { reason, sendNotice, noticeTo } = request.body;
      const row = await tools.command(request, (now) => ({ act: 'decline', reason, occurredAt: request.body.occurredAt ?? now }));
      if (sendNotice && noticeTo !== '' && reason !== 'spam') {
        const template = reason === 'language' ? 'japanese_only' : 'unregistered';
        const to = { name: '', address: noticeTo, contactId: null };
        await tools.outbox.toStranger(tx, row, { template, to, supportDeskId: row.supportDeskId, now: tools.clock.now() });
      }
      return row;
    }),
});

const resumeDeclined = defineAct({
  name: 'resume',
  label: '受付を再開する',
  done: '受付を再開しました。',
  permission: 'inquiry.open',
  rule: 'resume_declined',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'resume_declined', occurredAt: request.body.occurredAt ?? now })),
});

/** Says whose inquiry it is, where a caller or a sender was not known at first. */
const identifyCustomer = defineAct({
  name: 'identify-customer',
  label: '利用者を特定する',
  done: '利用者を特定しました。',
  permission: 'inquiry.hear',
  rule: 'identify_customer',
  body: z.strictObject({ customerId: key, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { customerId } = request.body;
      const customer = await tools.neighbours.requireCustomer(request.scope, customerId);
      const contact = await tools.customers.contactAt(customerId, now);
      const entitlement = await tools.customers.entitlementAt(customerId, now);
      const { supportDeskId } = customer;
      await tools.neighbours.logClock.follow(tx, { ...row, customerId }, (await tools.sheets.of(row)).answers);
      const occurredAt = request.body.occurredAt ?? now;
      return { command: { act: 'identify_customer', customerId, contactId: contact?.id ?? null, supportDeskId, entitlement, occurredAt } };
    }),
});

/** T7: method, result, by whom, when; a call-back to a registered number is logged as the call it was. */
export const verify = defineAct({
  name: 'verify',
  label: '本人確認を記録する',
  done: ({ row, mailed }) =>
    row.verification === 'verified' ? `本人確認済みとして記録しました。${mailed.includes('receipt') ? '受付確認のメールをお送りします。' : '受付確認のメールは、先にお送りしています（「送信メール」で確かめられます）。'}` : '本人確認の結果を記録しました。',
  permission: 'inquiry.verify',
  rule: 'verify',
  body: z.strictObject({
    method: z.enum(verificationMethods, '確認方法を選んでください。'),
    result: z.enum(['verified', 'pending', 'failed'], '結果を選んでください。'),
    contactId: z.union([key, z.literal('')]).default(''),
    number: optionalWords(40),
    person: optionalWords(100),
    note: optionalWords(2000),
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { method, result, number, person, note } = request.body;
      const at = request.body.occurredAt ?? now;
      const noteTextId = note === '' ? null : await tools.text(tx, request, { kind: 'call_note', disclosure: 'partner', body: note }, now);
      const outcome = result === 'verified' ? 'talked' : 'answered_by_other';
      const call = { direction: 'out', calledAt: at, number, person, outcome, purpose: 'verification', noteTextId } as const;
      const isCall = method === 'callback_to_registered_phone';
      const callId = isCall ? await tools.calls.log(tx, { ...call, inquiryId: row.id, staffId: request.scope.staffId, recordedAt: now }) : null;
      const contactId = request.body.contactId === '' ? null : request.body.contactId;
      return { command: { act: 'verify', method, result, contactId, callId, noteTextId, occurredAt: at } };
    }),
});

/** A5: says to the registered address when somebody will call to verify, and nothing of the inquiry. */
const requestIdentity = defineAct({
  name: 'request-identity',
  label: '本人確認のお電話をメールでお知らせする',
  done: '本人確認のお願いのメールをお送りします。',
  permission: 'inquiry.verify',
  rule: 'request_identity',
  body: z.strictObject({ callFrom: requiredInstant, callUntil: requiredInstant }),
  run: (tools, request) => tools.command(request, (now) => ({ act: 'request_identity', ...request.body, occurredAt: now })),
});

/** T8: a colleague reached over the registered main number; protective advice only. */
const acceptColleague = defineAct({
  name: 'accept-colleague',
  label: '同僚の方からの聞き取りを承認する',
  done: '同僚の方からの聞き取りを承認しました。',
  permission: 'inquiry.accept_colleague',
  rule: 'accept_colleague',
  body: z.strictObject({ reason: words(500), occurredAt }),
  run: (tools, request) =>
    tools.commandWithReason(request, request.body.reason, (reasonTextId, now) => ({
      act: 'accept_colleague',
      reasonTextId,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

const otherKinds = supportKinds.filter((kind) => kind !== 'incident_support');

/** T12: another support kind of 第5条1. */
export const transfer = defineAct({
  name: 'transfer',
  label: 'インシデント対応以外の窓口へ引き継ぐ',
  done: 'インシデント対応以外の窓口へ引き継ぎました。',
  permission: 'inquiry.transfer',
  rule: 'transfer',
  body: z.strictObject({ supportKind: z.enum(otherKinds, '引継ぎ先を選んでください。'), nextCaller: z.enum(nextCallers, 'お客様に、どこから連絡があると伝えたかを選んでください。'), reason: words(1000), occurredAt }),
  run: (tools, request) =>
    tools.commandWithReason(request, request.body.reason, (reasonTextId, now) => ({
      act: 'transfer',
      supportKind: request.body.supportKind,
      nextCaller: request.body.nextCaller,
      reasonTextId,
      occurredAt: request.body.occurredAt ?? now,
    })),
});

/** A3: the courtesy answer to a mail without Japanese text, in Japanese and English; the inquiry stays. */
const guideLanguage = defineAct({
  name: 'guide-language',
  label: '日本語でのお問い合わせをご案内する',
  done: '日本語でのお問い合わせをお願いするメールをお送りします。',
  permission: 'inquiry.open',
  rule: 'guide_language',
  body: anyTime,
  run: async (tools, request) =>
    tools.db.tx(async (tx) => {
      const row = await tools.command(request, (now) => ({ act: 'guide_language', occurredAt: request.body.occurredAt ?? now }));
      const now = tools.clock.now();
      const { to } = await tools.outbox.headFor(row, 'receipt', now);
      await tools.outbox.toStranger(tx, row, { template: 'japanese_only', to, supportDeskId: row.supportDeskId, now });
      return row;
    }),
});

/** T13. */
const completeReception = defineAct({
  name: 'complete-reception',
  label: '受付部分の聞き取りを終える',
  done: '受付部分の聞き取りを終えました。一次対応に進めます。',
  permission: 'inquiry.hear',
  rule: 'complete_reception',
  body: anyTime,
  run: (tools, request) => tools.command(request, (now) => ({ act: 'complete_reception', occurredAt: request.body.occurredAt ?? now })),
});

export const receptionActs = [takeUp, identifyCustomer, verify, requestIdentity, acceptColleague, completeReception, guideLanguage, decline, resumeDeclined, transfer];
