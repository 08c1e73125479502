import type { Role } from '../../platform/scope.js';
import { openStatuses, statuses, type Status } from './status.js';

/** Who may do an act: a role, or the desk itself. */
export type Doer = Role | 'system';

/** Where an act leads: a status, the same one, or where `awaiting_customer` came from. */
export type Target = Status | 'same' | 'return';

/** One row of `domain.md` 3.3. */
export interface Transition {
  readonly id: string;
  readonly act: ActName;
  readonly from: readonly (Status | 'none')[];
  readonly to: readonly Target[];
  readonly by: readonly Doer[];
  /** Clause of 別紙3 unless it names another. */
  readonly clause: string;
}

const firstLine: readonly Doer[] = ['first_line', 'first_line_supervisor'];
const secondLine: readonly Doer[] = ['second_line', 'second_line_lead'];
const bothLines: readonly Doer[] = [...firstLine, ...secondLine];
const bothAndSystem: readonly Doer[] = [...bothLines, 'system'];
const open = openStatuses;
const withSecondLine: readonly Status[] = ['escalated', 'second_line_work', 'report_review', 'awaiting_customer', 'answered'];
const ended = statuses.filter((status) => !(open as readonly Status[]).includes(status));

/** Every legal move. Buttons, API checks, the diagram in the README and the tests are made from it. */
export const transitions = [
  { id: 'T1', act: 'receive_mail', from: ['none'], to: ['received'], by: ['system', ...firstLine, 'service_owner'], clause: '2(2)' },
  { id: 'T2', act: 'take_call', from: ['none'], to: ['hearing'], by: firstLine, clause: '2(1), 2(2)' },
  { id: 'T3', act: 'record_out_of_hours_call', from: ['none'], to: ['received'], by: firstLine, clause: '2(1)' },
  { id: 'T3b', act: 'receive_exceptionally', from: ['none'], to: ['hearing'], by: ['first_line_supervisor'], clause: '2(1)' },
  { id: 'T5', act: 'take_up', from: ['received'], to: ['hearing'], by: firstLine, clause: '2(2)' },
  { id: 'T6', act: 'decline', from: ['received', 'hearing'], to: ['declined'], by: firstLine, clause: '2(2), 2(3)' },
  { id: 'T7', act: 'verify', from: open, to: ['same'], by: bothLines, clause: '2(3)' },
  { id: 'T7b', act: 'request_identity', from: open, to: ['same'], by: bothLines, clause: '2(3)' },
  { id: 'T8', act: 'accept_colleague', from: open, to: ['same'], by: ['first_line_supervisor', 'second_line_lead'], clause: '2(3)' },
  { id: 'T11', act: 'resume_declined', from: ['declined'], to: ['hearing'], by: firstLine, clause: '第1条5, 2(3)' },
  { id: 'T12', act: 'transfer', from: ['received', 'hearing', 'first_line_work'], to: ['transferred'], by: firstLine, clause: '第5条1, 別紙4, 別紙5' },
  { id: 'T13', act: 'complete_reception', from: ['hearing'], to: ['first_line_work'], by: firstLine, clause: '1(2)①' },
  { id: 'T14', act: 'await_customer', from: ['hearing', 'first_line_work', 'second_line_work'], to: ['awaiting_customer'], by: bothLines, clause: '1(2)①, 1(3)②' },
  { id: 'T15', act: 'answer_by_phone', from: ['hearing', 'first_line_work'], to: ['answered', 'first_line_work'], by: firstLine, clause: '1(2)②, 2(4)②' },
  { id: 'T16', act: 'escalate', from: ['hearing', 'first_line_work'], to: ['escalated'], by: firstLine, clause: '1(2)③' },
  { id: 'T17', act: 'escalate_fast_track', from: ['hearing', 'first_line_work'], to: ['escalated'], by: firstLine, clause: '1(2)③' },
  { id: 'T18', act: 'take', from: ['escalated'], to: ['second_line_work'], by: secondLine, clause: '1(3)①' },
  { id: 'T19', act: 'request_addition', from: ['second_line_work'], to: ['same'], by: secondLine, clause: '1(2)①③' },
  { id: 'T20', act: 'complete_addition', from: ['second_line_work'], to: ['same'], by: firstLine, clause: '1(2)③' },
  { id: 'T21', act: 'withdraw_escalation', from: ['escalated'], to: ['first_line_work'], by: firstLine, clause: '1(2)③' },
  { id: 'T23', act: 'request_review', from: ['second_line_work'], to: ['report_review'], by: secondLine, clause: '1(3)③④' },
  { id: 'T24', act: 'return_report', from: ['report_review'], to: ['second_line_work'], by: secondLine, clause: '1(3)④' },
  { id: 'T24b', act: 'approve_report', from: ['report_review'], to: ['same'], by: secondLine, clause: '1(3)④' },
  { id: 'T25', act: 'send_report', from: ['report_review'], to: ['answered', 'second_line_work'], by: secondLine, clause: '1(3)④, 2(4)②' },
  { id: 'T24c', act: 'take_back_report', from: ['report_review'], to: ['second_line_work'], by: secondLine, clause: '1(3)④' },
  { id: 'T25b', act: 'read_report_afterwards', from: [...withSecondLine, 'closed'], to: ['same'], by: secondLine, clause: '1(3)④' },
  { id: 'T25c', act: 'take_back_answer', from: ['answered'], to: ['second_line_work'], by: ['system', ...secondLine, 'service_owner'], clause: '2(4)①' },
  { id: 'T25d', act: 'restore_answer', from: ['second_line_work'], to: ['answered'], by: ['system'], clause: '2(4)①' },
  { id: 'T26', act: 'answer_second_line', from: ['second_line_work'], to: ['answered', 'same'], by: secondLine, clause: '2(4)②' },
  { id: 'T27', act: 'customer_answered', from: ['awaiting_customer'], to: ['return'], by: bothAndSystem, clause: '1(2)①, 1(3)②' },
  { id: 'T28', act: 'remind', from: ['awaiting_customer'], to: ['same'], by: ['system'], clause: '1(2)①' },
  { id: 'T29', act: 'announce_closing', from: ['awaiting_customer', 'answered'], to: ['same'], by: bothAndSystem, clause: '1(1)' },
  { id: 'T30', act: 'close', from: ['awaiting_customer', 'answered'], to: ['closed'], by: bothAndSystem, clause: '1(1)' },
  { id: 'T31', act: 'follow_up', from: ['answered'], to: ['first_line_work', 'second_line_work'], by: bothAndSystem, clause: '1(1)' },
  { id: 'T32', act: 'reopen', from: ['closed'], to: ['hearing', 'second_line_work', 'answered'], by: ['system', ...firstLine, 'second_line_lead'], clause: '1(1)' },
  { id: 'T34', act: 'merge', from: open, to: ['merged'], by: bothLines, clause: '1(1)' },
  { id: 'T35', act: 'withdraw', from: open, to: ['withdrawn'], by: bothLines, clause: '1(1)' },
  { id: 'T36a', act: 'record_specialist_wish', from: open, to: ['same'], by: bothLines, clause: '1(3)⑤' },
  { id: 'T36', act: 'introduce_specialist', from: open, to: ['same'], by: [...secondLine, 'service_owner'], clause: '1(3)⑤' },
  { id: 'T37', act: 'guide_insurance', from: open, to: ['same'], by: bothLines, clause: '1(3)⑥' },
  { id: 'T38', act: 'change_desk', from: statuses, to: ['same'], by: ['system'], clause: '第5条2' },
  { id: 'T39', act: 'end_by_contract', from: open, to: ['closed'], by: ['service_owner'], clause: '第13条, 第17条' },
  { id: 'T40', act: 'raise_gateway_proposal', from: ['second_line_work', 'report_review'], to: ['same'], by: ['system', ...secondLine], clause: '別紙2 2(3)' },
  { id: 'record_analysis', act: 'record_analysis', from: withSecondLine, to: ['same'], by: secondLine, clause: '1(3)②③④' },
  { id: 'save_report', act: 'save_report', from: ['second_line_work', 'awaiting_customer', 'answered'], to: ['same'], by: secondLine, clause: '1(3)④' },
  { id: 'release_value', act: 'release_value', from: withSecondLine, to: ['same'], by: ['second_line_lead'], clause: '1(3)③' },
  { id: 'receive_evidence', act: 'receive_evidence', from: statuses, to: ['same'], by: [...secondLine, 'system'], clause: '1(3)②' },
  { id: 'arrange_appointment', act: 'arrange_appointment', from: open, to: ['same'], by: bothLines, clause: '2(4)②' },
  { id: 'move_appointment', act: 'move_appointment', from: open, to: ['same'], by: bothLines, clause: '2(4)②' },
  { id: 'settle_appointment', act: 'settle_appointment', from: statuses, to: ['same'], by: bothLines, clause: '2(4)②' },
  { id: 'record_complaint', act: 'record_complaint', from: open, to: ['same'], by: bothLines, clause: '1(1)' },
  { id: 'settle_complaint', act: 'settle_complaint', from: statuses, to: ['same'], by: ['first_line_supervisor', 'second_line_lead'], clause: '1(1)' },
  { id: 'T16b', act: 'request_warm_transfer', from: ['escalated'], to: ['same'], by: firstLine, clause: '1(2)③' },
  { id: 'T16c', act: 'decline_warm_transfer', from: ['escalated'], to: ['same'], by: secondLine, clause: '1(2)③' },
  { id: 'T16d', act: 'end_warm_transfer', from: ['escalated', 'second_line_work', 'first_line_work'], to: ['same'], by: firstLine, clause: '1(2)③' },
  { id: 'record_log_retention', act: 'record_log_retention', from: open, to: ['same'], by: bothLines, clause: '1(3)②' },
  { id: 'log_call', act: 'log_call', from: open, to: ['same'], by: bothLines, clause: '2(4)②' },
  { id: 'record_hearing', act: 'record_hearing', from: open, to: ['same'], by: bothLines, clause: '1(2)①, 1(3)②' },
  { id: 'add_copy', act: 'add_copy', from: open, to: ['same'], by: bothLines, clause: '2(3)' },
  { id: 'remove_copy', act: 'remove_copy', from: open, to: ['same'], by: bothLines, clause: '2(3)' },
  { id: 'decide_entitlement', act: 'decide_entitlement', from: open, to: ['same'], by: ['service_owner'], clause: '第1条4, 第4条' },
  { id: 'identify_customer', act: 'identify_customer', from: open, to: ['same'], by: bothLines, clause: '2(3)' },
  { id: 'assign', act: 'assign', from: open, to: ['same'], by: ['system', ...bothLines, 'service_owner'], clause: '1(3)①' },
  { id: 'ask_questions', act: 'ask_questions', from: ['hearing', 'first_line_work'], to: ['awaiting_customer'], by: firstLine, clause: '1(2)①' },
  { id: 'add_note', act: 'add_note', from: statuses, to: ['same'], by: [...bothLines, 'service_owner'], clause: '1(2)①, 1(3)④' },
  { id: 'guide_language', act: 'guide_language', from: open, to: ['same'], by: firstLine, clause: '2(2)' },
  { id: 'note_target_missed', act: 'note_target_missed', from: open, to: ['same'], by: ['system'], clause: '2(4)①' },
  { id: 'move_due', act: 'move_due', from: open, to: ['same'], by: ['system'], clause: '2(4)①' },
  { id: 'note_delivery_failed', act: 'note_delivery_failed', from: statuses, to: ['same'], by: ['system'], clause: '2(4)①' },
  { id: 'note_answer_withdrawn', act: 'note_answer_withdrawn', from: statuses, to: ['same'], by: ['system', ...secondLine, 'service_owner'], clause: '2(4)①' },
  { id: 'note_delivered', act: 'note_delivered', from: statuses, to: ['same'], by: ['system'], clause: '2(4)①' },
  { id: 'note_contact_changed', act: 'note_contact_changed', from: open, to: ['same'], by: ['system'], clause: '第1条5, 2(3)' },
  { id: 'note_unconfirmed_reply', act: 'note_unconfirmed_reply', from: statuses, to: ['same'], by: ['system', 'first_line_supervisor', 'service_owner'], clause: '2(3)' },
  { id: 'detach_mail', act: 'detach_mail', from: statuses, to: ['same'], by: ['first_line_supervisor', 'service_owner'], clause: '2(3)' },
  { id: 'note_reply', act: 'note_reply', from: [...open, ...ended], to: ['same'], by: ['system'], clause: '2(2)' },
  { id: 'read_statement', act: 'read_statement', from: open, to: ['same'], by: ['system'], clause: '1(2)①' },
  { id: 'read_alert', act: 'read_alert', from: open, to: ['same'], by: ['system'], clause: '1(4)①' },
  { id: 'leave_alert', act: 'leave_alert', from: open, to: ['same'], by: ['system'], clause: '1(4)①' },
] as const satisfies readonly { id: string; act: string; from: readonly (Status | 'none')[]; to: readonly Target[]; by: readonly Doer[]; clause: string }[];

export type ActName = (typeof transitions)[number]['act'];

/** The row of an act. */
export function transitionOf(act: ActName): Transition {
  const found = (transitions as readonly Transition[]).find((transition) => transition.act === act);
  if (found === undefined) throw new Error(`No transition is called ${act}.`);
  return found;
}

/** The acts that a person with these roles may attempt on an inquiry in this status. */
export function actsFrom(status: Status, roles: readonly Role[]): readonly ActName[] {
  return (transitions as readonly Transition[])
    .filter((transition) => transition.from.includes(status) && transition.by.some((doer) => (roles as readonly Doer[]).includes(doer)))
    .map((transition) => transition.act);
}
