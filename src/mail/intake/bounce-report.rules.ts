import type { MimePart } from './mime-parts.js';

/** What a delivery report (RFC 3464) says about a mail of ours. */
export interface BounceReport {
  /** Message-ID of the mail that came back, without brackets; empty where the report does not show it. */
  readonly originalMessageId: string;
  /** False for a report of a delay or of success. */
  readonly isFailure: boolean;
}

/** Reads the report out of a message's parts; undefined where it has none. */
export function bounceReport(parts: readonly MimePart[]): BounceReport | undefined {
  const status = parts.find((part) => part.contentType === 'message/delivery-status' || part.contentType === 'message/global-delivery-status');
  const original = parts.find((part) => /^(?:message\/rfc822|text\/rfc822-headers|message\/global)/.test(part.contentType));
  if (status === undefined && original === undefined) return undefined;
  const actions = [...(status?.bytes.toString('latin1') ?? '').matchAll(/^action\s*:\s*([a-z]+)/gim)].map((found) => found[1]?.toLowerCase());
  return {
    originalMessageId: messageIdOf(original),
    isFailure: actions.length === 0 || actions.includes('failed'),
  };
}

function messageIdOf(part: MimePart | undefined): string {
  const head = part?.bytes.subarray(0, 64 * 1024).toString('latin1') ?? '';
  return /^message-id\s*:\s*(?:\r?\n\s+)?<([^<>\s]{1,990})>/im.exec(head)?.[1] ?? '';
}
