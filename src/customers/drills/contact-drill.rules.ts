import { dayOf, existingDay, instantOn, partsOf, type CivilDay } from '../../calendar/civil-day.rules.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import type { Instant } from '../../platform/clock.js';

/** What came of trying one thing that is registered. */
export const drillResults = ['reached', 'unreached', 'changed'] as const;
export type DrillResult = (typeof drillResults)[number];

/** What a drill tries, in the order of the two minutes (H8). */
export const drillItems = ['personResult', 'phoneResult', 'altPhoneResult', 'emailResult'] as const;
export type DrillItem = (typeof drillItems)[number];
export type DrillOutcome = Readonly<Record<DrillItem, DrillResult>>;

/** What lists and forms call them. */
export const drillItemLabels: Readonly<Record<DrillItem, string>> = {
  personResult: '本サービス担当者', phoneResult: '電話番号', altPhoneResult: '代替電話番号', emailResult: 'メールアドレス',
};

/** What is asked of each, as the first line says it. */
export const drillQuestions: Readonly<Record<DrillItem, string>> = {
  personResult: '本サービスのご担当者は、引き続き○○様でよろしいでしょうか。',
  phoneResult: '緊急のときは、まずこちらの番号におかけしてよろしいでしょうか。',
  altPhoneResult: '会社の電話が使えないときは、次にこちらの番号におかけします。いま呼び出してもよろしいでしょうか。',
  emailResult: '受付のお知らせは、こちらのアドレスにお送りします。受信できるアドレスでしょうか。',
};

/** The choices of each item, in its words. */
export const drillResultLabels: Readonly<Record<DrillItem, Readonly<Record<DrillResult, string>>>> = {
  personResult: { reached: '登録のとおり', unreached: '不在で確かめられない', changed: '交代している' },
  phoneResult: { reached: 'つながった', unreached: 'つながらない', changed: '変わっている' },
  altPhoneResult: { reached: 'つながった', unreached: 'つながらない', changed: '変わっている' },
  emailResult: { reached: '登録のとおり', unreached: '受信できない・分からない', changed: '変わっている' },
};

/** What is not as registered; empty where the drill went well. */
export function troublesOf(outcome: DrillOutcome): readonly DrillItem[] {
  return drillItems.filter((item) => outcome[item] !== 'reached');
}

/** Where a customer stands with his drills. */
export type DrillState = 'to_change' | 'overdue' | 'due_soon' | 'later';

/** What is known when a customer's next drill is worked out. */
export interface DrillHistory {
  /** Since when the present contact is registered. */
  readonly contactSince: Instant;
  readonly last: (DrillOutcome & { readonly drilledAt: Instant }) | undefined;
}

const soonDays = 30;

/** The business days that a drill may fall on. */
export type OpenDays = Pick<ReceptionCalendar, 'nextOpening'>;

/** The day of the next drill: the first business day a year after the numbers were last registered or tried, whichever is later (H8). */
export function nextDrillOn({ contactSince, last }: DrillHistory, calendar: OpenDays): CivilDay {
  const day = aYearAfter(dayOf(Math.max(contactSince, last?.drilledAt ?? contactSince)));
  return dayOf(calendar.nextOpening(instantOn(day, 0)));
}

/** What did not go well waits for a change of the registration (第1条5) or for another drill that goes well. */
export function drillState(history: DrillHistory, today: CivilDay, calendar: OpenDays): DrillState {
  const { contactSince, last } = history;
  if (last !== undefined && last.drilledAt >= contactSince && troublesOf(last).length > 0) return 'to_change';
  const next = nextDrillOn(history, calendar);
  if (next <= today) return 'overdue';
  return next <= today + soonDays ? 'due_soon' : 'later';
}

/** 2/29 becomes 2/28. */
function aYearAfter(day: CivilDay): CivilDay {
  const { year, month, day: dayOfMonth } = partsOf(day);
  return existingDay({ year: year + 1, month, day: dayOfMonth }) ?? existingDay({ year: year + 1, month, day: dayOfMonth - 1 }) ?? day;
}
