import { createServer, type Socket } from 'node:net';
import type { SmtpSettings } from '../../src/config.js';

/** Where a transaction stands, just before the server answers; `body` has seen its first bytes, `answered` is after the last 250. */
export const smtpMoments = ['connect', 'ehlo', 'mail', 'rcpt', 'data', 'body', 'dot', 'answered'] as const;
export type SmtpMoment = (typeof smtpMoments)[number];

/** What the server does at a moment: answers, keeps silent for ever, cuts the line, or answers a byte at a time. */
export type SmtpReaction = 'answer' | 'hang' | 'drop' | { readonly byteEveryMs: number };

export interface ScriptedSmtp {
  readonly port: number;
  readonly settings: SmtpSettings;
  /** Mails whose final dot has arrived, answered or not. */
  readonly mails: { readonly to: string; readonly raw: string; readonly messageId: string }[];
  readonly connections: () => number;
  close(): Promise<void>;
}

/**
 * A small SMTP server on loopback that asks `react` at every moment of every transaction what to do:
 * `smtp-server` has no say before EHLO and none within the body.
 */
export async function startScriptedSmtp(react: (moment: SmtpMoment, to: string) => SmtpReaction): Promise<ScriptedSmtp> {
  const mails: ScriptedSmtp['mails'] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    new Conversation(socket, react, mails).begin();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The scripted server has no port.');
  return {
    port: address.port,
    settings: { host: '127.0.0.1', port: address.port, user: undefined, password: undefined, tls: 'none' },
    mails,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

class Conversation {
  #text = '';
  #inBody = false;
  #bodySeen = false;
  #silent = false;
  #to = '';

  constructor(
    private readonly socket: Socket,
    private readonly react: (moment: SmtpMoment, to: string) => SmtpReaction,
    private readonly mails: ScriptedSmtp['mails'],
  ) {}

  begin(): void {
    this.socket.on('data', (chunk) => this.#hear(chunk.toString('latin1')));
    this.#answer('connect', '220 scripted ESMTP');
  }

  #hear(text: string): void {
    this.#text += text;
    while (!this.#silent && (this.#inBody ? this.#bodyStep() : this.#commandStep()));
  }

  #commandStep(): boolean {
    const end = this.#text.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.#text.slice(0, end);
    this.#text = this.#text.slice(end + 2);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') this.#answer('ehlo', '250 scripted');
    else if (verb === 'MAIL') this.#answer('mail', '250 ok');
    else if (verb === 'RCPT') this.#recipient(line);
    else if (verb === 'DATA') this.#beginBody();
    else if (verb === 'QUIT') this.socket.end('221 bye\r\n');
    else this.socket.write('250 ok\r\n');
    return true;
  }

  #recipient(line: string): void {
    this.#to = /<([^>]*)>/.exec(line)?.[1] ?? '';
    this.#answer('rcpt', '250 ok');
  }

  #beginBody(): void {
    this.#inBody = true;
    this.#bodySeen = false;
    this.#answer('data', '354 go ahead');
  }

  #bodyStep(): boolean {
    if (this.#text !== '' && !this.#bodySeen) {
      this.#bodySeen = true;
      if (!this.#go('body')) return false;
    }
    const end = this.#text.indexOf('\r\n.\r\n');
    if (end === -1) return false;
    const raw = this.#text.slice(0, end + 2);
    this.#text = this.#text.slice(end + 5);
    this.#inBody = false;
    this.mails.push({ to: this.#to, raw, messageId: /^message-id:\s*<([^>]+)>/im.exec(raw)?.[1] ?? '' });
    this.#answer('dot', '250 queued');
    if (!this.#silent) this.#go('answered');
    return true;
  }

  #answer(moment: SmtpMoment, text: string): void {
    const reaction = this.react(moment, this.#to);
    if (typeof reaction === 'object') this.#drip(`${text}\r\n`, reaction.byteEveryMs);
    else if (this.#obey(reaction)) this.socket.write(`${text}\r\n`);
  }

  #go(moment: SmtpMoment): boolean {
    const reaction = this.react(moment, this.#to);
    return typeof reaction === 'object' || this.#obey(reaction);
  }

  /** Whether to go on. */
  #obey(reaction: 'answer' | 'hang' | 'drop'): boolean {
    if (reaction === 'answer') return true;
    this.#silent = true;
    if (reaction === 'drop') this.socket.destroy();
    return false;
  }

  #drip(text: string, everyMs: number): void {
    let at = 0;
    const timer = setInterval(() => {
      if (at >= text.length || this.socket.destroyed) clearInterval(timer);
      else this.socket.write(text.charAt(at++));
    }, everyMs);
  }
}
