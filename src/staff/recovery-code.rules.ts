/** Crockford's base32: nothing that looks like something else. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const hintLength = 4;
const codeLength = 16;

export const recoveryCodeCount = 10;

/** A recovery code from random bytes: 16 characters, of which the first four only find the others' hash. */
export function recoveryCodeFrom(bytes: Uint8Array): string {
  return [...bytes.subarray(0, codeLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** In groups of four, for paper. */
export function spelledRecoveryCode(code: string): string {
  return code.match(/.{4}/g)?.join('-') ?? code;
}

export interface RecoveryCodeParts {
  readonly hint: string;
  readonly rest: string;
}

/** Hint and rest of what was typed, however it was written; undefined where it cannot be a code. */
export function readRecoveryCode(typed: string): RecoveryCodeParts | undefined {
  const folded = typed.normalize('NFKC').toUpperCase().replaceAll(/[\s\-‐-―−]/gu, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  if (folded.length !== codeLength || [...folded].some((character) => !alphabet.includes(character))) return undefined;
  return { hint: folded.slice(0, hintLength), rest: folded.slice(hintLength) };
}
