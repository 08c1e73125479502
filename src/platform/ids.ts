import { hash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new primary key: UUID version 7 (RFC 9562), so that keys made later sort later. Not a secret. */
export function newId(): string {
  return v7();
}

/** A secret of 256 bits for links and sessions, safe in a URL. Store only its `hashToken`. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in lower-case hexadecimal; how tokens are kept at rest and files are fingerprinted. */
export function sha256(value: string | Uint8Array): string {
  return hash('sha256', value, 'hex');
}
