import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import { callNumbers } from '../people.view.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { Instant } from '../../platform/clock.js';
import { normalizePhone } from '../../customers/phone-number.rules.js';
import type { ActTools } from './act-tools.service.js';
import { defineAct } from './act.js';
import { flag, key, occurredAt, words } from './act.schemas.js';

const mailAddress = z
  .string({ error: 'メールアドレスを入力してください。' })
  .trim()
  .max(254, '254文字以内で入力してください。')
  .pipe(z.email('メールアドレスを確認してください。'));

/** A6: a copy recipient of this inquiry, named by the verified contact on the telephone. */
const addCopy = defineAct({
  name: 'add-copy',
  label: '同報先を追加する',
  done: '同報先を追加しました。',
  permission: 'inquiry.hear',
  rule: 'add_copy',
  body: z.strictObject({
    name: words(100),
    address: mailAddress,
    contactId: z.union([key, z.literal('')]).default(''),
    number: words(40),
    confirmedByPhone: flag.refine((confirmed) => confirmed, 'お名前とメールアドレスを、電話で読み上げて確認してください。'),
    occurredAt,
  }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { name, address, number } = request.body;
      const at = request.body.occurredAt ?? now;
      await requireRegisteredNumber(tools, row, number, now);
      await tools.texts.check({ inquiryId: row.id, by: request.scope.staffId, disclosure: 'customer', texts: [name, address] });
      const contactId = request.body.contactId === '' ? null : request.body.contactId;
      const staffId = request.scope.staffId;
      const call = { direction: 'out', calledAt: at, number, person: '', outcome: 'talked', purpose: 'other', noteTextId: null } as const;
      const callId = await tools.calls.log(tx, { ...call, inquiryId: row.id, staffId, recordedAt: now });
      const copyId = await tools.neighbours.copies.add(tx, row, { name, address, contactId, callId, confirmedBy: staffId, confirmedAt: at });
      return { command: { act: 'add_copy', copyId, contactId, callId, occurredAt: at } };
    }),
});

const removeCopy = defineAct({
  name: 'remove-copy',
  label: '同報先から外す',
  done: '同報先から外しました。',
  permission: 'inquiry.hear',
  rule: 'remove_copy',
  body: z.strictObject({ copyId: key, occurredAt }),
  run: (tools, request) =>
    tools.perform(request, async (tx, row, now) => {
      const { copyId } = request.body;
      await tools.neighbours.copies.remove(tx, row.id, copyId, now);
      return { command: { act: 'remove_copy', copyId, occurredAt: request.body.occurredAt ?? now } };
    }),
});

/** A number that only the caller gave confirms nothing (A5). */
async function requireRegisteredNumber(tools: ActTools, row: InquiryRow, number: string, now: Instant): Promise<void> {
  const contact = row.customerId === null ? undefined : await tools.customers.contactAt(row.customerId, now);
  const customer = row.customerId === null ? undefined : await tools.customers.factsOf(row.customerId);
  const known = callNumbers({ contact, mainPhone: customer?.mainPhone ?? null, callbackPhone: null });
  if (known.some(({ e164 }) => e164 === normalizePhone(number))) return;
  throw new DomainError('validation_failed', '同報先は、登録されている番号での通話で確認してください。', {
    faults: [{ field: 'number', message: '登録されている番号を選んでください。' }],
  });
}

export const copyActs = [addCopy, removeCopy];
