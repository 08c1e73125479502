import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import type { Instant } from '../platform/clock.js';
import type { ActFact } from './facts.js';

/** Acts by which somebody is answered. */
export const answers: ReadonlySet<string> = new Set(['answer_by_phone', 'answer_second_line', 'send_report']);
export const escalations: ReadonlySet<string> = new Set(['escalate', 'escalate_fast_track']);
export const closings: ReadonlySet<string> = new Set(['close', 'end_by_contract']);
/** From here on the customer has the next move, until any of `wakings`. */
const waits: ReadonlySet<string> = new Set(['await_customer', 'ask_questions']);
const wakings: ReadonlySet<string> = new Set(['customer_answered', ...closings]);

/** What a re-opening is called that only took a closing by mistake back. */
export const closingUndone = 'closing_undone';

/** All acts that the figures look at. */
export const countedActs: readonly string[] = [
  ...answers, ...escalations, ...closings, ...waits, 'customer_answered', 'take', 'reopen', 'decline', 'introduce_specialist', 'guide_insurance', 'raise_gateway_proposal',
];

/** So many business days after a closing a re-opening says that it was not solved. */
const settledAfterDays = 10;

/** A closing by mistake and the act that took it back: both as if they had never been. */
export function withoutMistakenClosings(acts: readonly ActFact[]): readonly ActFact[] {
  const inOrder = acts.toSorted((a, b) => a.at - b.at);
  const mistaken = new Set<ActFact>();
  for (const [index, act] of inOrder.entries()) {
    if (act.type !== closingUndone) continue;
    mistaken.add(act);
    const closing = inOrder.slice(0, index).findLast(({ inquiryId, type }) => inquiryId === act.inquiryId && closings.has(type));
    if (closing !== undefined) mistaken.add(closing);
  }
  return mistaken.size === 0 ? acts : inOrder.filter((act) => !mistaken.has(act));
}

/** The acts of each inquiry in the order in which they happened. */
export function storiesOf(acts: readonly ActFact[]): ReadonlyMap<string, readonly ActFact[]> {
  const stories = new Map<string, ActFact[]>();
  for (const act of acts.toSorted((a, b) => a.at - b.at)) {
    const story = stories.get(act.inquiryId);
    if (story === undefined) stories.set(act.inquiryId, [act]);
    else story.push(act);
  }
  return stories;
}

/** 一次完結: the first line's answer closed it, nobody ever escalated it, and it did not come back. */
export function isSolvedByFirstLine(closing: ActFact, story: readonly ActFact[], calendar: ReceptionCalendar): boolean {
  if (closing.everEscalated || closing.resolution !== 'answered_by_first_line') return false;
  const settledAt = calendar.addBusinessDays(closing.at, settledAfterDays);
  return !story.some(({ type, at }) => type === 'reopen' && at > closing.at && at <= settledAt);
}

/** From acceptance to the last answer before a closing: with and without what waited for the customer. */
export function resolutionTimes(closing: ActFact, story: readonly ActFact[], calendar: ReceptionCalendar): { readonly all: number; readonly ours: number } | undefined {
  const answer = story.findLast(({ type, at }) => answers.has(type) && at <= closing.at);
  if (answer === undefined) return undefined;
  const all = calendar.businessMsBetween(closing.acceptedAt, answer.at);
  return { all, ours: all - waitedFor(story, { from: closing.acceptedAt, to: answer.at }, calendar) };
}

function waitedFor(story: readonly ActFact[], span: { readonly from: Instant; readonly to: Instant }, calendar: ReceptionCalendar): number {
  let waited = 0;
  let since: Instant | undefined;
  for (const { type, at } of story) {
    if (waits.has(type)) since ??= Math.max(at, span.from);
    else if (since !== undefined && (wakings.has(type) || answers.has(type))) {
      if (since < span.to) waited += calendar.businessMsBetween(since, Math.min(at, span.to));
      since = undefined;
    }
  }
  return waited;
}

/** From the last escalation before it to a taking. */
export function receiptTime(taking: ActFact, story: readonly ActFact[], calendar: ReceptionCalendar): number | undefined {
  const escalation = story.findLast(({ type, at }) => escalations.has(type) && at <= taking.at);
  return escalation === undefined ? undefined : calendar.businessMsBetween(escalation.at, taking.at);
}

/** From a taking to the second line's first answer after it. */
export function secondLineTime(answer: ActFact, story: readonly ActFact[], calendar: ReceptionCalendar): number | undefined {
  const taking = story.findLast(({ type, at }) => type === 'take' && at <= answer.at);
  if (taking === undefined) return undefined;
  const earlier = story.some(({ type, at }) => (type === 'answer_second_line' || type === 'send_report') && at > taking.at && at < answer.at);
  return earlier ? undefined : calendar.businessMsBetween(taking.at, answer.at);
}
