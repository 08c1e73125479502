import type { ScanState } from '../marking.rules.js';

/** What looking at a file came to. Never `unscanned`: then nobody looked. */
export interface ScanVerdict {
  readonly state: Exclude<ScanState, 'unscanned'>;
  readonly detail: string;
}

/**
 * What an answer of clamd means (R30). A file beyond its limits is none it looked at: with `AlertExceedsMax`
 * it says so as if it were a finding.
 */
export function verdictOf(reply: string): ScanVerdict {
  const text = reply.replaceAll('\0', '').trim();
  const found = /^stream: (.+) FOUND$/.exec(text)?.[1];
  if (found !== undefined) {
    if (/^Heuristics\.Limits\.Exceeded/.test(found)) return unscannable('検査の上限（大きさ・入れ子）を超えているため、最後まで検査できません。');
    if (/^Heuristics\.Encrypted/.test(found)) return unscannable('パスワードで保護されているため、検査できません。');
    return { state: 'found', detail: found.replace(/\([^)]*\)$/, '').slice(0, 200) };
  }
  if (text === 'stream: OK') return { state: 'clean', detail: '' };
  if (/size limit exceeded/i.test(text)) return unscannable('検査できる大きさを超えています。');
  return unscannable(`検査の途中で問題が起きました（${text.slice(0, 100)}）。`);
}

/** What holds for a file whose content the scanner cannot have seen, whatever it answered. */
export function verdictOnEncrypted(verdict: ScanVerdict): ScanVerdict {
  return verdict.state === 'clean' ? unscannable('パスワードで保護されているため、中身を検査できません。') : verdict;
}

function unscannable(detail: string): ScanVerdict {
  return { state: 'unscannable', detail };
}
