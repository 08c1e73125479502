import { headerLines, messageIdsIn, valuesOf } from './header-lines.rules.js';
import type { MimeLeaf } from './mime-tree.rules.js';

/** What a delivery report (RFC 3464), or an old one in words, says about a mail of ours. */
export interface BounceReport {
  /** Message-ID of the mail that came back, without brackets; empty where the report does not show it. */
  readonly originalMessageId: string;
  /** False for a report of a delay or of success. */
  readonly isFailure: boolean;
  /** True where it says of every recipient that the mail arrived, or went on its way to him. */
  readonly isDelivered: boolean;
  /** The recipients it is about, as far as it names them. */
  readonly recipients: readonly string[];
  /** Enhanced status codes such as `5.1.1` (RFC 3463). */
  readonly statuses: readonly string[];
}

const statusTypes = /^message\/(?:x?delivery-status|global-delivery-status)$/;
const originalTypes = /^(?:message\/rfc822|text\/rfc822-headers?|message\/global(?:-headers)?|message\/partial)$/;
const mostRecipients = 100;

/** Reads the report out of a message's parts, or out of its words; undefined where there is neither. */
export function bounceReport(parts: readonly MimeLeaf[], text: string, subject = ''): BounceReport | undefined {
  const delayed = saysDelayed(text) || onlyWarns(subject, text);
  const status = parts.filter((part) => statusTypes.test(part.type.value)).map((part) => part.bytes.toString('latin1')).join('\n');
  const original = parts.find((part) => originalTypes.test(part.type.value));
  const json = bounceInJson(text);
  if (json !== undefined) return json;
  const inWords = originalInWords(text);
  if (status === '' && original === undefined && inWords === undefined && !delayed) return undefined;
  const actions = fields(status, 'action').map((value) => value.toLowerCase());
  return {
    originalMessageId: (original === undefined ? '' : messageIdOf(original.bytes)) || (inWords ?? ''),
    isDelivered: actions.length > 0 && actions.every((action) => /^(?:delivered|relayed|expanded)/.test(action)),
    isFailure: actions.length > 0 ? actions.some((action) => action.startsWith('fail')) : !delayed,
    recipients: [...new Set(fields(status, 'final-recipient').map((value) => value.replace(/^[^;]*;\s*/, '').replaceAll(/[<>]/g, '')))].slice(0, mostRecipients),
    statuses: [...new Set(fields(status, 'status').flatMap((value) => /^[245]\.\d{1,3}\.\d{1,3}/.exec(value)?.[0] ?? []))],
  };
}

/** What a provider tells as JSON, or as JSON within JSON: which addresses it has given up, and of which mail. */
function bounceInJson(text: string): BounceReport | undefined {
  const json = text.slice(0, 200_000).replaceAll('\\"', '"');
  if (!/^\s{0,20}\{/.test(json) || !json.includes('"bouncedRecipients"')) return undefined;
  const values = (name: string, shape: string): string[] => [...json.matchAll(new RegExp(`"${name}"\\s{0,9}:\\s{0,9}"(${shape})"`, 'g'))].map((found) => found[1] ?? '');
  return {
    originalMessageId: messageIdsIn(values('messageId', '<[^<>"\\s]{1,990}>')[0] ?? '')[0] ?? '',
    isFailure: true,
    isDelivered: false,
    recipients: [...new Set(values('emailAddress', '[^"\\s]{3,320}'))].slice(0, mostRecipients),
    statuses: [...new Set(values('status', '[245]\\.\\d{1,3}\\.\\d{1,3}'))],
  };
}

function fields(status: string, name: string): string[] {
  return [...status.matchAll(new RegExp(`^${name}[ \\t]*:[ \\t]*(\\S[^\\r\\n]{0,500})`, 'gim'))].map((found) => (found[1] ?? '').trim());
}

function messageIdOf(message: Buffer): string {
  return messageIdsIn(valuesOf(headerLines(message.subarray(0, 64 * 1024)), 'message-id')[0] ?? '')[0] ?? '';
}

/** Old mail servers put the head of what came back into their text. */
function originalInWords(text: string): string | undefined {
  return /^[> \t]*Message-ID[ \t]*:\s{0,20}<([^<>\s]{1,990})>/im.exec(text.slice(0, 200_000))?.[1];
}

/** By its subject, where the text does not say that it is over. */
function onlyWarns(subject: string, text: string): boolean {
  const warns = /^[\s*[("!]{0,10}(?:mail |message )?(?:delivery )?(?:warning|delayed)\b/i.test(subject);
  return warns && !/permanent|fatal|giv(?:en|ing) up|will not (?:be )?(?:retr|tr)|returned to/i.test(text.slice(0, 20_000));
}

/** A warning that it takes longer; the server goes on trying. */
function saysDelayed(text: string): boolean {
  return /(?:this is (?:just |only )?a warning|you do not need to resend|no action is required on your part|delivery attempts will continue|will (?:continue|keep) (?:to try|trying)|has (?:not yet|been) delayed|(?:has )?not yet been delivered|will be (?:retried|tried again)|will try again|(?:is|was|remains|has been) (?:still )?(?:queued|in the (?:mail )?queue)|still being retried|配信が?遅(?:延|れて)|引き続き(?:配信|送信)を試)/i.test(text.slice(0, 20_000));
}
