import { dateOf, dayOf, parseDate } from '../../calendar/civil-day.rules.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import type { Instant } from '../../platform/clock.js';
import { businessDayBefore, instantAt, receptionBefore } from '../demo-clock.rules.js';
import type { Step, Story, TestedDate, When } from './story.js';

/** One step at its true time. */
export interface Scene {
  readonly at: Instant;
  readonly story: Story;
  readonly step: Step;
}

/** How many days back a date like the tested one is looked for. */
const farthestBack = 3660;

/** Says when each step of the stories happens: none after the demo's now. */
export class Timetable {
  readonly #dates = new Map<string, string>();

  constructor(
    private readonly calendar: ReceptionCalendar,
    private readonly now: Instant,
  ) {}

  /** All steps of all stories, in the order in which they happen. */
  scenes(stories: readonly Story[]): readonly Scene[] {
    return stories.flatMap((story) => this.#inOrder(story)).toSorted((a, b) => a.at - b.at);
  }

  instantOf(story: Story, when: When): Instant {
    if ('minutesBefore' in when) return receptionBefore(this.calendar, this.now, when.minutesBefore * 60_000);
    if ('businessDaysBefore' in when) return instantAt(dateOf(businessDayBefore(this.calendar, dayOf(this.now), when.businessDaysBefore)), when.at);
    return onDayAfter(this.calendar, this.#dateOf(story), when);
  }

  /** Just after opening, minutes before now may lie before a time of yesterday: the order of what happens to one inquiry stands. */
  #inOrder(story: Story): Scene[] {
    const last = new Map<string, Instant>();
    return story.steps.map((step) => {
      const of = step.of ?? 'main';
      const earliest = (last.get(of) ?? Number.NEGATIVE_INFINITY) + 1000;
      const at = Math.min(Math.max(this.instantOf(story, step.at), earliest), this.now);
      last.set(of, at);
      return { at, story, step };
    });
  }

  #dateOf(story: Story): string {
    const known = this.#dates.get(story.key);
    if (known !== undefined) return known;
    if (story.tested === undefined) throw new Error(`Story ${story.key} tests no date.`);
    const found = this.#findDate(story, story.tested);
    this.#dates.set(story.key, found);
    return found;
  }

  #findDate(story: Story, tested: TestedDate): string {
    const isPast = (date: string): boolean => story.steps.every(({ at }) => !('dayAfterDate' in at) || onDayAfter(this.calendar, date, at) < this.now);
    if (isPast(tested.date)) return tested.date;
    const today = dayOf(this.now);
    for (let day = Math.min(today, parseDate(tested.date) ?? today); day > today - farthestBack; day -= 1) {
      const date = dateOf(day);
      if (isPast(date) && tested.isAlike(this.calendar, date)) return date;
    }
    throw new Error(`No date before the demo's now is like that of story ${story.key}.`);
  }
}

function onDayAfter(calendar: ReceptionCalendar, date: string, { dayAfterDate, at }: Extract<When, { dayAfterDate: number }>): Instant {
  const from = instantAt(date, '00:00');
  return instantAt(dayAfterDate === 0 ? date : dateOf(dayOf(calendar.addBusinessDays(from, dayAfterDate))), at);
}
