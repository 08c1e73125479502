import { hash, randomBytes, randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Of the last key: its millisecond, and its count within that. */
const last = { msecs: 0, seq: 0 };

/**
 * A new primary key: UUID version 7 (RFC 9562), so that keys made later sort later. Not a secret.
 * Random bytes and count are given to the library, which would ask for fresh bytes with every sixteenth key.
 */
export function newId(): string {
  const random = someRandom(16);
  const now = Date.now();
  if (now > last.msecs) {
    last.msecs = now;
    // Of 32 bits the first is left to count into.
    last.seq = random.readUInt32BE(6) >>> 1;
  } else {
    last.seq += 1;
  }
  return v7({ random, ...last });
}

/** The smallest key that could have been made at this instant, to look from there on. */
export function firstIdAt(at: number): string {
  const hex = Math.max(0, Math.trunc(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`;
}

/** When a key was made. */
export function timeOfId(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

/**
 * 128 random bits behind the millisecond they were drawn in, in letters that mail servers keep apart in no case
 * (0-9, a-v): nobody guesses one, and those drawn together lie together in an index, where others would each touch
 * a page of their own.
 */
export function newLocator(): string {
  return `${Date.now().toString(32).padStart(9, '0')}${someRandom(16).toString('hex')}`;
}

/** Asking for random bytes costs as much for a few as for thousands; each is handed out once. */
const drawn = Buffer.alloc(4096);
let handedOut = drawn.length;

function someRandom(bytes: number): Buffer {
  if (handedOut + bytes > drawn.length) {
    randomFillSync(drawn);
    handedOut = 0;
  }
  handedOut += bytes;
  return drawn.subarray(handedOut - bytes, handedOut);
}

/** A secret of 256 bits for links and sessions, safe in a URL. Store only its `hashToken`. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in lower-case hexadecimal; how tokens are kept at rest and files are fingerprinted. */
export function sha256(value: string | Uint8Array): string {
  return hash('sha256', value, 'hex');
}
