import { describe, expect, it } from 'vitest';
import { toIsoTokyo } from '../../src/calendar/japanese-time.js';
import { shippedCalendar } from '../../src/calendar/shipped-calendar.js';
import { receptionAfter } from '../../src/demo/demo-clock.rules.js';
import type { Told } from '../../src/demo/play/story.js';
import { Timetable, type Scene } from '../../src/demo/play/timetable.js';
import { stories } from '../../src/demo/stories/all.js';
import { toInstant } from '../support/clock.js';

const calendar = shippedCalendar();

function scenesAt(now: string): readonly Scene[] {
  return new Timetable(calendar, toInstant(now)).scenes(stories);
}

const beginningOf = (scenes: readonly Scene[], key: string): string => {
  const [first] = scenes.filter(({ story }) => story.key === key);
  return first === undefined ? '' : toIsoTokyo(first.at);
};

const promising = new Set(['arrange-appointment', 'move-appointment', 'record-complaint']);
const withPromises = stories.filter(({ steps }) => steps.some((step) => step.kind === 'act' && promising.has(step.act)));
const scenesOf = (now: string): readonly Scene[] => new Timetable(calendar, toInstant(now)).scenes(withPromises);

/** For when something is promised, as the stage would tell it. */
function promisedTimes(scenes: readonly Scene[]): { readonly at: number; readonly startsAt: number }[] {
  return scenes.flatMap(({ at, step }) => {
    if (step.kind !== 'act' || !promising.has(step.act)) return [];
    const told = { promised: (minutes: number) => toIsoTokyo(receptionAfter(calendar, at, minutes)) } as Told;
    const { startsAt } = (typeof step.body === 'function' ? step.body(told) : step.body) as { startsAt: string };
    return [{ at, startsAt: toInstant(startsAt) }];
  });
}

describe('the timetable of the demo', () => {
  it.each(['2026-11-20T10:30:00+09:00', '2026-11-24T09:00:30+09:00', '2027-01-05T09:01:00+09:00', '2027-02-10T10:30:00+09:00', '2028-05-08T16:59:00+09:00'])(
    'at %s no step lies ahead, and what happens to an inquiry keeps its order',
    (now) => {
      const scenes = scenesAt(now);
      expect(scenes.length).toBe(stories.flatMap(({ steps }) => steps).length);
      expect(scenes.filter(({ at }) => at > toInstant(now))).toEqual([]);
      for (const story of stories) {
        const labels = new Set(story.steps.map(({ of }) => of));
        for (const label of labels) {
          const played = scenes.filter((scene) => scene.story === story && scene.step.of === label).map(({ step }) => step);
          expect(played).toEqual(story.steps.filter(({ of }) => of === label));
        }
      }
    },
  );

  it('keeps the dates of the stories that test one, where they lie in the past', () => {
    const scenes = scenesAt('2027-02-10T10:30:00+09:00');
    const dates = ['02', '03', '04', '05', '06', '24'].map((key) => beginningOf(scenes, key));
    expect(dates).toEqual([
      '2026-11-19T17:00:00+09:00', '2026-11-19T17:01:00+09:00', '2026-11-21T10:00:00+09:00',
      '2026-12-28T10:00:00+09:00', '2026-12-25T16:00:00+09:00', '2026-05-06T11:00:00+09:00',
    ]);
  });

  it('finds the latest dates of the same kind before them otherwise', () => {
    const scenes = scenesAt('2026-11-20T10:30:00+09:00');
    const dates = ['02', '03', '04', '05', '06'].map((key) => beginningOf(scenes, key));
    expect(dates).toEqual([
      '2026-10-08T17:00:00+09:00', '2026-10-08T17:01:00+09:00', '2026-10-10T10:00:00+09:00', '2025-12-29T10:00:00+09:00', '2025-12-26T16:00:00+09:00',
    ]);
  });

  it('promises only what may be promised, at whatever minute of a day or a week it is begun (A1)', () => {
    for (const day of ['2026-11-27', '2026-11-30', '2026-12-28']) {
      for (let minute = 0; minute < 8 * 60; minute += 4) {
        const begun = toIsoTokyo(toInstant(`${day}T09:00:00+09:00`) + minute * 60_000);
        const promised = promisedTimes(scenesOf(begun));
        expect(promised.length).toBe(2);
        expect(promised.filter(({ at, startsAt }) => !calendar.isOpen(startsAt) || startsAt <= at), begun).toEqual([]);
      }
    }
  });

  it('the story of the year’s last afternoon is due behind the break in either year (D1)', () => {
    for (const now of ['2026-11-20T10:30:00+09:00', '2027-02-10T10:30:00+09:00']) {
      const called = toInstant(beginningOf(scenesAt(now), '06'));
      expect(toIsoTokyo(calendar.responseTarget(called).dueAt)).toMatch(/-01-05T17:00:00\+09:00$/);
    }
  });
});
