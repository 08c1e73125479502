import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Db } from '../../src/platform/db.js';
import type { Role } from '../../src/platform/scope.js';
import { cookieNames } from '../../src/web/cookies.js';
import { aStaff } from './builders.js';
import { giveCredentials, goodPassword, nextCode } from './credentials.js';
import { HttpClient } from './http-client.js';

export interface SessionWishes {
  readonly name?: string;
  /** Desks of a first line; one is made where none is given. */
  readonly deskIds?: readonly string[];
  readonly providerId?: string;
  /** Roles beside the main one. */
  readonly alsoRoles?: readonly Role[];
}

/** A client that is signed in, and who it is. */
export interface SignedIn {
  readonly staffId: string;
  readonly deskIds: readonly string[];
  readonly token: string;
  /** As a browser, with the session as cookie; fetch a page before posting a form. */
  readonly client: HttpClient;
  /** As a program, with `Authorization: Bearer`. */
  readonly api: HttpClient;
}

/** Makes a person with a role and signs him in. */
export async function signInAs(app: INestApplicationContext, baseUrl: string, role: Role, wishes: SessionWishes = {}): Promise<SignedIn> {
  const { staff, deskIds } = await aStaff(app.get(Db), {
    roles: [role, ...(wishes.alsoRoles ?? [])],
    providerId: wishes.providerId ?? null,
    ...(wishes.deskIds === undefined ? {} : { deskIds: wishes.deskIds }),
    ...(wishes.name === undefined ? {} : { displayName: wishes.name }),
  });
  return { staffId: staff.id, deskIds, ...(await sessionOf(app, baseUrl, staff.id)) };
}

/** A new session of a person, as for one who signs in again after the old one has ended; with both factors. */
export async function sessionOf(app: INestApplicationContext, baseUrl: string, staffId: string): Promise<Pick<SignedIn, 'token' | 'client' | 'api'>> {
  const loginName = await giveCredentials(app, staffId);
  const code = await nextCode(app, staffId);
  // Asked of the server itself: the address of the settings may be one that nobody answers.
  const server = (app as NestFastifyApplication).getHttpAdapter().getInstance();
  const answer = await server.inject({ method: 'POST', url: '/api/v1/sessions', payload: { loginName, password: goodPassword, code } });
  if (answer.statusCode !== 201) throw new Error(`${loginName} could not sign in: ${answer.body}`);
  const { token } = answer.json<{ token: string }>();
  const client = new HttpClient(baseUrl);
  client.setCookie(cookieNames(baseUrl).session, token);
  return { token, client, api: new HttpClient(baseUrl, { authorization: `Bearer ${token}` }) };
}
