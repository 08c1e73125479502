import { automaticSubject, bounceEnding, bounceOpening, bounceSubject, bounceText, complaintSubject, personAsks, programNames, systemFailure, systemMalformed, systemNames, systemSenders, systemSubject } from './bounce-words.rules.js';
import type { MailKind } from './intake.rules.js';

/** What the decision needs of a message's head. Names in lower case, values unfolded and decoded. */
export interface MailHead {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Empty for `<>`; undefined where nobody said. */
  readonly envelopeFrom: string | undefined;
  readonly from: string;
  /** As shown; empty where there is none. */
  readonly fromName: string;
  readonly subject: string;
  /** The text, with what it quotes. */
  readonly text: string;
  /** Types of its files, such as `message/delivery-status`. */
  readonly fileTypes: readonly string[];
  /** Addresses of the desk itself, in lower case. */
  readonly ownAddresses: ReadonlySet<string>;
  /** True where it came to the address that only bounces are sent to. */
  readonly toBounceAddress: boolean;
}

const listHeaders = ['list-id', 'list-unsubscribe', 'list-post', 'list-help', 'list-subscribe', 'x-ml-name', 'x-mlserver', 'x-mailing-list', 'mailing-list', 'x-mailman-version'];
const answererHeaders = [
  'x-autoreply', 'x-autoreply-from', 'x-autorespond', 'x-autoresponder', 'x-auto-reply', 'x-auto-respond', 'x-auto-responder', 'x-mail-autoreply', 'x-vacation', 'x-away-message', 'x-amazon-auto-reply', 'x-amz-sns-message-id', 'x-fc-machinegenerated',
];
/** How much of a text is looked at: bounces say it at once, and quote what came back below. */
const lookedAt = 6_000;

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
  const report = type.startsWith('multipart/report') ? (/report-type\s*=\s*"?([\w-]+)/.exec(type)?.[1] ?? '') : undefined;
  if (report === 'delivery-status' || head.headers.has('x-failed-recipients')) return true;
  // Read receipts (RFC 8098) and abuse reports (RFC 5965) are reports, but nothing came back. Some
  // servers say in the form of a receipt that they rejected it.
  if (report === 'disposition-notification') return isSystem(head) && systemSubject.test(head.subject);
  if (report === 'feedback-report') return false;
  return isBounceInWords(head, head.text.slice(0, lookedAt));
}

function isBounceInWords(head: MailHead, text: string): boolean {
  const saysSo = bounceText.test(text) || head.fileTypes.some((fileType) => /^message\/(?:x?delivery-status|global-delivery-status)$/.test(fileType));
  const titled = bounceSubject.test(head.subject) || bounceEnding.test(head.subject);
  if (isProgram(head) && programSaysSo(head, text)) return true;
  if (isSystem(head)) return titled || (saysSo && !automaticSubject.test(head.subject));
  return (titled && saysSo && !personAsks.test(text.slice(0, 300))) || bounceOpening.test(text);
}

function isSystem(head: MailHead): boolean {
  const returnPath = first(head, 'return-path').replaceAll(/[<>\s]/g, '');
  return isNullSender(head) || systemSenders.test(returnPath) || systemNames.test(head.fromName.trim()) || isProgram(head);
}

/** A mail server by the name it gives itself, be it that its address cannot be read. */
function isProgram({ from, fromName }: MailHead): boolean {
  return systemSenders.test(from) || programNames.test(fromName.trim()) || (!isAddress(from) && (systemMalformed.test(from) || systemMalformed.test(fromName)));
}

function isAddress(from: string): boolean {
  return /^[^\s@<>]{1,64}@[^\s@<>[\]]{1,255}$/.test(from);
}

/** In words that few other servers use: by its subject, or by what it shows of the mail that came back. */
function programSaysSo({ subject, fileTypes }: MailHead, text: string): boolean {
  if (automaticSubject.test(subject) || !systemFailure.test(`${subject}\n${text}`)) return false;
  return systemSubject.test(subject) || fileTypes.some((type) => /^(?:message\/(?:rfc822|partial)|text\/rfc822-headers?)$/.test(type)) || showsHead(text);
}

/** The head of another mail, in the text. */
function showsHead(text: string): boolean {
  const names = [...text.matchAll(/^[> \t]{0,10}(Received|From|To|Subject|Date|Message-ID)[ \t]{0,3}:/gim)].map((found) => (found[1] ?? '').toLowerCase());
  return new Set(names).size >= 3;
}

function isAutomatic(head: MailHead): boolean {
  const autoSubmitted = first(head, 'auto-submitted').toLowerCase();
  return (
    (autoSubmitted !== '' && !/^no\b/.test(autoSubmitted)) ||
    /^(?:bulk|list|junk|auto_reply|auto-reply)\b/.test(first(head, 'precedence').trim().toLowerCase()) ||
    [...listHeaders, ...answererHeaders].some((name) => head.headers.has(name)) ||
    /autoreply|autorespond|auto_?response/i.test(first(head, 'x-post-messageclass') + first(head, 'delivered-to') + first(head, 'x-autoreply-type')) ||
    /^vacation\b|autoresponder|auto-?reply/i.test(first(head, 'x-mailer')) ||
    /^vacation\b/i.test(first(head, 'x-apple-action')) ||
    first(head, 'content-type').toLowerCase().startsWith('multipart/report') ||
    isComplaint(head) ||
    isNullSender(head) ||
    head.toBounceAddress ||
    systemSenders.test(head.from) ||
    head.ownAddresses.has(head.from) ||
    automaticSubject.test(head.subject)
  );
}

/** That somebody called a mail spam; the mail itself is attached, and there are no words of a person. */
function isComplaint({ subject, fileTypes }: MailHead): boolean {
  return fileTypes.includes('message/feedback-report') || (complaintSubject.test(subject) && fileTypes.includes('message/rfc822'));
}

function isNullSender(head: MailHead): boolean {
  if (head.envelopeFrom !== undefined) return head.envelopeFrom === '';
  return /^\s*<\s*>\s*$/.test(first(head, 'return-path'));
}

function first(head: MailHead, name: string): string {
  return head.headers.get(name)?.[0] ?? '';
}
