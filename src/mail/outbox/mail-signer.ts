import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import DKIM from 'nodemailer/lib/dkim';
import { ConfigError, type DkimSettings } from '../../config.js';

/** What is signed (RFC 6376 5.4.1). nodemailer signs what is there and cannot forbid a second one (8.15). */
const signedHeaders = 'from:to:subject:date:message-id:reply-to:in-reply-to:references:mime-version:content-type:content-transfer-encoding:auto-submitted';

/** Puts the domain's signature on a mail, so that receivers can tell ours from forged ones. */
export abstract class MailSigner {
  /** @throws ConfigError where what is configured cannot sign */
  abstract check(): void;
  abstract sign(raw: Buffer): Promise<Buffer>;
}

/** No key is configured: mails go as they are. */
export class NoSigner extends MailSigner {
  check(): void {}

  sign(raw: Buffer): Promise<Buffer> {
    return Promise.resolve(raw);
  }
}

/**
 * DKIM with RSA and SHA-256 (RFC 6376, 8301). The key is read when it is first needed: a command that
 * sends nothing, such as `mail receive` run by a mail server, need not be able to read it.
 */
export class DkimSigner extends MailSigner {
  #privateKey: string | undefined;

  constructor(private readonly settings: DkimSettings) {
    super();
  }

  check(): void {
    this.#privateKey ??= readKey(this.settings.keyFile);
  }

  async sign(raw: Buffer): Promise<Buffer> {
    this.#privateKey ??= readKey(this.settings.keyFile);
    const { domain, selector } = this.settings;
    const dkim = new DKIM({ domainName: domain, keySelector: selector, privateKey: this.#privateKey, headerFieldNames: signedHeaders });
    const parts: Buffer[] = [];
    for await (const part of dkim.sign(raw)) parts.push(Buffer.from(part as Uint8Array));
    return Buffer.concat(parts);
  }
}

function readKey(file: string): string {
  const key = parseKey(file);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 2_048) {
    throw new ConfigError([`DESK_DKIM_KEY_FILE: wants an RSA key of at least 2048 bits, not ${key.asymmetricKeyType ?? 'this'}${bits === 0 ? '' : ` of ${bits}`}.`]);
  }
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function parseKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    // Only the code: what was read may be half a key.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError([`DESK_DKIM_KEY_FILE: no private key in PEM can be read from it (${code}).`]);
  }
}
