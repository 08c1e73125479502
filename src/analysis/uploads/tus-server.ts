import type { IncomingMessage, ServerResponse } from 'node:http';
import { Logger } from '@nestjs/common';
import { MemoryLocker, Server } from '@tus/server';
import { DomainError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { problemOf } from '../../web/problem.js';
import { TusStore } from './tus-store.js';
import type { UploadLink } from './upload-links.service.js';
import type { Uploads } from './uploads.service.js';

/** Speaks the tus protocol (1.0.0) for the uploads of one address at a time. */
export class TusServer {
  readonly #log = new Logger('uploads');
  /** One writer an upload; another process is kept out by the offset in the database. */
  readonly #locker = new MemoryLocker();

  constructor(
    private readonly uploads: Uploads,
    private readonly baseUrl: string,
  ) {}

  async handle(link: UploadLink, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const server = new Server({
      path,
      relativeLocation: true,
      datastore: new TusStore(this.uploads, link),
      locker: this.#locker,
      maxSize: this.uploads.maxBytes,
      allowedOrigins: [new URL(this.baseUrl).origin],
      namingFunction: () => newId(),
      onUploadFinish: async (_request, { id }) => {
        const item = await this.uploads.finish(link, id);
        return item === undefined ? {} : { headers: { 'Desk-Sha256': item.sha256 } };
      },
      onResponseError: (_request, error) => this.#explain(error),
    });
    await server.handle(request, response);
  }

  /** Our own refusals with their status and sentence; what nobody expected tells nothing of itself. */
  #explain(error: unknown): { status_code: number; body: string } | undefined {
    // What the protocol itself refuses carries its status.
    if (!(error instanceof Error) || 'status_code' in error) return undefined;
    if (!(error instanceof DomainError)) this.#log.error(`An upload failed: ${error.name}: ${error.message.slice(0, 200)}`);
    const { status, detail } = problemOf(error, '');
    return { status_code: status, body: `${detail}\n` };
  }
}
