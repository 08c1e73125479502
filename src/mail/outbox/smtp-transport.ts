import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { Readable } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import type { SmtpSettings } from '../../config.js';
import { MailTransport, type Dispatch } from './mail-transport.js';
import type { SendReport } from './send-outcome.rules.js';

const minuteMs = 60_000;

/** How long a server may keep us waiting: until the body is out, and for its answer to it (RFC 5321 4.5.3.2). */
export interface Patience {
  readonly untilBodyOutMs: number;
  readonly forAnswerMs: number;
}

const usualPatience: Patience = { untilBodyOutMs: 2 * minuteMs, forAnswerMs: 10 * minuteMs };

/** Sends over SMTP, one connection and one recipient a mail; STARTTLS required unless on loopback. */
export class SmtpTransport extends MailTransport {
  readonly available = true;

  constructor(
    private readonly settings: SmtpSettings,
    private readonly patience: Patience = usualPatience,
    private readonly trust: Pick<ConnectionOptions, 'ca'> = {},
  ) {
    super();
  }

  async send(mail: Dispatch, beforeBody: () => Promise<void>, stop?: AbortSignal): Promise<SendReport> {
    const attempt = new Attempt(this.settings, this.patience, this.trust);
    const breakOff = (): void => attempt.breakOff('The desk is being shut down.');
    stop?.addEventListener('abort', breakOff);
    try {
      await attempt.connect();
      await attempt.signIn(this.settings);
      return { established: true, bodyOut: true, ...accepted(await attempt.transmit(mail, beforeBody)) };
    } catch (error) {
      return { established: attempt.established, bodyOut: attempt.bodyOut, ...refused(error) };
    } finally {
      stop?.removeEventListener('abort', breakOff);
      attempt.close();
    }
  }
}

/** One connection and what became of the body on it. */
class Attempt {
  established = false;
  bodyOut = false;
  readonly #connection: SMTPConnection;
  readonly #broken: Promise<never>;
  #breakOff: (reason: Error) => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(
    settings: SmtpSettings,
    private readonly patience: Patience,
    trust: Pick<ConnectionOptions, 'ca'>,
  ) {
    const secure = settings.tls === 'required' && settings.port === 465;
    this.#connection = new SMTPConnection({
      host: settings.host,
      port: settings.port,
      secure,
      requireTLS: settings.tls === 'required' && !secure,
      ignoreTLS: settings.tls === 'none',
      tls: { minVersion: 'TLSv1.2', ...trust },
      logger: this.#listener(),
      socketTimeout: patience.forAnswerMs,
    });
    this.#broken = new Promise((_resolve, reject) => {
      this.#breakOff = reject;
      this.#connection.once('error', reject);
      this.#connection.once('end', () => reject(new Error('The server closed the connection.')));
    });
    this.#broken.catch(() => 'told through the step that waits for it');
    this.#waitAtMost(patience.untilBodyOutMs);
  }

  connect(): Promise<void> {
    return this.#step((done) => this.#connection.connect((error) => done(error)));
  }

  async signIn(settings: SmtpSettings): Promise<void> {
    const { user, password } = settings;
    if (user === undefined) return;
    await this.#step((done) => this.#connection.login({ user, pass: password ?? '' }, (error) => done(error)));
  }

  /** Ends it at once, as a cut line would. */
  breakOff(why: string): void {
    this.#breakOff(new Error(why));
  }

  async transmit(mail: Dispatch, beforeBody: () => Promise<void>): Promise<{ response: string }> {
    this.established = true;
    const envelope = { from: mail.envelopeFrom, to: [mail.envelopeTo], size: mail.raw.byteLength };
    const body = Readable.from(bodyOf(mail, beforeBody), { objectMode: false });
    const info = await this.#step<{ response: string; rejected?: readonly string[] } | undefined>((done) =>
      this.#connection.send(envelope, body, done),
    );
    // With one recipient a refusal is an error already; this holds should that ever change (F5).
    if (info === undefined || (info.rejected?.length ?? 0) > 0) throw new Error('The recipient was refused.');
    return info;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#connection.close();
  }

  #step<T = void>(run: (done: (error?: Error | null, value?: T) => void) => void): Promise<T> {
    const own = new Promise<T>((resolve, reject) => {
      run((error, value) => (error ? reject(error) : resolve(value as T)));
    });
    return Promise.race([own, this.#broken]);
  }

  #bodyIsOut(): void {
    this.bodyOut = true;
    this.#waitAtMost(this.patience.forAnswerMs);
  }

  #waitAtMost(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#breakOff(new Error('The server did not answer in time.')), ms);
  }

  /** nodemailer tells nobody but its logger that the whole body went out (F4). */
  #listener(): Record<string, (entry: unknown) => void> {
    const hear = (entry: unknown): void => {
      if (typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'message') this.#bodyIsOut();
    };
    const deaf = (): void => {};
    return { level: deaf, trace: deaf, debug: deaf, info: hear, warn: deaf, error: deaf, fatal: deaf };
  }
}

/** Read only after the server said 354, so the promise is kept at the last moment. */
async function* bodyOf(mail: Dispatch, beforeBody: () => Promise<void>): AsyncGenerator<Buffer> {
  await beforeBody();
  yield mail.raw;
}

function accepted(info: { response: string }): Omit<SendReport, 'bodyOut' | 'established'> {
  return { replyCode: codeOf(info.response) ?? 250, command: 'DATA', detail: info.response.slice(0, 500) };
}

function refused(error: unknown): Omit<SendReport, 'bodyOut' | 'established'> {
  if (!(error instanceof Error)) return { replyCode: undefined, command: '', detail: String(error) };
  const replyCode = Number(Reflect.get(error, 'responseCode') ?? Number.NaN);
  const command = Reflect.get(error, 'command');
  return {
    replyCode: Number.isInteger(replyCode) ? replyCode : undefined,
    command: typeof command === 'string' ? command : '',
    detail: error.message.slice(0, 500),
  };
}

function codeOf(response: string): number | undefined {
  const code = /^(\d{3})/.exec(response)?.[1];
  return code === undefined ? undefined : Number(code);
}
