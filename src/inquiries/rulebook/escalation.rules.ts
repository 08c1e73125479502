import { DomainError } from '../../platform/errors.js';
import { receptionCompleted } from './answer.rules.js';
import type { Ruling } from './ruling.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import { requireFields } from './guards.js';
import type { Inquiry } from './inquiry.js';

/** The acts decided here. */
export const escalationActs = ['complete_reception', 'escalate', 'escalate_fast_track', 'withdraw_escalation', 'request_addition', 'complete_addition'] as const;

type EscalationCommand = CommandOf<typeof escalationActs>;

/** T13, T16, T17, T19-T21: the way between the two lines (B4, C1). */
export function decideEscalation(inquiry: Inquiry, command: EscalationCommand, facts: Facts): Ruling {
  const { act: _act, occurredAt: _occurredAt, ...data } = command;
  switch (command.act) {
    case 'complete_reception':
      requireFields(facts.sheet?.missingForReception ?? [], '受付の完了');
      return { data };
    case 'escalate':
      requireFields(facts.sheet?.missingForEscalation ?? [], 'エスカレーション');
      return { data, ...throughFirstLineWork(inquiry, command, facts) };
    case 'escalate_fast_track':
      requireSigns(facts);
      requireFields(facts.sheet?.missingForFastTrack ?? [], '緊急エスカレーション');
      return { data };
    case 'request_addition':
      requireNoOpenRequest(inquiry);
      return { data };
    case 'complete_addition':
      requireOpenRequest(inquiry);
      return { data };
    default:
      return { data };
  }
}

function throughFirstLineWork(inquiry: Inquiry, command: EscalationCommand, facts: Facts): Pick<Ruling, 'before'> {
  return inquiry.status === 'hearing' ? { before: [receptionCompleted(inquiry, command, facts)] } : {};
}

function requireSigns(facts: Facts): void {
  if (facts.sheet?.fastTrackSigns === true) return;
  throw new DomainError(
    'fields_missing',
    '緊急エスカレーションは、暗号化や脅迫文など被害の兆候がシートに記入されているときに使えます。通常のエスカレーションをご利用ください。',
  );
}

function requireNoOpenRequest(inquiry: Inquiry): void {
  if (!inquiry.openAdditionRequest) return;
  throw new DomainError('already_exists', '前の追記依頼がまだ完了していません。');
}

function requireOpenRequest(inquiry: Inquiry): void {
  if (inquiry.openAdditionRequest) return;
  throw new DomainError('illegal_transition', '追記依頼は出ていません。画面を更新してください。');
}
