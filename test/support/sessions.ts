import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Role } from '../../src/platform/scope.js';
import { HttpClient } from './http-client.js';
import type { SignedIn } from './desk.js';

export interface SessionWishes {
  readonly name?: string;
  readonly deskIds?: readonly string[];
  readonly providerId?: string;
  /** Roles beside the main one. */
  readonly alsoRoles?: readonly Role[];
}

/** Makes a person and a session for him. */
export async function aSession(_app: NestFastifyApplication, baseUrl: string, role: Role, _wishes: SessionWishes = {}): Promise<SignedIn> {
  throw new Error(`The staff room has no sessions yet: ${role} at ${new HttpClient(baseUrl).baseUrl}`);
}
