import type { Random } from './random.js';

/** As much of JSON Schema as the desk's own document uses. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

/** What values are drawn from beside the schema. */
export interface Drawing {
  readonly random: Random;
  /** An id of something: one's own, another's, or nobody's. */
  readonly id: (name: string) => string;
}

const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const long = (length: number): string => '長'.repeat(length);

/** What no field was made for. */
export const hostileValues: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2_147_483_648, '', ' ', '\0', 'a\0b', '\uD800', 'a\uDFFFb', '👩‍👩‍👧‍👦', '𠮷野家①㈱髙',
  '\u202E逆', '\r\nBcc: evil@example.com', '<img src=x onerror=alert(1)>', '<%= it %>', '${7*7}', "' OR 1=1 --", '%', '_', '../../etc/passwd', '=HYPERLINK("x")',
  '9999-12-31T23:59:59Z', '0000-01-01T00:00:00Z', '1970-01-01T00:00', '-271821-04-20T00:00:00Z', '2026-02-30T10:00', '2026-11-24T10:12+99:99', '9999-12-31', '0001-01-01',
  'NaN', 'Infinity', '1e400', '__proto__', 'constructor', 'toString', 'hasOwnProperty', long(300), long(20_001), 'x'.repeat(70_000), [], {}, [[]], [null], [{}], ['', ''],
  { length: 1e9 }, { then: 'x' }, { toString: 'x' }, { toJSON: 1 }, { constructor: { prototype: { polluted: true } } }, { $ne: null }, { text: 1 }, { bytes: [1], fileName: 'x' },
  deep(20), deep(60), Array.from({ length: 600 }, () => 'x'),
];

const instants = ['2026-11-24T10:12', '2026-11-24T10:12:00+09:00', '2026-11-24T01:00:00Z', '2026-11-23T12:00', '2026-11-30T17:00', '2027-01-05T09:00', '2026-11-24T10:13', '2031-01-01T00:00'];
const dates = ['2026-11-24', '2026-12-29', '2027-01-04', '2026-04-01', '2030-02-28', '2025-01-01', '2099-12-31', '2000-01-01'];
const words = ['株式会社検証', 'カナリヤ', 'ﾃｽﾄ', '通知の意味を教えてほしい', 'Proxyのログ', '198.51.100.7', 'example.com', '対象の端末を切り離す', '山田 太郎', 'か', '03', 'SP-2026'];
const phones = ['03-5555-1001', '+81355551001', '０３ー５５５５ー１００１', '090-1234-5678', '110', '+1 202 555 0100'];
const mails = ['taro@customer.example', 'x@example.jp', 'a@b', '"q q"@example.jp', `${'l'.repeat(64)}@example.jp`];

/** A value that the schema allows, or nearly: constraints it cannot say are left to chance. */
export function valueFor(schema: JsonSchema, name: string, drawing: Drawing): unknown {
  const { random } = drawing;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return random.pick(schema.enum);
  if (schema.anyOf !== undefined) return valueFor(random.pick(schema.anyOf), name, drawing);
  const type = typeof schema.type === 'string' ? schema.type : schema.type === undefined ? undefined : random.pick(schema.type);
  switch (type) {
    case 'string':
      return stringFor(schema, name, drawing);
    case 'integer':
    case 'number':
      return numberFor(schema, random);
    case 'boolean':
      return random.chance(0.5);
    case 'array':
      return Array.from({ length: random.below(4) }, () => valueFor(schema.items ?? {}, name, drawing));
    case 'object':
      return objectFor(schema, drawing);
    case 'null':
      return null;
    default:
      return random.pick(hostileValues);
  }
}

function stringFor(schema: JsonSchema, name: string, { random, id }: Drawing): string {
  if (schema.format === 'uuid') return id(name);
  if (schema.format === 'date-time' || /At$|^at$|answerBy|^period|^covered/.test(name)) return random.pick(instants);
  if (/On$|^date$|^from$|^to$/.test(name)) return random.pick(random.chance(0.7) ? dates : instants);
  if (schema.format === 'email' || /email|address|noticeTo|loginName/i.test(name)) return random.pick(mails);
  if (/phone|^number$/i.test(name)) return random.pick(phones);
  if (/questionId/.test(name)) return random.pick(['customer_statement', 'threat_kind', 'caller_name', 'nothing', 'detected_at']);
  const text = random.pick(words);
  return schema.maxLength === undefined ? text : text.slice(0, schema.maxLength);
}

function numberFor({ minimum = 0, maximum = 10 }: JsonSchema, random: Random): number {
  if (random.chance(0.2)) return random.pick([minimum, maximum]);
  return minimum + random.below(Math.min(maximum - minimum, 12) + 1);
}

function objectFor(schema: JsonSchema, drawing: Drawing): Record<string, unknown> {
  const { random } = drawing;
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name) || random.chance(0.6));
  const made = Object.fromEntries(fields.map(([name, inner]) => [name, valueFor(inner, name, drawing)]));
  return schema.properties === undefined ? { ...made, [random.pick(words)]: random.pick(hostileValues) } : made;
}

const strangeNames = ['unknown', '__proto__', 'constructor', 'toString', '', '\0', 'a.b', 'a[b]', 'id', 'version', 'providerId', 'supportDeskId', 'disclosure', 'ownerId', 'occurredAt'];

/** The same with something broken in it, somewhere. */
export function broken(value: unknown, random: Random): unknown {
  if (random.chance(0.1)) return random.pick(hostileValues);
  if (Array.isArray(value)) return value.length === 0 || random.chance(0.3) ? [...value, random.pick(hostileValues)] : value.map((inner) => (random.chance(0.5) ? broken(inner, random) : inner));
  if (typeof value !== 'object' || value === null) return random.chance(0.2) ? [value] : random.pick(hostileValues);
  const entries = Object.entries(value);
  const way = random.below(4);
  if (entries.length === 0 || way === 0) return withProperty(entries, random.pick(strangeNames), random.pick(hostileValues));
  const chosen = random.below(entries.length);
  if (way === 1) return Object.fromEntries(entries.filter((_entry, index) => index !== chosen));
  return Object.fromEntries(entries.map(([name, inner], index) => [name, index === chosen ? broken(inner, random) : inner]));
}

/** `__proto__` too as a property of its own, as JSON can have it. */
function withProperty(entries: readonly (readonly [string, unknown])[], name: string, value: unknown): object {
  const made: Record<string, unknown> = Object.fromEntries(entries);
  Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
}
