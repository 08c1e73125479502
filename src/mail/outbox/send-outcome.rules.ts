import type { Instant } from '../../platform/clock.js';

/** What a transport saw of one attempt. The phase decides: after the whole body, silence proves nothing. */
export interface SendReport {
  /** The server had greeted us, spoken TLS and let us in: what came after was about this mail. */
  readonly established: boolean;
  /** The whole body with its final dot was handed to the network (security.md F4). */
  readonly bodyOut: boolean;
  /** The server's answer to the last command, such as 250 or 550; undefined where it gave none. */
  readonly replyCode: number | undefined;
  /** The command that the answer was for, as nodemailer names it. */
  readonly command: string;
  /** For the person who looks at the row: no secret, no body. */
  readonly detail: string;
}

/** `retry`: this mail later; `server`: no mail gets through now, and this one is not to blame. */
export type SendOutcome = 'sent' | 'retry' | 'server' | 'failed' | 'unknown';

/** What an attempt came to; `interrupted` when its worker died before the body went out. */
export type AttemptOutcome = SendOutcome | 'interrupted';

/**
 * What has become of the mail. A refusal of recipient or message is final; a refusal of ourselves
 * (greeting, TLS, sign-in) is our own trouble and no fault of the mail, so all of them wait.
 */
export function outcomeOf(report: SendReport): SendOutcome {
  const { replyCode } = report;
  if (!report.established) return 'server';
  if (replyCode === undefined) return report.bodyOut ? 'unknown' : 'retry';
  if (replyCode < 400) return report.bodyOut ? 'sent' : 'retry';
  if (replyCode < 500) return 'retry';
  return isAboutTheMail(report) ? 'failed' : 'retry';
}

function isAboutTheMail(report: SendReport): boolean {
  if (report.bodyOut) return true;
  const authenticationCodes = [530, 534, 535, 538];
  return /^(?:MAIL FROM|RCPT TO|DATA)/.test(report.command) && !authenticationCodes.includes(report.replyCode ?? 0);
}

/** What happened, in Japanese for the person who looks at the row, with the server's own words behind. */
export function explainOutcome(report: SendReport): string {
  return `${whatHappened(report)}（${report.detail}）`;
}

function whatHappened(report: SendReport): string {
  const { bodyOut, replyCode } = report;
  if (replyCode === undefined) return bodyOut ? '本文を送り終えたあと、メールサーバーからの応答が途切れました。' : 'メールサーバーにつながらないか、途中で切れました。';
  if (replyCode >= 500 && isAboutTheMail(report)) return 'メールサーバーが、このメールの受け取りを断りました。';
  return replyCode >= 500 ? 'メールサーバーが接続を断りました。' : 'メールサーバーが、一時的に受け取れないと答えました。';
}

const minuteMs = 60_000;
const backoffMinutes = [1, 5, 15, 30] as const;

/**
 * When to try again after the nth attempt: 1, 5, 15, 30 minutes, then every 30, each with up to a
 * tenth more by `jitter` (0 to 1); undefined where that is after the mail is given up.
 */
export function nextAttempt(attempts: number, giveUpAt: Instant, now: Instant, jitter: number): Instant | undefined {
  const minutes = backoffMinutes[Math.min(Math.max(attempts, 1), backoffMinutes.length) - 1] ?? 30;
  const at = now + Math.round(minutes * minuteMs * (1 + jitter / 10));
  return at > giveUpAt ? undefined : at;
}

/** When a mail server that takes nothing is tried next: after a minute once, then every five (R08). */
export function nextProbe(probes: number, now: Instant): Instant {
  return now + (probes === 0 ? 1 : 5) * minuteMs;
}
