import { isIP } from 'node:net';
import { answersTo, type SheetAnswers } from '../../hearing/answers.rules.js';

/** Longer ones are no address that anybody compares. */
const longest = 500;

/** Questions whose answers name the other end of the traffic; one's own machines tell nothing about others. */
const sheetQuestions = ['destination_ip', 'destination_domain', 'destination_url', 'source_ip'] as const;

/** Addresses that mean another machine at every company, and names that are no place on the network. */
const everywhere = /^(?:10\.|127\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|0\.|fe80:|f[cd][0-9a-f]{2}:|::1?$)/;

/** What a value is recognised by at another customer: itself, and of a URL its host too. Empty where it tells nothing. */
export function sightedValues(value: string): readonly string[] {
  const plain = value.trim().toLowerCase();
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]+)/.exec(plain)?.[1]?.replaceAll(/^\[|\]$/g, '');
  const parts = host === undefined ? [plain] : [plain.replace(/\/$/, ''), host];
  return [...new Set(parts)].filter((part) => part.length <= longest && tells(part));
}

function tells(part: string): boolean {
  if (isIP(part) > 0) return !everywhere.test(part);
  return /[./]/.test(part) || /^[0-9a-f]{32,128}$/.test(part);
}

/** The values that the sheet gives. */
export function valuesOfSheet(answers: SheetAnswers): readonly string[] {
  const texts = sheetQuestions.flatMap((id) => answersTo(answers, id)).flatMap(({ state, value }) => (state === 'value' && typeof value === 'string' ? [value] : []));
  return [...new Set(texts.flatMap(sightedValues))];
}
