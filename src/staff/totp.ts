import { generate, generateSecret, generateURI, verify } from 'otplib';
import type { Instant } from '../platform/clock.js';

/** RFC 6238 as every authenticator app speaks it: SHA-1, 30 seconds, six digits. */
const periodSeconds = 30;
const isCode = /^\d{6}$/;

/** A new secret of 160 bits in base32. */
export function newTotpSecret(): string {
  return generateSecret();
}

/** The code of an instant of real time. */
export async function totpCode(secret: string, at: Instant): Promise<string> {
  return generate({ secret, epoch: Math.floor(at / 1000) });
}

/** How many milliseconds the code of an instant is still good for on a device with the right time. */
export function totpCodeEndsInMs(at: Instant): number {
  return periodSeconds * 1000 - (at % (periodSeconds * 1000));
}

/** Whether it can be a code: six digits, however they were typed. */
export function looksLikeCode(code: string): boolean {
  return isCode.test(plain(code));
}

function plain(code: string): string {
  return code.normalize('NFKC').replaceAll(/\s/g, '');
}

/**
 * The time step a code belongs to, one step of drift allowed either way; undefined where it is wrong
 * or no newer than the last one taken, so that a code works once (ASVS 6.5.1).
 */
export async function matchingStep(secret: string, code: string, at: Instant, lastStep: number): Promise<number | undefined> {
  const newestStep = Math.floor(at / 1000 / periodSeconds) + 1;
  if (!looksLikeCode(code) || lastStep >= newestStep) return undefined;
  const found = await verify({ secret, token: plain(code), epoch: Math.floor(at / 1000), epochTolerance: periodSeconds, afterTimeStep: lastStep });
  return found.valid && 'timeStep' in found ? found.timeStep : undefined;
}

/** The address that an authenticator app reads from the QR code. */
export function totpAddress(secret: string, loginName: string): string {
  return generateURI({ issuer: 'SOC in Pocket', label: loginName, secret });
}

/** A secret in groups of four, for typing. */
export function spelledSecret(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret;
}
