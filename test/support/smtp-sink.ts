import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { SmtpSettings } from '../../src/config.js';
import { lintFolding, lintRaw } from '../../src/mail/render/lint-mail.rules.js';

/** Where in a transaction the server misbehaves; `answer` is after the whole body has arrived. */
export type SmtpStage = 'connect' | 'mail' | 'rcpt' | 'body' | 'answer';

/** What the server does with one transaction. */
export type SmtpBehaviour =
  | { readonly kind: 'accept' }
  /** Refuses with a code of its own; `to` limits it to one recipient (stage `rcpt`). */
  | { readonly kind: 'reject'; readonly stage: Exclude<SmtpStage, 'body'>; readonly code: number; readonly to?: string }
  /** Cuts the connection. */
  | { readonly kind: 'drop'; readonly stage: SmtpStage }
  /** Answers late, as a busy server does. */
  | { readonly kind: 'delay'; readonly stage: Exclude<SmtpStage, 'body'>; readonly ms: number }
  /** Never answers again. */
  | { readonly kind: 'hang'; readonly stage: SmtpStage };

/** A mail whose body arrived whole. */
export interface SunkMail {
  readonly from: string;
  readonly to: readonly string[];
  /** The exact bytes after dot-unstuffing. */
  readonly raw: Buffer;
  /** False where the answer to the body was a refusal or was never given. */
  readonly acknowledged: boolean;
}

export interface SmtpSink {
  readonly port: number;
  readonly settings: SmtpSettings;
  readonly mails: SunkMail[];
  /** Behaviours of the next transactions, one each, in order; afterwards the usual one. */
  next(...behaviours: SmtpBehaviour[]): void;
  /** What is done where `next` says nothing; in the beginning: accept. */
  usually(behaviour: SmtpBehaviour): void;
  /** Fails where any mail it was sent broke a rule of RFC 5322 or 2047. */
  close(): Promise<void>;
}

const accept: SmtpBehaviour = { kind: 'accept' };

type Done = (error?: Error | null) => void;

/** An SMTP server on loopback that keeps what it is sent and misbehaves as it is told; with STARTTLS where it is given a key. */
export async function startSmtpSink(port = 0, tls?: { readonly key: string; readonly cert: string }): Promise<SmtpSink> {
  const mails: SunkMail[] = [];
  const queue: SmtpBehaviour[] = [];
  const chosen = new Map<string, SmtpBehaviour>();
  const begun = new Set<string>();
  let usual: SmtpBehaviour = accept;

  /** A transaction's behaviour is drawn at its first stage and stays until it is over. */
  const behaviourOf = (session: SMTPServerSession): SmtpBehaviour => {
    const behaviour = chosen.get(session.id) ?? queue.shift() ?? usual;
    chosen.set(session.id, behaviour);
    return behaviour;
  };
  const step = (stage: SmtpStage, session: SMTPServerSession, done: Done, to?: string): void => {
    const behaviour = behaviourOf(session);
    if (behaviour.kind === 'accept' || behaviour.stage !== stage) done();
    else if (behaviour.kind === 'drop') cut(server, session);
    else if (behaviour.kind === 'delay') setTimeout(done, behaviour.ms);
    else if (behaviour.kind === 'reject') done(behaviour.to === undefined || behaviour.to === to ? refusal(behaviour.code) : null);
  };

  const keep = async (stream: SMTPServerDataStream, session: SMTPServerSession, done: Done): Promise<void> => {
    const raw = await readAll(stream).catch(() => undefined);
    // The sender went away in the middle: that was no mail.
    if (raw === undefined) return;
    mails.push({ ...envelopeOf(session), raw, acknowledged: isAnswered(behaviourOf(session)) });
    step('answer', session, done);
  };

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: tls === undefined ? ['STARTTLS', 'AUTH'] : ['AUTH'],
    ...tls,
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect: (session, done) => step('connect', session, done),
    onMailFrom: (_address, session, done) => {
      // A second transaction on the same connection draws anew.
      if (begun.has(session.id)) chosen.delete(session.id);
      begun.add(session.id);
      step('mail', session, done);
    },
    onRcptTo: (address, session, done) => step('rcpt', session, done, address.address),
    onData: (stream, session, done) => {
      const behaviour = behaviourOf(session);
      if (isAt(behaviour, 'body')) {
        if (behaviour.kind === 'drop') stream.once('data', () => cut(server, session));
        return;
      }
      void keep(stream, session, done);
    },
  });
  // A client that is cut off or goes away is part of what is tested here.
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const bound = portOf(server);

  return {
    port: bound,
    settings: { host: '127.0.0.1', port: bound, user: undefined, password: undefined, tls: 'none' },
    mails,
    next: (...behaviours) => void queue.push(...behaviours),
    usually: (behaviour) => {
      usual = behaviour;
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      const faults = mails.flatMap(({ raw }) => [...lintRaw(raw, 'desk.example.jp'), ...lintFolding(raw)]);
      if (faults.length > 0) throw new Error(`A mail that was sent ${[...new Set(faults)].join('; ')}.`);
    },
  };
}

function isAt(behaviour: SmtpBehaviour, stage: SmtpStage): boolean {
  return behaviour.kind !== 'accept' && behaviour.stage === stage;
}

function isAnswered(behaviour: SmtpBehaviour): boolean {
  return behaviour.kind === 'delay' || !isAt(behaviour, 'answer');
}

function refusal(code: number): Error {
  return Object.assign(new Error(code < 500 ? 'try again later' : 'refused for good'), { responseCode: code });
}

function envelopeOf(session: SMTPServerSession): { from: string; to: string[] } {
  const { mailFrom, rcptTo } = session.envelope;
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map((recipient) => recipient.address) };
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** A session shows no socket; the server's set of connections does. */
function cut(server: SMTPServer, session: SMTPServerSession): void {
  const connections: Set<{ session: SMTPServerSession; _socket: { destroy(): void } }> = server.connections;
  for (const connection of connections) {
    if (connection.session.id === session.id) connection._socket.destroy();
  }
}

function portOf(server: SMTPServer): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The SMTP sink has no port.');
  return address.port;
}
