import { DomainError } from '../../platform/errors.js';
import type { Opening } from './commands.js';
import type { Facts } from './facts.js';
import type { InquiryEvent } from './events.js';
import { requireDoer, requirePast } from './guards.js';
import type { Status } from './status.js';
import { transitionOf } from './transitions.js';

/**
 * Decides whether an inquiry may begin (A1-A4). What counts is when the call came in or the mail
 * arrived, not when it is typed in.
 */
export function decideOpening(opening: Opening, facts: Facts): readonly InquiryEvent[] {
  requireDoer(facts, opening.act);
  requirePast(opening.receivedAt, facts, 'receivedAt');
  requireRecent(opening, facts);
  requireHours(opening, facts);
  if (opening.act === 'receive_exceptionally' && opening.reasonTextId === null) {
    throw new DomainError('validation_failed', '特例受付の理由を入力してください。', {
      faults: [{ field: 'reason', message: '理由を入力してください。' }],
    });
  }
  const target = facts.reception.responseTarget(opening.receivedAt);
  const to = transitionOf(opening.act).to[0] as Status;
  const data = {
    from: 'none',
    to,
    receivedAt: opening.receivedAt,
    acceptedAt: target.acceptedAt,
    dueAt: target.dueAt,
    calendarVersion: target.calendarVersion,
    supportDeskId: opening.supportDeskId,
    customerId: opening.customerId,
    contactId: opening.contactId,
    supportKind: opening.supportKind,
    entitlement: opening.entitlement,
    reasonTextId: opening.reasonTextId,
    ownerId: to === 'hearing' && facts.doing.kind === 'staff' ? facts.doing.id : null,
  };
  return [{ type: opening.act, occurredAt: opening.receivedAt, data }];
}

const yearMs = 366 * 24 * 60 * 60 * 1000;

/** A call is typed in late by hours or days; what lies further back is a slip of the year. */
function requireRecent(opening: Opening, facts: Facts): void {
  if (opening.act === 'receive_mail' || opening.receivedAt >= facts.now - yearMs) return;
  throw new DomainError('time_not_possible', '入電日時が1年以上前になっています。日時を確認してください。', {
    faults: [{ field: 'receivedAt', message: '1年以上前の日時です。' }],
  });
}

function requireHours(opening: Opening, facts: Facts): void {
  const open = facts.reception.isOpen(opening.receivedAt);
  if (opening.act === 'take_call' && !open) throw outsideHours(opening, facts);
  const needsClosed = opening.act === 'record_out_of_hours_call' || opening.act === 'receive_exceptionally';
  if (needsClosed && open) {
    throw new DomainError('time_not_possible', 'この日時は受付時間内です。通常の電話受付として記録してください。', {
      faults: [{ field: 'receivedAt', message: '受付時間内の日時です。' }],
    });
  }
}

function outsideHours(opening: Opening, facts: Facts): DomainError {
  const nextOpeningAt = facts.reception.nextOpening(opening.receivedAt);
  return new DomainError(
    'outside_reception_hours',
    `受付時間外の入電は受け付けできません。次の受付開始は ${facts.reception.formatDateTime(nextOpeningAt)} です。` +
      '「時間外入電」として実際の時刻で記録する（次の受付開始に受け付けます）か、責任者が理由を添えて「特例受付」にしてください。',
    { facts: { nextOpeningAt, ways: ['record_out_of_hours_call', 'receive_exceptionally'] } },
  );
}
