import { dayOf, hourMs, timeOfDayMs, weekdayOf } from '../calendar/civil-day.rules.js';
import { civilDate } from '../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { attackStages } from '../hearing/sheet-definition.schemas.js';
import type { Instant } from '../platform/clock.js';
import { answers, closings, escalations, isSolvedByFirstLine, receiptTime, resolutionTimes, secondLineTime, storiesOf } from './closings.rules.js';
import { countBy, shareOf, timesOf } from './counting.rules.js';
import type { ActFact, CycleFact, LabelFact, MonthFacts, OpenFact, Placed } from './facts.js';
import type { Figures } from './figures.js';

/** Whose figures: all, one support desk's, or one designated provider's. */
export type Subject = 'all' | `desk:${string}` | `provider:${string}`;

/** What else the counting needs to know. */
export interface CountingContext {
  readonly calendar: ReceptionCalendar;
  /** Category of each kind of threat. */
  readonly categories: ReadonlyMap<string, string>;
}

/** The facts of one subject alone (B5). */
export function factsOf(facts: MonthFacts, subject: Subject): MonthFacts {
  if (subject === 'all') return facts;
  const [kind, id = ''] = subject.split(':');
  const own = <Fact extends Placed>(list: readonly Fact[]): readonly Fact[] => list.filter((fact) => (kind === 'desk' ? fact.deskId : fact.providerId) === id);
  return {
    ...facts,
    accepted: own(facts.accepted), arrived: own(facts.arrived), acts: own(facts.acts), cycles: own(facts.cycles), open: own(facts.open),
    additions: own(facts.additions), threats: own(facts.threats), stages: own(facts.stages), dispositions: own(facts.dispositions), logRequests: own(facts.logRequests),
    customers: new Map(kind === 'desk' ? [[id, facts.customers.get(id) ?? 0]] : []),
  };
}

/** Every figure of a month. Pure: the same facts, calendar and sheet are the same figures. */
export function figuresOf(facts: MonthFacts, context: CountingContext): Figures {
  const within = facts.acts.filter(({ at }) => at >= facts.from && at < facts.until);
  // What was declined was never an inquiry of the service (F1, A5); it is counted by itself.
  const accepted = facts.accepted.filter(({ status }) => status !== 'declined');
  const declined = within.filter(({ type }) => type === 'decline');
  return {
    accepted: accepted.length,
    byChannel: countBy(accepted, ({ channel }) => channel),
    byKind: countBy(accepted.flatMap(({ kinds }) => kinds), (kind) => kind),
    declined: declined.length,
    declinedBy: countBy(declined, ({ reason }) => reason ?? 'other'),
    escalation: shareOf(accepted, ({ everEscalated }) => everEscalated),
    ...additionFigures(facts, within),
    ...targetFigures(facts.cycles, context),
    ...closingFigures(facts, within, context),
    ...openFigures(facts.open, facts.until, context),
    ...labelFigures(facts, context),
    ...arrivalFigures(facts, context),
    logRequests: shareOf(facts.logRequests, ({ unusable }) => unusable),
    logTurnaround: timesOf(facts.logRequests.flatMap(({ requestedAt, receivedAt }) => (receivedAt === null ? [] : [context.calendar.businessMsBetween(requestedAt, receivedAt)]))),
    referrals: countOf(within, 'introduce_specialist'),
    insuranceGuided: countOf(within, 'guide_insurance'),
    gatewayProposals: countOf(within, 'raise_gateway_proposal'),
    customers: [...facts.customers.values()].reduce((sum, count) => sum + count, 0),
  };
}

function countOf(acts: readonly ActFact[], type: string): number {
  return acts.filter((act) => act.type === type).length;
}

function additionFigures({ additions }: MonthFacts, within: readonly ActFact[]): Pick<Figures, 'addition' | 'additionFields'> {
  const asked = new Set(additions.map(({ inquiryId }) => inquiryId));
  const escalated = [...new Set(within.filter(({ type }) => escalations.has(type)).map(({ inquiryId }) => inquiryId))];
  return { addition: shareOf(escalated, (id) => asked.has(id)), additionFields: countBy(additions.flatMap(({ questionIds }) => questionIds), (id) => id) };
}

function targetFigures(cycles: readonly CycleFact[], { calendar }: CountingContext): Pick<Figures, 'target' | 'attemptedInTime' | 'missedBecause' | 'firstResponse'> {
  const missed = cycles.filter(({ result }) => result === 'missed');
  return {
    target: shareOf(cycles, ({ result }) => result === 'met'),
    attemptedInTime: missed.filter(({ attempted }) => attempted).length,
    missedBecause: countBy(missed, ({ attempted, statusWhenDue }) => (attempted ? 'attempted' : (statusWhenDue ?? 'unknown'))),
    firstResponse: timesOf(cycles.flatMap(({ acceptedAt, firstResponseAt }) => (firstResponseAt === null ? [] : [Math.max(0, calendar.businessMsBetween(acceptedAt, firstResponseAt))]))),
  };
}

type ClosingFigures = Pick<Figures, 'firstLineResolution' | 'resolution' | 'resolutionWithoutWaiting' | 'receipt' | 'secondLineResponse' | 'reopened'>;

function closingFigures(facts: MonthFacts, within: readonly ActFact[], { calendar }: CountingContext): ClosingFigures {
  const stories = storiesOf(facts.acts);
  const storyOf = ({ inquiryId }: ActFact): readonly ActFact[] => stories.get(inquiryId) ?? [];
  const closed = within.filter(({ type }) => closings.has(type));
  const times = closed.flatMap((closing) => resolutionTimes(closing, storyOf(closing), calendar) ?? []);
  const takings = within.filter(({ type }) => type === 'take');
  const given = within.filter(({ type }) => answers.has(type) && type !== 'answer_by_phone');
  return {
    firstLineResolution: shareOf(closed, (closing) => isSolvedByFirstLine(closing, storyOf(closing), calendar)),
    resolution: timesOf(times.map(({ all }) => all)),
    resolutionWithoutWaiting: timesOf(times.map(({ ours }) => ours)),
    receipt: timesOf(takings.flatMap((taking) => receiptTime(taking, storyOf(taking), calendar) ?? [])),
    secondLineResponse: timesOf(given.flatMap((answer) => secondLineTime(answer, storyOf(answer), calendar) ?? [])),
    reopened: { n: countOf(within, 'reopen'), of: closed.length },
  };
}

/** Last business day of each class of age; the fifth class has none. */
const ageClasses = [1, 3, 5, 10] as const;

function openFigures(open: readonly OpenFact[], until: Instant, { calendar }: CountingContext): Pick<Figures, 'backlog' | 'ageing' | 'waitingOn'> {
  const ageing = [0, 0, 0, 0, 0];
  for (const { acceptedAt } of open) {
    const days = calendar.businessDaysBetween(civilDate(acceptedAt), civilDate(until - 1));
    const found = ageClasses.findIndex((last) => days <= last);
    const place = found < 0 ? ageClasses.length : found;
    ageing[place] = (ageing[place] ?? 0) + 1;
  }
  return { backlog: open.length, ageing, waitingOn: countBy(open, ({ status }) => status) };
}

function labelFigures({ threats, stages, dispositions }: MonthFacts, { categories }: CountingContext): Pick<Figures, 'threatsByInquiry' | 'threatsByAlert' | 'categories' | 'stages' | 'dispositions'> {
  const once = [...new Map(threats.map((fact) => [`${fact.inquiryId} ${fact.label}`, fact])).values()];
  return {
    threatsByInquiry: countBy(once, ({ label }) => label),
    threatsByAlert: countBy(threats, ({ label }) => label),
    categories: countBy(once, ({ label }) => categories.get(label)),
    stages: countBy(furthest(stages), (stage) => stage),
    dispositions: countBy(dispositions, ({ label }) => label),
  };
}

/** The highest stage that was observed, of each inquiry. */
function furthest(stages: readonly LabelFact[]): readonly string[] {
  const order: readonly string[] = attackStages;
  const highest = new Map<string, string>();
  for (const { inquiryId, label } of stages) {
    const known = highest.get(inquiryId);
    if (known === undefined || order.indexOf(label) > order.indexOf(known)) highest.set(inquiryId, label);
  }
  return [...highest.values()];
}

function arrivalFigures({ arrived }: MonthFacts, { calendar }: CountingContext): Pick<Figures, 'outOfHours' | 'load'> {
  const load = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  for (const { receivedAt } of arrived) {
    const day = load[weekdayOf(dayOf(receivedAt))];
    const hour = Math.floor(timeOfDayMs(receivedAt) / hourMs);
    if (day !== undefined) day[hour] = (day[hour] ?? 0) + 1;
  }
  const mails = arrived.filter(({ channel }) => channel === 'email');
  return { outOfHours: shareOf(mails, ({ receivedAt }) => !calendar.isOpen(receivedAt)), load };
}
