import type { SendReport } from './send-outcome.rules.js';

/** One mail on its way out: to exactly one recipient. */
export interface Dispatch {
  readonly outboxId: string;
  readonly envelopeFrom: string;
  readonly envelopeTo: string;
  readonly raw: Buffer;
}

/** How mails leave. `smtp` in production, a folder in the demo, nothing where nothing is configured. */
export abstract class MailTransport {
  /** False where mails have to wait, because there is nowhere to hand them to. */
  abstract readonly available: boolean;
  /**
   * Hands one mail over and reports what was seen; never throws for what a server does. `beforeBody`
   * is awaited before the first byte of the body leaves; when it throws, nothing leaves. Breaks off
   * when `stop` says so, and reports that like a line that was cut.
   */
  abstract send(mail: Dispatch, beforeBody: () => Promise<void>, stop?: AbortSignal): Promise<SendReport>;
}

/** Nowhere to send to: mails stay in the outbox. */
export class NoTransport extends MailTransport {
  readonly available = false;

  send(): Promise<SendReport> {
    return Promise.resolve({ established: false, bodyOut: false, replyCode: undefined, command: '', detail: '送信先のサーバーが設定されていません。' });
  }
}
