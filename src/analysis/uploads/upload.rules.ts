import type { Instant } from '../../platform/clock.js';
import { isOpen, type Status } from '../../inquiries/rulebook/status.js';
import type { LogRequestState } from '../marking.rules.js';

/** How many files one upload address takes, and how many bytes in all (ASVS 5.2.4). */
export const mostFiles = 50;
export const mostTotalBytes = 10 * 1024 * 1024 * 1024;

/** An upload that nobody went on with is forgotten after a week. */
export const abandonedAfterMs = 7 * 24 * 60 * 60_000;

/** A request may still be answered a little after the day that was asked for. */
const graceMs = 7 * 24 * 60 * 60_000;

/** When the address of a request ends. */
export function expiryOf(dueAt: Instant, now: Instant): Instant {
  return Math.max(now, dueAt) + graceMs;
}

/** Why an upload address takes nothing more. */
export type ClosedBecause = 'expired' | 'withdrawn' | 'received' | 'inquiry_closed';

export const closedTexts: Readonly<Record<ClosedBecause, string>> = {
  expired: 'ご提供の期限を過ぎたため、このページからはお送りいただけません。',
  withdrawn: 'このご依頼は取り下げられました。お送りいただく必要はありません。',
  received: 'ご依頼の情報をすべて受領しました。ご協力ありがとうございました。',
  inquiry_closed: 'このお問い合わせは対応を終了しています。お送りいただくものがある場合は、窓口へご連絡ください。',
};

/** Why an address is closed; undefined while it is open. */
export function closedBecause(link: { readonly expiresAt: Instant; readonly state: LogRequestState; readonly inquiryStatus: Status }, now: Instant): ClosedBecause | undefined {
  if (!isOpen(link.inquiryStatus)) return 'inquiry_closed';
  if (link.state === 'received') return 'received';
  if (link.state === 'withdrawn' || link.state === 'draft') return 'withdrawn';
  if (link.state === 'expired' || link.expiresAt <= now) return 'expired';
  return undefined;
}

/** What has come by an address so far. */
export interface Taken {
  readonly files: number;
  readonly bytes: number;
}

/** Why a file of a size is not taken, in words for the sender; undefined where it is. */
export function refusalOf(size: number, taken: Taken, maxBytes: number): string | undefined {
  if (!Number.isSafeInteger(size) || size < 0) return 'ファイルの大きさが分かりません。';
  if (size === 0) return '中身のないファイル（0バイト）は受け付けていません。ファイルをご確認ください。';
  if (size > maxBytes) return `1つのファイルは${megabytes(maxBytes)} MBまでです。分けてお送りいただくか、お電話でご相談ください。`;
  if (taken.files >= mostFiles) return `お送りいただけるファイルは${mostFiles}個までです。続きはお電話でご相談ください。`;
  if (taken.bytes + size > mostTotalBytes) return `お送りいただける合計は${megabytes(mostTotalBytes)} MBまでです。続きはお電話でご相談ください。`;
  return undefined;
}

const megabytes = (bytes: number): string => Math.floor(bytes / 1024 / 1024).toLocaleString('ja-JP');
