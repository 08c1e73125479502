import { Agent, request as send } from 'node:http';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ActRegistry } from '../../../src/inquiries/acts/act-registry.service.js';
import type { Role } from '../../../src/platform/scope.js';
import { permissionsOf } from '../../../src/staff/permissions.js';
import { newId } from '../../../src/platform/ids.js';
import { sql } from '../../../src/platform/sql.js';
import { meanings } from '../../../src/web/problem.js';
import { permissionsOfRoute, routeTable } from '../../../src/web/route-table.js';
import { canariesIn, canaryWords, type CanaryWorld, type MarkedDesk } from '../../support/canaries.js';
import type { TestDesk } from '../../support/desk.js';
import { sessionOf, type SignedIn } from '../../support/sessions.js';
import { Random } from './random.js';
import { operationsOf, requestFor, type FuzzRequest, type Operation } from './requests.js';
import type { JsonSchema } from './values.js';

/** Who asks, and which words may not be in any answer to him. */
export interface Asker {
  readonly name: string;
  readonly person: SignedIn;
  readonly forbidden: readonly string[];
  readonly roles: readonly Role[];
}

export interface FuzzResult {
  /** One line for each answer that should not have been. */
  readonly faults: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
}

interface Answered {
  readonly status: number;
  readonly head: string;
  readonly type: string;
  readonly text: string;
}

/** Those behind walls: none of them can open a wall by a lawful act. */
export function walled({ a, provider, auditor, b }: CanaryWorld): Asker[] {
  const forbidden = [b.word, canaryWords.secret];
  return [
    { name: 'first line', roles: ['first_line'], person: a.first, forbidden },
    { name: 'supervisor', roles: ['first_line_supervisor'], person: a.supervisor, forbidden },
    { name: 'provider', roles: ['second_line'], person: provider, forbidden },
    { name: 'auditor', roles: ['auditor'], person: auditor, forbidden: [canaryWords.secret] },
  ];
}

/** Those whose lawful acts move inquiries and customers across walls: only faults are looked for. */
export function unwalled({ analyst, lead, owner, b }: CanaryWorld): Asker[] {
  return [
    { name: 'analyst', roles: ['second_line'], person: analyst, forbidden: [] },
    { name: 'lead', roles: ['second_line_lead'], person: lead, forbidden: [] },
    { name: 'owner', roles: ['service_owner'], person: owner, forbidden: [] },
    { name: 'other first line', roles: ['first_line'], person: b.first, forbidden: [canaryWords.secret] },
  ];
}

/** Sends requests made from a seed to a running desk and judges every answer. */
export class Fuzz {
  readonly #agent: Agent;
  readonly #sessions = new Map<string, { token: string; csrf: string }>();
  readonly #operations: Operation[];
  #sent = 0;

  private constructor(
    private readonly desk: TestDesk,
    private readonly world: CanaryWorld,
    private readonly seed: number,
    operations: Operation[],
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: 4 });
    this.#operations = operations;
  }

  static async on(desk: TestDesk, world: CanaryWorld, seed: number): Promise<Fuzz> {
    const document = (await world.auditor.api.get('/api/v1/openapi.json')).json<Parameters<typeof operationsOf>[0]>();
    const api = operationsOf(document).filter(({ path }) => path !== '/api/v1/sessions');
    return new Fuzz(desk, world, seed, [...api, ...pagesOf(desk)]);
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** @param count how many requests, shared out among the askers and then the operations */
  async run(askers: readonly Asker[], count: number): Promise<FuzzResult> {
    const faults: string[] = [];
    const statuses: Record<string, number> = {};
    const asked = askers.map((asker) => ({ asker, permitted: this.#operations.filter((operation) => mayTry(asker, operation)) }));
    for (let index = 0; index < count; index += 1) {
      const { asker, permitted } = new Random(this.seed + index).pick(asked);
      // Mostly what his role may do: a refusal at the door proves little.
      const operation = new Random(this.seed - index).pick(index % 8 === 0 ? this.#operations : permitted);
      const { request, answer } = await this.#ask(asker, operation);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      const fault = faultOf(request, answer, asker);
      if (fault !== undefined) faults.push(`${asker.name}: ${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers)} ${(request.body ?? '').slice(0, 400)}\n  ${fault}`);
    }
    return { faults, statuses };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #ask(asker: Asker, operation: Operation): Promise<{ request: FuzzRequest; answer: Answered }> {
    this.#sent += 1;
    const random = new Random(this.seed + this.#sent * 7919);
    const { token, csrf } = await this.#session(asker.person);
    const request = await requestFor(operation, {
      random,
      id: (name) => this.#id(name, random),
      version: (path) => this.#version(path),
      key: () => newId(),
      csrf,
    });
    const signedIn = operation.page ? { cookie: `desk=${token}`, origin: this.desk.baseUrl } : { authorization: `Bearer ${token}` };
    const answer = await this.#send({ ...request, headers: { ...request.headers, ...signedIn } });
    if (answer.status === 401 || /sign-?out|sessions\/current|status/.test(request.path)) this.#sessions.clear();
    return { request, answer };
  }

  /** A session that holds, whatever a request before has done to it or to the person. */
  async #session({ staffId }: SignedIn): Promise<{ token: string; csrf: string }> {
    const held = this.#sessions.get(staffId);
    if (held !== undefined) return held;
    await this.desk.db.tx((tx) => this.desk.db.execute(tx, sql`UPDATE staff SET active = ${true}, disabled_at = NULL WHERE id = ${staffId}`));
    const { token, client } = await sessionOf(this.desk.app, this.desk.baseUrl, staffId);
    await client.get('/');
    await client.get('/notices');
    const session = { token, csrf: client.csrf ?? '' };
    this.#sessions.set(staffId, session);
    return session;
  }

  #id(name: string, random: Random): string {
    if (random.chance(0.05)) return newId();
    const of = random.pick([this.world.a, this.world.a, this.world.b]);
    const found = idsOf(of, this.world).find(([pattern]) => pattern.test(name))?.[1] ?? [of.customerId, of.analysed.id, of.deskId];
    return random.pick(found);
  }

  async #version(path: string): Promise<string> {
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(path)?.[0];
    if (id === undefined) return '"1"';
    const found = await this.desk.db.row<{ version: number }>(
      sql`SELECT version FROM inquiry WHERE id = ${id} UNION ALL SELECT version FROM customer WHERE id = ${id} UNION ALL SELECT version FROM raw_message WHERE id = ${id}
          UNION ALL SELECT version FROM staff WHERE id = ${id} UNION ALL SELECT version FROM support_desk WHERE id = ${id}`,
    );
    return `"${found?.version ?? 1}"`;
  }

  async #send({ method, path, headers, body }: FuzzRequest): Promise<Answered> {
    const sending = new Promise<Answered>((resolve, reject) => {
      const outgoing = send(new URL(this.desk.baseUrl), { method, path, headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) }, agent: this.#agent }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, head: incoming.rawHeaders.join('\n'), type: incoming.headers['content-type'] ?? '', text: Buffer.concat(chunks).toString('utf8') }));
        incoming.on('error', reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
    const answered = new AbortController();
    const late = patience(answered.signal).then(() => ({ status: 599, head: '', type: '', text: 'no answer within 10 s' }));
    return Promise.race([sending.catch((error: unknown): Answered => ({ status: 598, head: '', type: '', text: String(error) })), late]).finally(() => answered.abort());
  }
}

const patienceMs = 10_000;
/** Nearly all are answered by then, and cost nothing to be waited for. */
const atOnceMs = 500;
/** Whatever the machine is doing, nothing is waited for longer. */
const mostPatienceMs = 90_000;

/**
 * Ends after ten seconds in which the desk could have answered; never once it has. A machine whose processors
 * have had no rest meanwhile, while this process got hardly any of them, was busy with other things: that is no hang.
 */
async function patience(answered: AbortSignal): Promise<void> {
  const waited = async (ms: number): Promise<boolean> => sleep(ms, true, { ref: false, signal: answered }).catch(() => false);
  if (!(await waited(atOnceMs))) return new Promise(() => {});
  const [started, own, idle] = [performance.now(), process.cpuUsage(), idleMs()];
  for (let passed = 0; passed < mostPatienceMs; passed = performance.now() - started) {
    if (!(await waited(patienceMs - atOnceMs))) return new Promise(() => {});
    const { user, system } = process.cpuUsage(own);
    const hadItsShare = (user + system) / 1_000 >= patienceMs / 2;
    if (hadItsShare || idleMs() - idle >= (performance.now() - started) / 10) return;
  }
}

/** How long the processors have had nothing to do, all of them together. */
function idleMs(): number {
  return cpus().reduce((sum, { times }) => sum + times.idle, 0);
}

/** Which ids belong to a parameter or field; the first that fits. */
function idsOf(of: MarkedDesk, world: CanaryWorld): readonly (readonly [RegExp, readonly string[]])[] {
  return [
    [/evidenceId/, [of.evidenceId]],
    [/logRequestId/, [of.logRequestId]],
    [/contractId/, [of.contractId]],
    [/runId/, [of.importRunId]],
    [/contactId/, [of.contactId]],
    [/customerId|customers\//, [of.customerId]],
    [/providerId/, [world.providerId]],
    [/contact-requests\//, [of.contactRequestId]],
    [/outbox\//, of.outboxIds],
    [/mail\//, [of.mailId]],
    [/ownerId|staff/i, [of.first.staffId, of.supervisor.staffId]],
    [/desk/i, [of.deskId]],
    [/inquiries\/|followUpOf/, [of.analysed.id, of.hearing.id, world.assigned.id]],
  ];
}

/** The pages, and their forms with the fields that the desk's own schemas name. */
function pagesOf(desk: TestDesk): Operation[] {
  const acts = desk.app.get(ActRegistry, { strict: false }).all().map(({ name, permission, body }) => ({ name, permission, body: schemaOf(body) }));
  return routeTable(desk.app).filter(({ path }) => !path.startsWith('/api/') && path !== '/sign-in').flatMap((route): Operation[] => {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    const query = schemaOf(route.parameters.find(({ source }) => source === 'query')?.schema);
    const queries = Object.entries(query?.properties ?? {}).map(([name, schema]) => ({ name, schema }));
    const body = schemaOf(route.parameters.find(({ source }) => source === 'body')?.schema);
    const anyOf = permissionsOfRoute(route) ?? [];
    if (route.method === 'GET' || !path.endsWith('/{act}')) return [{ method: route.method, path, queries, body, page: true, anyOf }];
    return acts.map((act) => ({ method: 'POST', path: path.replace('{act}', act.name), queries, body: act.body, page: true, anyOf: [act.permission] }));
  });
}

function schemaOf(schema: z.ZodType | undefined): JsonSchema | undefined {
  return schema === undefined ? undefined : (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function mayTry({ roles: held }: Asker, { anyOf }: Operation): boolean {
  return anyOf.length === 0 || anyOf.some((permission) => held.some((role) => (permissionsOf(role) as readonly string[]).includes(permission)));
}

const japanese = /[\p{Script=Hiragana}\p{Script=Han}]/u;

function faultOf(request: FuzzRequest, { status, head, type, text }: Answered, { forbidden }: Asker): string | undefined {
  if (status >= 500) return `${status} ${text.slice(0, 300)}`;
  const leaked = canariesIn(`${head}\n${text}`, ...forbidden);
  if (leaked.length > 0) return `${status} shows ${leaked.slice(0, 3).join(', ')}`;
  if (/node_modules|\bat \w+ \(|SQLITE_|QueryFailed|\/src\//.test(text)) return `${status} shows its inside: ${text.slice(0, 300)}`;
  if (status < 400 || !request.path.startsWith('/api/')) return undefined;
  return problemFault(status, type, text);
}

function problemFault(status: number, type: string, text: string): string | undefined {
  if (!type.startsWith('application/problem+json')) return `${status} as ${type}: ${text.slice(0, 200)}`;
  const problem = JSON.parse(text) as { code?: unknown; detail?: unknown; status?: unknown };
  if (typeof problem.code !== 'string' || !Object.hasOwn(meanings, problem.code)) return `${status} with an unknown code: ${text.slice(0, 200)}`;
  if (problem.status !== status) return `${status} says it is ${String(problem.status)}`;
  return typeof problem.detail === 'string' && japanese.test(problem.detail) ? undefined : `${status} says nothing in Japanese: ${text.slice(0, 200)}`;
}
