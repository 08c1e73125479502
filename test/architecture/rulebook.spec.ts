import { describe, expect, it } from 'vitest';
import { statuses, statusLabels, type Status } from '../../src/inquiries/rulebook/status.js';
import { transitions, type Transition } from '../../src/inquiries/rulebook/transitions.js';

const all: readonly Transition[] = transitions;

/** Where an act can lead from a status; `return` leads to any that can wait for the customer. */
const targets = (transition: Transition, from: Status | 'none'): readonly Status[] =>
  transition.to.flatMap((to) => {
    if (to === 'same') return from === 'none' ? [] : [from];
    if (to === 'return') return all.filter((other) => other.to.includes('awaiting_customer')).flatMap((other) => other.from.filter((status): status is Status => status !== 'none'));
    return [to];
  });

const reachable = (): Set<Status> => {
  const found = new Set<Status>();
  const queue: (Status | 'none')[] = ['none'];
  for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
    const here = from;
    const next = all.filter((transition) => transition.from.includes(here)).flatMap((transition) => targets(transition, here));
    queue.push(...new Set(next.filter((to) => !found.has(to))));
    for (const to of next) found.add(to);
  }
  return found;
};

describe('the rulebook', () => {
  it('reaches every status', () => {
    expect(statuses.filter((status) => !reachable().has(status))).toEqual([]);
  });

  it('leads out of every status that is not an end', () => {
    const ends: readonly Status[] = ['transferred', 'merged', 'withdrawn'];
    const stuck = statuses.filter((status) => !ends.includes(status) && !all.some((transition) => transition.from.includes(status) && transition.to.some((to) => to !== 'same' && to !== status)));
    expect(stuck).toEqual([]);
  });

  it('names each rule once, gives it to somebody, and holds it against a clause', () => {
    const ids = all.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(all.filter(({ by, clause }) => by.length === 0 || clause === '').map(({ id }) => id)).toEqual([]);
  });

  it('has a Japanese word for every status, each its own', () => {
    expect(new Set(Object.values(statusLabels)).size).toBe(statuses.length);
  });
});
