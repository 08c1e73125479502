// Makes breached-passwords.bin from a list of passwords by frequency, one a line:
//   node src/staff/data/build-breached-passwords.mjs < 10-million-password-list-top-1000000.txt
// What is too short for the desk is left out. Of each word only the first six bytes of its SHA-256 are
// kept, sorted, so that nobody reads the words here, and a look-up is a binary search.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const minLength = 12;
const prefixBytes = 6;

const words = new Set(
  readFileSync(0, 'utf8')
    .split('\n')
    .map((line) => line.trim().normalize('NFKC').toLowerCase())
    .filter((word) => [...word].length >= minLength),
);
const prefixes = [...words].map((word) => createHash('sha256').update(word).digest().subarray(0, prefixBytes)).toSorted((one, other) => one.compare(other));
writeFileSync(join(import.meta.dirname, 'breached-passwords.bin'), Buffer.concat(prefixes));
process.stdout.write(`${prefixes.length} passwords\n`);
