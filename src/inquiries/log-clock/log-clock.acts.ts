import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import { defineAct } from '../acts/act.js';
import { occurredAt, optionalWords } from '../acts/act.schemas.js';
import { logSources } from './log-clock.rules.js';

/** H3: how long the customer keeps a kind of log; it holds for his other inquiries too. */
const recordLogRetention = defineAct({
  name: 'record-log-retention',
  label: 'ログの保存期間を記録する',
  done: 'ログの保存期間を記録しました。',
  permission: 'inquiry.hear',
  rule: 'record_log_retention',
  body: z.strictObject({
    source: z.enum(logSources, 'ログの種類を選んでください。'),
    device: optionalWords(100),
    days: z.coerce.number({ error: '日数を数字で入力してください。' }).int('日数を数字で入力してください。').min(1, '1日以上にしてください。').max(36_500, '36,500日以内にしてください。'),
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      if (row.customerId === null) throw new DomainError('validation_failed', '利用者を特定してから、ログの保存期間を記録してください。');
      const { source, device, days } = request.body;
      await tools.texts.check({ inquiryId: row.id, by: request.scope.staffId, disclosure: 'partner', texts: [device] });
      const retentionId = await tools.neighbours.logClock.record(tx, { customerId: row.customerId, source, device, days, at: now, by: request.scope.staffId });
      return { command: { act: 'record_log_retention', retentionId, days, occurredAt: request.body.occurredAt ?? now } };
    }),
});

export const logClockActs = [recordLogRetention];
