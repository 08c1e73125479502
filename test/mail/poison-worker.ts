import { existsSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { serveParsing } from '../../src/mail/intake/serve-parsing.js';

/** The reader of messages with the faults that some day one may have; the message says which. */
if (parentPort !== null) {
  serveParsing(parentPort, async (raw) => {
    const fault = /^X-Poison: (\w+)/m.exec(raw.toString('latin1'))?.[1];
    if (fault === 'throws') throw new TypeError('cannot read properties of undefined');
    if (fault === 'spins') for (;;);
    const freedBy = /^X-Starved-Until: (\S+)/m.exec(raw.toString('latin1'))?.[1];
    if (freedBy !== undefined) spinUntilThere(freedBy);
    if (fault === 'eats') eat();
    if (fault === 'hoards') await hoard();
    if (fault === 'dies') process.exit(3);
    return parseMail(raw);
  });
}

function spinUntilThere(path: string): void {
  while (!existsSync(path));
}

function eat(): void {
  const eaten: string[][] = [];
  for (;;) eaten.push(Array.from({ length: 1_000 }, (_, index) => `${index}`));
}

/** Bytes lie outside of the thread's heap. */
async function hoard(): Promise<void> {
  const hoarded: Buffer[] = [];
  for (;;) {
    hoarded.push(Buffer.alloc(8 * 1024 * 1024, 1));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
