import { hash } from '@node-rs/argon2';
import { expect, it } from 'vitest';
import { newToken } from '../../src/platform/ids.js';
import { Passwords } from '../../src/staff/passwords.service.js';
import { filesBelow } from '../architecture/sources.js';

it('ASVS 11.4.2: passwords are kept as argon2id with 19 MiB, two passes and a salt of their own', async () => {
  const passwords = new Passwords();
  const [one, other] = [await passwords.hash('kawa no nagare'), await passwords.hash('kawa no nagare')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22,}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await passwords.matches('kawa no nagare', one)).toBe(true);
  expect(await passwords.matches('kawa no nagare', await hash('another'))).toBe(false);
});

it('ASVS 11.4.2: a crowd of sign-ins waits in a bounded row, and whoever comes after it is told to come again', async () => {
  const passwords = new Passwords();
  const answers = await Promise.allSettled(Array.from({ length: 130 }, () => passwords.matches('no', null)));
  const refused = answers.filter(({ status }) => status === 'rejected');
  expect(refused.length).toBe(130 - 102);
  expect(await passwords.matches('no', null)).toBe(false);
});

it('ASVS 11.5.1, V30: what must not be guessed has 256 random bits and is no UUID', () => {
  const tokens = Array.from({ length: 1_000 }, newToken);
  expect(new Set(tokens).size).toBe(1_000);
  for (const token of tokens) expect(Buffer.from(token, 'base64url').byteLength).toBe(32);
  const bits = tokens.map((token) => Buffer.from(token, 'base64url')[0] ?? 0);
  expect(new Set(bits).size, 'the first byte takes most values').toBeGreaterThan(200);
  const weak = filesBelow('src', '.ts').filter(({ text }) => /Math\.random\(\)/.test(text) && /token|secret|password|nonce/i.test(text));
  expect(weak.map(({ path }) => path)).toEqual([]);
});
