import { z } from 'zod';
import { defineAct, type Act } from '../../inquiries/acts/act.js';
import { key, occurredAt, optionalWords, requiredInstant } from '../../inquiries/acts/act.schemas.js';
import type { InquiryRow } from '../../inquiries/inquiry.entity.js';
import type { Counters } from '../../platform/counters.js';
import type { Instant } from '../../platform/clock.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { disclose } from '../disclosure.rules.js';
import { LogRequestRow } from '../evidence.entity.js';
import { letterFields, letterOf, periodFault, periodIsOrdered } from '../log-request-letter.js';
import { consentMeans, logRequestStates } from '../marking.rules.js';
import { logRequestMail } from '../outgoing-report.js';
import { periodText } from '../period-text.rules.js';
import { alone, record, type AnalysisTools } from './analysis-tools.js';

const requestBody = z
  .strictObject({
    ...letterFields,
    consentBy: optionalWords(100),
    // What the customer declared is said by a person, never taken for granted (E2).
    consentMeans: z.enum(consentMeans, '同意をうかがった手段を選んでください。'),
    consentAt: requiredInstant,
    occurredAt,
  })
  .refine(periodIsOrdered, periodFault);

type RequestBody = z.output<typeof requestBody>;

/** T14, C2, E2: asks the customer for logs, with his declaration on record that he may hand them over. */
function requestLogs({ materials, links }: AnalysisTools, counters: Counters): Act {
  return defineAct({
    name: 'request-logs',
    label: 'ログ・構成情報の提供を依頼する',
    done: 'ログ・構成情報のご提供を、本サービス担当者の登録アドレスへメールで依頼しました。「お客様ご回答待ち」になりました。',
    permission: 'log_request.write',
    rule: 'await_customer',
    body: requestBody,
    run: (tools, request) =>
      alone(tools, request.id, async (tx) => {
        const { body } = request;
        const requestId = newId();
        let number = '';
        const row = await tools.perform(request, async (_tx, before, now) => {
          number = `${before.number}-L${await counters.next(tx, `log-request-${before.id}`)}`;
          requireConsentPast(body.consentAt, now);
          await insert(tx, LogRequestRow, requestRow(before, body, { requestId, number, now, by: request.scope.staffId }));
          const askedTextId = await tools.text(tx, request, { kind: 'question', disclosure: 'customer', body: askedText(body) }, now);
          const consentRecorded = body.consentBy !== '';
          return { command: { act: 'await_customer', askedTextId, answerBy: body.answerBy, forLogs: true, consentRecorded, occurredAt: body.occurredAt ?? now } };
        });
        const letter = disclose(letterOf(body), await materials.index(row.id, 'customer'));
        const upload = await links.make(tx, requestId, body.answerBy);
        await tools.outbox.toContact(tx, row, { template: 'log_request', body: logRequestMail(letter, upload, { number, answerBy: body.answerBy }), now: tools.clock.now() });
        return row;
      }),
  });
}

function requestRow(row: InquiryRow, body: RequestBody, made: { requestId: string; number: string; now: Instant; by: string }): LogRequestRow {
  const { items, host, periodFrom, periodTo, zone, purpose, consentBy } = body;
  const { handling, delivery } = letterOf(body);
  return {
    id: made.requestId,
    inquiryId: row.id,
    number: made.number,
    items, host, periodFrom, periodTo, zone, purpose, handling, delivery,
    dueAt: body.answerBy,
    consentAt: body.consentAt,
    consentBy,
    consentMeans: body.consentMeans,
    state: 'sent',
    requestedAt: made.now,
    requestedBy: made.by,
  };
}

function askedText(body: RequestBody): string {
  return `${body.items.join('、')}（${periodText(body.periodFrom, body.periodTo, 'JST')}）`;
}

function requireConsentPast(consentAt: Instant, now: Instant): void {
  if (consentAt <= now) return;
  throw new DomainError('time_in_future', '同意の日時が未来になっています。', { faults: [{ field: 'consentAt', message: '現在以前の日時を入力してください。' }] });
}

/** What has become of a log request: received, unusable, withdrawn, expired. */
const setLogRequestState = defineAct({
  name: 'set-log-request-state',
  label: 'ログ提供依頼の状況を記録する',
  done: 'ログ提供依頼の状況を変更しました。',
  permission: 'log_request.write',
  rule: 'record_analysis',
  body: z.strictObject({ logRequestId: key, state: z.enum(logRequestStates, '状況を選んでください。') }),
  run: (tools, request) =>
    record(tools, request, async (tx, row) => {
      const { logRequestId, state } = request.body;
      const changed = await update(tx, LogRequestRow, { id: logRequestId, inquiryId: row.id }, { state });
      if (changed === 0) throw notFound('ログ提供依頼');
      return { record: 'log_request', recordId: logRequestId };
    }),
});

/** The acts on logs. */
export function logActs(own: AnalysisTools, counters: Counters): readonly Act[] {
  return [requestLogs(own, counters), setLogRequestState];
}
