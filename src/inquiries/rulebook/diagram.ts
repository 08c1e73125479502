import { statusLabels, statuses, type Status } from './status.js';
import { transitions, type Transition } from './transitions.js';

/** The moves between statuses as a Mermaid state diagram; the README shows it and a test compares. */
export function stateDiagram(): string {
  const lines = statuses.map((status) => `  ${status} : ${statusLabels[status]}`);
  const moves = new Map<string, string[]>();
  for (const transition of transitions as readonly Transition[]) {
    for (const from of transition.from) {
      for (const to of targetsOf(transition, from)) {
        const move = `  ${from === 'none' ? '[*]' : from} --> ${to}`;
        moves.set(move, [...(moves.get(move) ?? []), transition.id]);
      }
    }
  }
  return ['stateDiagram-v2', ...lines, ...[...moves].map(([move, ids]) => `${move} : ${ids.join(', ')}`)].join('\n');
}

/** Statuses that `お客様ご回答待ち` may return to: those from which it is entered. */
export const returnTargets: readonly Status[] = (transitions as readonly Transition[])
  .filter((transition) => transition.to.includes('awaiting_customer'))
  .flatMap((transition) => transition.from.filter((from): from is Status => from !== 'none'))
  .filter((status, index, all) => all.indexOf(status) === index);

function targetsOf(transition: Transition, from: Status | 'none'): readonly Status[] {
  return transition.to.flatMap((to) => {
    if (to === 'same') return [];
    if (to === 'return') return returnTargets;
    return to === from ? [] : [to];
  });
}
