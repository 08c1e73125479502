import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors.js';

/** A browser that reads so slowly that this much waits for it is let go; it comes back by itself. */
const waitingMaxBytes = 256 * 1024;
const comeBackAfterMs = 3_000;

/** Server-sent events to one browser. */
export class EventStream {
  readonly #ended: (() => void)[] = [];

  private constructor(private readonly reply: FastifyReply) {
    reply.raw.on('close', () => this.#ended.splice(0).forEach((tell) => tell()));
    reply.raw.on('error', () => this.end());
  }

  /**
   * Takes the answer over; nothing else may be sent on it. Only what asks for an event stream gets
   * one: anything else would wait for an end that never comes.
   *
   * @throws DomainError unsupported_format
   */
  static open(request: FastifyRequest, reply: FastifyReply): EventStream {
    requireEventStream(request);
    reply.hijack();
    // `no-transform` and `x-accel-buffering` keep proxies from holding events back.
    const headers = { ...reply.getHeaders(), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' };
    // Quiet for as long as nothing happens; a slow reader is let go by what waits for it.
    request.raw.socket.setTimeout(0);
    reply.raw.writeHead(200, headers as Record<string, string>);
    const stream = new EventStream(reply);
    reply.raw.write(`retry: ${comeBackAfterMs}\n\n`);
    return stream;
  }

  send(event: { readonly name: string; readonly id?: string; readonly data: unknown }): void {
    const id = event.id === undefined ? '' : `id: ${event.id}\n`;
    this.#write(`${id}event: ${event.name}\ndata: ${JSON.stringify(event.data)}\n\n`);
  }

  /** A comment, so that neither browser nor proxy takes the silence for a broken line. */
  beat(): void {
    this.#write(': \n\n');
  }

  end(): void {
    this.reply.raw.end();
  }

  onEnd(tell: () => void): void {
    if (this.reply.raw.destroyed) tell();
    else this.#ended.push(tell);
  }

  #write(text: string): void {
    const { raw } = this.reply;
    if (raw.writableEnded || raw.destroyed) return;
    if (raw.writableLength > waitingMaxBytes) raw.destroy();
    else raw.write(text);
  }
}

/** @throws DomainError unsupported_format */
export function requireEventStream(request: FastifyRequest): void {
  if (!(request.headers.accept ?? '').includes('text/event-stream')) throw new DomainError('unsupported_format', 'ここは画面の自動更新に使う場所です。一覧や問合せのページを開いてください。');
}
