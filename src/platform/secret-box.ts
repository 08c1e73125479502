import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Where the desk's secret key comes from. */
export type SecretKeySetting =
  | { readonly kind: 'given'; readonly key: Buffer }
  /** `make`: written with a new key where it is missing; never in production. */
  | { readonly kind: 'file'; readonly path: string; readonly make: boolean };

const keyBytes = 32;

/** A key of 256 bits as 64 hexadecimal digits or in base64; undefined for anything else, and for one that is no random value. */
export function parseSecretKey(text: string): Buffer | undefined {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  const wellFormed = key.byteLength === keyBytes && /^([0-9a-f]{64}|[A-Za-z0-9+/]{43}=?)$/i.test(trimmed);
  return wellFormed && new Set(key).size > keyBytes / 4 ? key : undefined;
}

/** The secret key is missing or not the one with which something was sealed; says what to do. */
export class SecretKeyFault extends Error {}

/**
 * Seals what must be read again but not by whoever gets hold of the database: AES-256-GCM under a key
 * that lies outside it (ASVS 13.3.1). The context (whose, for what) is part of the seal, so that a
 * sealed value cannot be moved to another row.
 */
export class SecretBox {
  #key: Buffer | undefined;
  readonly #keysOfUses = new Map<string, Buffer>();

  constructor(private readonly setting: SecretKeySetting | undefined) {}

  /**
   * Reads the key, so that a start without one fails at once.
   *
   * @throws SecretKeyFault
   */
  requireKey(): void {
    this.#secretKey();
  }

  /** @throws SecretKeyFault where there is no key */
  seal(text: string, context: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#keyFor(context), nonce).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `v1.${this.#fingerprint()}.${sealed.toString('base64url')}`;
  }

  /** @throws SecretKeyFault where the key is another, or the value was changed or moved */
  open(sealed: string, context: string): string {
    const [version, fingerprint, body] = sealed.split('.');
    if (version !== 'v1' || body === undefined) throw new SecretKeyFault('A sealed value cannot be read.');
    if (fingerprint !== this.#fingerprint()) throw new SecretKeyFault('DESK_SECRET_KEY: is not the key with which the secrets of this database were sealed.');
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', this.#keyFor(context), bytes.subarray(0, 12)).setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
    } catch (error) {
      throw new SecretKeyFault('A sealed value was changed or belongs elsewhere.', { cause: error });
    }
  }

  /** A key of its own for each use, by the first word of the context. */
  #keyFor(context: string): Buffer {
    const use = context.split(':')[0] ?? '';
    const known = this.#keysOfUses.get(use);
    if (known !== undefined) return known;
    const key = Buffer.from(hkdfSync('sha256', this.#secretKey(), '', `desk ${use}`, keyBytes));
    this.#keysOfUses.set(use, key);
    return key;
  }

  /** Tells one key from another without telling anything of it. */
  #fingerprint(): string {
    return createHash('sha256').update('desk key').update(this.#secretKey()).digest('hex').slice(0, 8);
  }

  #secretKey(): Buffer {
    this.#key ??= readKey(this.setting);
    return this.#key;
  }
}

function readKey(setting: SecretKeySetting | undefined): Buffer {
  if (setting === undefined) throw new SecretKeyFault('DESK_SECRET_KEY: is missing. Give the key with which the desk was started, or its file in DESK_SECRET_KEY_FILE.');
  if (setting.kind === 'given') return setting.key;
  if (!existsSync(setting.path)) {
    if (!setting.make) throw new SecretKeyFault(`DESK_SECRET_KEY_FILE: there is no ${setting.path}.`);
    makeKeyFile(setting.path);
  }
  const key = parseSecretKey(readFileSync(setting.path, 'utf8'));
  if (key === undefined) throw new SecretKeyFault(`DESK_SECRET_KEY_FILE: ${setting.path} holds no key of 32 random bytes (openssl rand -base64 32).`);
  return key;
}

/** Another process may have been faster; then its key counts. */
function makeKeyFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(path, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!existsSync(path)) throw error;
  }
}
