import type { FieldFault } from '../../platform/errors.js';
import { retentionClass, type RetentionName } from './retention-classes.js';
import type { Kept } from './retention.service.js';

/** How many days are wanted for each class. */
export type WantedDays = Readonly<Record<RetentionName, number>>;

/** A class that is to be kept for longer or shorter than now. */
export interface DaysChange {
  readonly name: RetentionName;
  readonly daysBefore: number;
  readonly days: number;
}

/** What differs between the days that count and those that are wanted. */
export function changesOf(kept: readonly Kept[], wanted: WantedDays): readonly DaysChange[] {
  return kept.filter(({ name, days }) => wanted[name] !== days).map(({ name, days }) => ({ name, daysBefore: days, days: wanted[name] }));
}

/** Those after which things are due that were not before. Too few days are refused in any case. */
export function shorterOf(changes: readonly DaysChange[]): readonly DaysChange[] {
  return changes.filter(({ name, days, daysBefore }) => days < daysBefore && days >= retentionClass(name).fewest);
}

/** Sent back by the person who has read what these very days do. */
export function confirmationOf(changes: readonly DaysChange[]): string {
  return shorterOf(changes).map(({ name, days }) => `${name}=${days}`).join(',');
}

/** What is wrong with a change whatever it makes due: too few days, or no reason for it. */
export function faultsOfChanges(changes: readonly DaysChange[], reason: string): readonly FieldFault[] {
  const tooFew = changes.flatMap(({ name, days }) => {
    const { fewest } = retentionClass(name);
    return days < fewest ? [{ field: name, message: `${fewest}日以上にしてください。` }] : [];
  });
  return reason === '' ? [...tooFew, { field: 'reason', message: '保存期間を変更する理由を入力してください。' }] : tooFew;
}

/** What a shorter time makes due at once, in a sentence; `most` things were counted at most. */
export function shorteningSentence({ name, daysBefore, days }: DaysChange, due: number, most: number): string {
  const count = due < most ? `${due}件` : `${most}件以上`;
  return `「${retentionClass(name).label}」を${daysBefore}日から${days}日に短くすると、${count}の期限が来て、毎日の処理で廃棄します。廃棄したものは元に戻せません。`;
}
