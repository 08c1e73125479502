import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Secret } from '../../../mailbox-settings.js';
import { MailboxFailure } from './mailbox-failure.js';

/** The secret as it is now; a file is read anew each time, so that it can be changed without a restart. */
export async function readSecret(secret: Secret): Promise<string> {
  const value = secret.kind !== 'file' ? secret.value : await readFile(secret.path, 'utf8').catch(() => undefined);
  const trimmed = value?.trim() ?? '';
  if (trimmed === '') throw new MailboxFailure('secret_missing');
  return trimmed;
}

/** Keeps a secret that the other side has replaced; false where there is no file to keep it in. */
export async function replaceSecret(secret: Secret, value: string): Promise<boolean> {
  if (secret.kind === 'variable') return false;
  try {
    if (secret.kind === 'held') {
      await secret.keep(value);
      return true;
    }
    // Written beside and renamed: a reader finds the old one or the new one.
    await writeFile(`${secret.path}.new`, `${value}\n`, { mode: 0o600 });
    await rename(`${secret.path}.new`, secret.path);
    return true;
  } catch {
    return false;
  }
}
