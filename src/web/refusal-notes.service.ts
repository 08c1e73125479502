import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { EventData } from '../platform/events.js';
import { SecurityRecord } from '../staff/security-record.js';

const againAfterMs = 60_000;
const rememberedMax = 1_000;

/** What was tried: an act that is not his, a look at what he does not see or what is not there, or a control that was gone round (ASVS 16.3.2, 16.3.3). */
export type RefusedBecause = 'right' | 'unseen' | 'form_token' | 'another_site';

/** Puts on the record what signed-in people asked for and may not do. */
@Injectable()
export class RefusalNotes {
  readonly #noted = new Map<string, number>();

  constructor(private readonly security: SecurityRecord) {}

  /** Once a minute per person and route, so that a program that asks without end fills no record. */
  async note(staffId: string, request: FastifyRequest, because: RefusedBecause = 'right', facts: EventData = {}): Promise<void> {
    const route = request.routeOptions.url ?? '';
    const key = `${staffId} ${because} ${request.method} ${route}`;
    const now = Date.now();
    if (now - (this.#noted.get(key) ?? 0) < againAfterMs) return;
    if (this.#noted.size >= rememberedMax) this.#noted.clear();
    this.#noted.set(key, now);
    await this.security.refusedTo(staffId, { method: request.method, route: route.slice(0, 200), ...(because === 'right' ? {} : { because }), ...facts });
  }
}
