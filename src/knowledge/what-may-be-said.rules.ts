import { publicFirstAid } from '../inquiries/people.view.js';
import type { Inquiry } from '../inquiries/rulebook/inquiry.js';
import type { GuideEntry } from './guide-entry.schemas.js';

/** What may be said now, and to whom (A5). */
export interface Sayable {
  readonly to: string;
  readonly lines: readonly string[];
}

/**
 * A5: before anybody is verified the public first-aid sentence alone, which confirms nothing; to a colleague
 * reached through the main number protective advice only; what the notice means to the verified
 * registered contact alone, and to him once the contract is in force.
 */
export function whatMayBeSaid({ verification, entitlement }: Pick<Inquiry, 'verification' | 'entitlement'>, entry: GuideEntry): Sayable {
  if (verification === 'verified' && entitlement === 'in_force') return { to: '本人確認済みの本サービス担当者へ', lines: [...entry.verified, publicFirstAid] };
  if (verification === 'colleague') return { to: '代表番号経由の同僚の方へ（身を守るための助言だけ）', lines: [publicFirstAid] };
  return { to: 'どなたにも（本人確認の前）', lines: [publicFirstAid] };
}
