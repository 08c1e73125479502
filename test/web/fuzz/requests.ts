import type { Random } from './random.js';
import { broken, hostileValues, valueFor, type Drawing, type JsonSchema } from './values.js';

/** One operation: of the API as its document has it, or a page with its form. */
export interface Operation {
  readonly method: string;
  /** With `{name}` for its parts. */
  readonly path: string;
  readonly queries: readonly { readonly name: string; readonly schema: JsonSchema }[];
  readonly body: JsonSchema | undefined;
  readonly page: boolean;
  /** Permissions of which one opens it; empty where it is open to all who are signed in. */
  readonly anyOf: readonly string[];
}

/** A request ready to go out. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

interface OpenApiOperation {
  readonly 'x-permission': string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: JsonSchema } } };
}

/** The operations that the desk itself describes. */
export function operationsOf(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody, 'x-permission': permission }]) => ({
      method: method.toUpperCase(),
      path,
      queries: parameters.filter((each) => each.in === 'query'),
      body: requestBody?.content['application/json'].schema,
      page: false,
      anyOf: permission.includes('.') ? permission.split(' | ') : [],
    })),
  );
}

/** What a request needs to get past the door of the desk. */
export interface Door extends Drawing {
  /** For `If-Match` or the form's `_version`, of what the path names. */
  readonly version: (path: string) => Promise<string>;
  readonly key: () => string;
  readonly csrf: string;
}

const brokenParts = ['%00', '%c0%af', '%', '..', '%2e%2e', 'a'.repeat(290), 'null', '-1', '1e308', '%F0%9F%92%A9', "'%20OR%201=1", '__proto__', '0', '%0d%0aX-Evil:%201', '[object%20Object]'];
const brokenTypes = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', '', 'application/json-patch+json', 'x'.repeat(300)];
const brokenJson = ['{"a":', '', '[', '"', 'nul', '{"a":1}}', '{a:1}', '\uFEFF{}', '1e999', '{"a":"\\ud800"}', '{"__proto__":{"polluted":true}}', '{"a":1,"a":2}', '\0', '{"a":01}', '-'];
const brokenVersions = ['*', '""', 'W/"1"', '"-1"', '"1e9"', '"999999999"', '"1", "2"', 'abc', '"', '１'];

/** A request for an operation: as it should be, with something broken in its contents, or broken in itself. */
export async function requestFor(operation: Operation, door: Door): Promise<FuzzRequest> {
  const { random } = door;
  const way = random.pick(['good', 'good', 'odd', 'odd', 'broken'] as const);
  const path = pathFor(operation, door, way === 'good' ? 0 : 0.1) + queryFor(operation, door, way !== 'good');
  if (operation.method === 'GET') return { method: 'GET', path, headers: random.chance(0.1) ? { accept: 'x', 'if-none-match': '"1"', range: 'bytes=0-1' } : {}, body: undefined };
  const version = way !== 'good' && random.chance(0.3) ? random.pick(brokenVersions) : await door.version(path);
  const key = random.chance(0.05) ? random.pick(['', 'same', 'x'.repeat(201), 'a b', '１']) : door.key();
  const value = operation.body === undefined ? {} : valueFor(operation.body, '', door);
  const sent = way === 'odd' ? broken(value, random) : value;
  if (operation.page) return formRequest(operation, { path, version, key, fields: sent, csrf: door.csrf, random, spoil: way === 'broken' });
  const headers = { 'content-type': 'application/json', 'if-match': version, 'idempotency-key': key };
  if (way !== 'broken') return { method: operation.method, path, headers: sendable(headers), body: JSON.stringify(sent) };
  return { method: operation.method, path, ...spoiled(headers, JSON.stringify(sent), random) };
}

function pathFor(operation: Operation, door: Door, breaking: number): string {
  return operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => {
    if (door.random.chance(breaking)) return door.random.pick(brokenParts);
    if (name === 'version' || name === 'position') return door.random.pick(['1', '2', '99']);
    if (name === 'act') return door.random.pick(['add-note', 'take', 'constructor', 'save-report', 'no-such-act']);
    if (name === 'token') return door.random.pick(['x'.repeat(43), 'nobody']);
    return door.id(`${operation.path} ${name}`);
  });
}

function queryFor({ queries }: Operation, door: Door, odd: boolean): string {
  const { random } = door;
  const parts = queries.filter(() => random.chance(0.6)).map(({ name, schema }) => [name, odd && random.chance(0.5) ? random.pick(hostileValues) : valueFor(schema, name, door)] as const);
  if (odd && random.chance(0.2)) parts.push([random.pick(['debug', '__proto__', 'view', 'view', 'q', 'a[b]', 'after']), random.pick(hostileValues)]);
  const text = parts.map(([name, value]) => `${encodeURIComponent(asText(name))}=${encodeURIComponent(asText(asText(value).slice(0, 500)))}`).join('&');
  return text === '' ? '' : `?${text}`;
}

interface FormParts {
  readonly path: string;
  readonly version: string;
  readonly key: string;
  readonly csrf: string;
  readonly fields: unknown;
  readonly random: Random;
  readonly spoil: boolean;
}

function formRequest({ method }: Operation, { path, version, key, csrf, fields, random, spoil }: FormParts): FuzzRequest {
  const form = new URLSearchParams({ _csrf: csrf, _version: version.replaceAll('"', ''), _key: key });
  for (const [name, value] of flat(fields)) form.append(name.slice(0, 300), asText(value));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'hx-request': random.chance(0.2) ? 'true' : '' };
  return spoil ? { method, path, ...spoiled(headers, form.toString(), random) } : { method, path, headers: sendable(headers), body: form.toString() };
}

function flat(value: unknown, name = ''): [string, unknown][] {
  if (Array.isArray(value)) return value.slice(0, 50).flatMap((inner) => flat(inner, name));
  if (typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).flatMap(([inner, each]) => flat(each, name === '' ? inner : `${name}.${inner}`));
}

/** Half a surrogate pair cannot be put into an address or a form. */
function asText(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toString();
}

/** Another type, half a body, a body that is none. */
function spoiled(headers: Readonly<Record<string, string>>, body: string, random: Random): Pick<FuzzRequest, 'headers' | 'body'> {
  const way = random.below(5);
  if (way === 0) return { headers: sendable({ ...headers, 'content-type': random.pick(brokenTypes) }), body };
  if (way === 1) return { headers: sendable(headers), body: random.pick(brokenJson) };
  if (way === 2) return { headers: sendable(headers), body: body.slice(0, random.below(body.length + 1)) };
  if (way === 3) return { headers: sendable({ ...headers, 'content-type': 'multipart/form-data; boundary=x' }), body: halfMultipart(random) };
  return { headers: sendable({ ...headers, 'if-match': '', 'idempotency-key': '' }), body };
}

function halfMultipart(random: Random): string {
  const part = '--x\r\nContent-Disposition: form-data; name="file"; filename="../../evil\\".csv"\r\nContent-Type: text/csv\r\n\r\n契約番号,法人名\r\n=1+1,"\r\n';
  const field = '--x\r\nContent-Disposition: form-data; name="receivedFrom"\r\n\r\nx\r\n';
  const whole = `${field}${part}--x--\r\n`;
  return random.pick([whole, whole, part, `${part}--x`, '--x', '--x--\r\n', whole.slice(0, random.below(whole.length)), `${field.repeat(120)}--x--\r\n`]);
}

/** Without what no client could send. */
function sendable(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '' && /^[\x20-\x7E]*$/.test(value)));
}
