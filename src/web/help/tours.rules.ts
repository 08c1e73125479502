import { z } from 'zod';
import { roles, type Role } from '../../platform/scope.js';

const step = z.strictObject({
  /** A page that everybody of the role may open, without parameters. */
  path: z.string().regex(/^\/[a-z][a-z0-9/-]*$/),
  title: z.string().min(1).max(40),
  text: z.string().min(1).max(300),
});

/** What a newcomer of a role is shown on his first day: at most five pages, one after another. */
export const tour = z.strictObject({ role: z.enum(roles), steps: z.array(step).min(1).max(5) });
export type Tour = z.infer<typeof tour>;

/** One step as it stands above the page it speaks of. */
export interface TourStep {
  readonly title: string;
  readonly text: string;
  readonly number: number;
  readonly count: number;
  /** Address of the step before and after; undefined at the ends. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
  /** The page without the tour. */
  readonly leave: string;
}

/** Address at which the tour of a role begins; undefined where it has none. */
export function tourStart(tours: readonly Tour[], role: Role): string | undefined {
  const found = tours.find((each) => each.role === role);
  return found === undefined ? undefined : addressOf(found, 0);
}

/** The step that `?tour=role.number` asks for on this page, for those who hold the role. */
export function stepAt(tours: readonly Tour[], held: readonly Role[], url: string): TourStep | undefined {
  const [path = '', query = ''] = url.split('?');
  const [role, asked] = (new URLSearchParams(query).get('tour') ?? '').split('.');
  const found = tours.find((each) => each.role === role && held.includes(each.role));
  const index = Number(asked) - 1;
  const current = found?.steps[index];
  if (found === undefined || current === undefined || current.path !== path) return undefined;
  return {
    title: current.title,
    text: current.text,
    number: index + 1,
    count: found.steps.length,
    previous: addressOf(found, index - 1),
    next: addressOf(found, index + 1),
    leave: path,
  };
}

function addressOf(found: Tour, index: number): string | undefined {
  const target = found.steps[index];
  return target === undefined ? undefined : `${target.path}?tour=${found.role}.${index + 1}`;
}
