import type { Instant } from '../../platform/clock.js';

const hourMs = 60 * 60_000;
export const dayMs = 24 * hourMs;

/** To all senders without authentication together. */
export const mostUnauthenticatedInHour = 100;

/** What the limits are held against: how much has gone out by itself of late. */
export interface SentOfLate {
  /** To this address within a day. */
  readonly toAddress: readonly { readonly topicHash: string; readonly at: Instant }[];
  /** To all senders without authentication within an hour; counted up to the limit. */
  readonly unauthenticatedInHour: number;
}

/** Why nothing goes out by itself; a person still may. */
export type Withheld = 'address' | 'total' | 'loop' | 'flood';

/**
 * Holds an automatic mail against the limits (A5b, R15, V03, V60). To an address without
 * authentication: two a day, and a hundred an hour to all of them together, so that forged mails cannot
 * make a mail bomb of the desk. To a registered, authenticated contact one for each inquiry, unless two
 * within a day answered the same words, which is how two desks talk to each other, or thirty within an hour.
 */
export function withholding(mail: { readonly authenticated: boolean; readonly topicHash: string; readonly now: Instant }, sent: SentOfLate): Withheld | undefined {
  if (!mail.authenticated) {
    if (sent.toAddress.length >= 2) return 'address';
    return sent.unauthenticatedInHour >= mostUnauthenticatedInHour ? 'total' : undefined;
  }
  if (sent.toAddress.filter(({ topicHash }) => topicHash === mail.topicHash).length >= 2) return 'loop';
  return sent.toAddress.filter(({ at }) => at > mail.now - hourMs).length >= 30 ? 'flood' : undefined;
}

/** What a mail is about, less what changes from one automatic answer to the next: numbers, spaces, reply marks. */
export function topicOf(subject: string, text: string): string {
  const bare = (words: string): string => words.normalize('NFKC').toLowerCase().replaceAll(/[\d\s:/.,_-]+/gu, '');
  return `${bare(subject).replace(/^(?:re|fw|fwd|返信|転送)+/u, '')}\n${bare(text).slice(0, 500)}`;
}
