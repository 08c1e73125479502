import type { MailKind } from './intake.rules.js';

/** What the decision needs of a message's head. Names in lower case, values unfolded and decoded. */
export interface MailHead {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Empty for `<>`; undefined where nobody said. */
  readonly envelopeFrom: string | undefined;
  readonly from: string;
  readonly subject: string;
  /** Addresses of the desk itself, in lower case. */
  readonly ownAddresses: ReadonlySet<string>;
  /** True where it came to the address that only bounces are sent to. */
  readonly toBounceAddress: boolean;
}

const systemSenders = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|maildaemon|double-bounce|bounces?(?:[+-].*)?)@/;
const bounceSubjects =
  /undeliver|delivery (?:status notification|failure|has failed)|returned mail|mail delivery failed|failure notice|delivery notification|配信不能|配信できません|送信できません|未配信|不達|エラーメール/i;
const automaticSubjects = /^(?:\s*(?:re|fw|fwd)\s*[:：])*\s*(?:自動(?:返信|応答)|不在(?:通知|のお知らせ|応答|連絡)|automatic reply|auto(?:matic)?[ -]?(?:reply|response)|out of (?:the )?office)/i;
const listHeaders = ['list-id', 'list-unsubscribe', 'list-post', 'list-help', 'x-ml-name', 'x-mailing-list'];

/**
 * Whether a machine sent it (RFC 3834, 3464, and what programs do that know neither). Such a message
 * is recorded, never an inquiry, and never answered.
 */
export function kindOf(head: MailHead): MailKind {
  if (isBounce(head)) return 'bounce';
  return isAutomatic(head) ? 'automatic' : 'message';
}

function isBounce(head: MailHead): boolean {
  const type = first(head, 'content-type').toLowerCase();
  if (type.startsWith('multipart/report') && /report-type\s*=\s*"?delivery-status/.test(type)) return true;
  if (head.headers.has('x-failed-recipients')) return true;
  return (isNullSender(head) || systemSenders.test(head.from)) && bounceSubjects.test(head.subject);
}

function isAutomatic(head: MailHead): boolean {
  const autoSubmitted = first(head, 'auto-submitted').toLowerCase();
  return (
    (autoSubmitted !== '' && !/^no\b/.test(autoSubmitted)) ||
    /^(?:bulk|list|junk|auto_reply)$/.test(first(head, 'precedence').trim().toLowerCase()) ||
    listHeaders.some((name) => head.headers.has(name)) ||
    ['x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-mail-autoreply'].some((name) => head.headers.has(name)) ||
    first(head, 'content-type').toLowerCase().startsWith('multipart/report') ||
    isNullSender(head) ||
    head.toBounceAddress ||
    systemSenders.test(head.from) ||
    head.ownAddresses.has(head.from) ||
    automaticSubjects.test(head.subject)
  );
}

function isNullSender(head: MailHead): boolean {
  if (head.envelopeFrom !== undefined) return head.envelopeFrom === '';
  return /^\s*<\s*>\s*$/.test(first(head, 'return-path'));
}

function first(head: MailHead, name: string): string {
  return head.headers.get(name)?.[0] ?? '';
}
