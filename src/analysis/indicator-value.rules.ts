import { refangedText, foldText } from './folded-text.rules.js';
import { identifiersIn } from './identifiers.rules.js';
import type { IndicatorType } from './marking.rules.js';

const hashLengths: Partial<Record<IndicatorType, number>> = { md5: 32, sha1: 40, sha256: 64 };

/**
 * An indicator in its one form: refanged, full width made plain, lower case except for the path of a
 * URL and for names of files. Undefined where the text is no value of that type.
 */
export function normalizeIndicator(type: IndicatorType, text: string): string | undefined {
  const plain = refangedText(foldText(text)).text;
  if (plain === '') return undefined;
  if (type === 'file_name' || type === 'other') return text.normalize('NFKC').trim();
  const length = hashLengths[type];
  if (length !== undefined) return new RegExp(`^[0-9a-f]{${length}}$`).test(plain) ? plain : undefined;
  if (type === 'url') return normalizeUrl(text);
  const found = identifiersIn(plain).find(({ kind, spellings }) => kind === type && spellings.includes(plain));
  return found?.value;
}

function normalizeUrl(text: string): string | undefined {
  const plain = refangedKeepingCase(text);
  return /^(?:https?|ftp|wss?):\/\/[^\s/]+\.[^\s]+$/i.test(plain) ? plain.replace(/^[a-z]+:\/\/[^/?#]+/i, (host) => host.toLowerCase()) : undefined;
}

function refangedKeepingCase(text: string): string {
  return text.normalize('NFKC').trim().replaceAll(/\[\s*(\.|:|\/|:\/\/)\s*\]/g, '$1').replace(/^hxxp/i, 'http');
}
