import type { Role } from '../platform/scope.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long a session lasts without use, and at most. */
export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** ASVS 7.3.1, 7.3.2: a working day for those who work inquiries, less for those who can change who may do what. */
const limits: Readonly<Record<Role, SessionLimits>> = {
  first_line: { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs },
  first_line_supervisor: { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs },
  second_line: { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs },
  second_line_lead: { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs },
  service_owner: { idleMs: 20 * minuteMs, absoluteMs: 8 * hourMs },
  auditor: { idleMs: 20 * minuteMs, absoluteMs: 8 * hourMs },
};

/** The limits of somebody with these roles: the strictest of them. */
export function sessionLimits(roles: readonly Role[]): SessionLimits {
  const held = roles.length === 0 ? Object.values(limits) : roles.map((role) => limits[role]);
  return { idleMs: Math.min(...held.map(({ idleMs }) => idleMs)), absoluteMs: Math.min(...held.map(({ absoluteMs }) => absoluteMs)) };
}

/** ASVS 7.5.1: how long a proof of who one is counts for what is touched with care. */
export const freshMs = 10 * minuteMs;
