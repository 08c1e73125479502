import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { projectDir } from '../read-config.js';

const prefixBytes = 6;

/**
 * The passwords of the known leaks that are long enough for the desk (ASVS 6.2.4, 6.2.12): the
 * beginnings of their hashes, sorted. Nothing leaves the machine; NOTICE names the source.
 */
@Injectable()
export class BreachedPasswords {
  #prefixes: Buffer | undefined;

  /** How many there are. */
  get size(): number {
    return this.#loaded().byteLength / prefixBytes;
  }

  /** @param folded in NFKC and lower case */
  has(folded: string): boolean {
    const prefixes = this.#loaded();
    const wanted = createHash('sha256').update(folded).digest().subarray(0, prefixBytes);
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const order = prefixes.subarray(middle * prefixBytes, (middle + 1) * prefixBytes).compare(wanted);
      if (order === 0) return true;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return false;
  }

  #loaded(): Buffer {
    this.#prefixes ??= readFileSync(join(projectDir(), 'src', 'staff', 'data', 'breached-passwords.bin'));
    return this.#prefixes;
  }
}
