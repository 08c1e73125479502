import { describe, expect, it } from 'vitest';
import { stateDiagram, returnTargets } from '../../../src/inquiries/rulebook/diagram.js';
import { eventLabels } from '../../../src/inquiries/rulebook/events.js';
import { isOpen, statuses, type Status } from '../../../src/inquiries/rulebook/status.js';
import { actsFrom, transitions, type Transition } from '../../../src/inquiries/rulebook/transitions.js';

const all = transitions as readonly Transition[];

function targets(transition: Transition): readonly Status[] {
  return transition.to.flatMap((to): readonly Status[] => {
    if (to === 'same') return [];
    return to === 'return' ? returnTargets : [to];
  });
}

function reachable(): Set<Status> {
  const found = new Set<Status>();
  let before = -1;
  while (before !== found.size) {
    before = found.size;
    const possible = all.filter(({ from }) => from.some((status) => status === 'none' || found.has(status)));
    for (const status of possible.flatMap(targets)) found.add(status);
  }
  return found;
}

describe('the table of transitions', () => {
  it('reaches every status', () => {
    expect([...reachable()].toSorted()).toEqual([...statuses].toSorted());
  });

  it('has one row for each act and a Japanese name for each', () => {
    expect(new Set(all.map(({ act }) => act)).size).toBe(all.length);
    for (const { act } of all) expect(eventLabels[act]).toMatch(/[\u3041-\u9fff]/);
  });

  it('lets an ended inquiry come back only by T11 and T32, and be noted on', () => {
    for (const status of statuses.filter((one) => !isOpen(one))) {
      const moving = all.filter(({ from, to }) => from.includes(status) && !to.includes('same')).map(({ id }) => id);
      expect(moving).toEqual(status === 'declined' ? ['T11'] : status === 'closed' ? ['T32'] : []);
    }
  });

  it('3.4: offers the first line no act of the second, and the auditor none at all', () => {
    const firstLine = statuses.flatMap((status) => actsFrom(status, ['first_line', 'first_line_supervisor']));
    for (const act of ['take', 'request_addition', 'request_review', 'send_report', 'answer_second_line', 'introduce_specialist', 'approve_report']) {
      expect(firstLine).not.toContain(act);
    }
    expect(statuses.flatMap((status) => actsFrom(status, ['auditor']))).toEqual([]);
  });

  it('draws every status and every way between two', () => {
    const diagram = stateDiagram();
    for (const status of statuses) expect(diagram).toContain(`  ${status} : `);
    expect(diagram).toContain('  [*] --> hearing : T2, T3b');
    expect(diagram).toContain('  escalated --> second_line_work : T18');
    expect(diagram).toContain('  awaiting_customer --> second_line_work : T27');
  });
});
