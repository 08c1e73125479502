import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

interface OfferedOptions {
  readonly challenge: string;
  readonly rp?: { readonly id?: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

/** What an authenticator may do otherwise than a good one. */
export interface AnswerWishes {
  readonly origin?: string;
  readonly challenge?: string;
  readonly userVerified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
}

/** A security key in software: one passkey on the curve P-256, as WebAuthn describes it. */
export class Authenticator {
  readonly #id = randomBytes(32);
  readonly #privateKey: KeyObject;
  readonly #publicKey: { readonly x: Buffer; readonly y: Buffer };
  #counter = 0;
  #userHandle: string | undefined;

  constructor(private readonly origin: string) {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = pair.publicKey.export({ format: 'jwk' });
    this.#privateKey = pair.privateKey;
    this.#publicKey = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
  }

  get credentialId(): string {
    return this.#id.toString('base64url');
  }

  /** The answer to creation options, as a browser would give it. */
  create(options: OfferedOptions, wishes: AnswerWishes = {}): string {
    this.#userHandle = options.user?.id;
    const data = this.#data(options.rp?.id ?? '', 0x41, wishes);
    const attested = Buffer.concat([data, Buffer.alloc(16), Buffer.from([0, this.#id.byteLength]), this.#id, this.#coseKey()]);
    const attestationObject = Buffer.concat([Buffer.from([0xa3]), text('fmt'), text('none'), text('attStmt'), Buffer.from([0xa0]), text('authData'), Buffer.from([0x59, attested.byteLength >> 8, attested.byteLength & 0xff]), attested]);
    return this.#answer({ clientDataJSON: this.#client('webauthn.create', options, wishes).toString('base64url'), attestationObject: attestationObject.toString('base64url'), transports: ['internal'] });
  }

  /** The answer to request options. */
  get(options: OfferedOptions, wishes: AnswerWishes = {}): string {
    this.#counter = wishes.counter ?? this.#counter + 1;
    const data = this.#data(options.rpId ?? '', 0x01, wishes);
    const client = this.#client('webauthn.get', options, wishes);
    const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), this.#privateKey);
    const userHandle = wishes.userHandle ?? this.#userHandle;
    return this.#answer({ clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url'), userHandle });
  }

  #answer(response: object): string {
    return JSON.stringify({ id: this.credentialId, rawId: this.credentialId, type: 'public-key', response, clientExtensionResults: {}, authenticatorAttachment: 'platform' });
  }

  #client(type: string, { challenge }: OfferedOptions, wishes: AnswerWishes): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge: wishes.challenge ?? challenge, origin: wishes.origin ?? this.origin, crossOrigin: false }));
  }

  #data(rpId: string, flags: number, { userVerified = true }: AnswerWishes): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.#counter);
    return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.from([flags | (userVerified ? 0x04 : 0)]), counter]);
  }

  /** COSE_Key: EC2, ES256, P-256. */
  #coseKey(): Buffer {
    const { x, y } = this.#publicKey;
    return Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]), x, Buffer.from([0x22, 0x58, 0x20]), y]);
  }
}

/** A short CBOR text. */
function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + value.length]), Buffer.from(value)]);
}
