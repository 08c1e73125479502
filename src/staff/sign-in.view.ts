import type { FastifyRequest } from 'fastify';
import { deviceName } from './device-name.rules.js';
import type { SessionOrigin } from './sessions.service.js';
import type { NewStep } from './sign-in-steps.service.js';

const pages: Readonly<Record<NewStep['wants'], string>> = { code: '/sign-in/code', enrolment: '/sign-in/enrolment' };

/** The page of the next step, and where to go on to after it. */
export function stepPath(wants: NewStep['wants'], next: string): string {
  return next === '/' ? pages[wants] : `${pages[wants]}?next=${encodeURIComponent(next)}`;
}

/** Where a request comes from, as a list of sign-ins shows it. */
export function originOf(request: FastifyRequest): SessionOrigin {
  return { address: request.desk.address, device: deviceName(request.headers['user-agent']) };
}
