import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { CONFIG } from '../../settings.module.js';
import type { TusServer } from './tus-server.js';
import type { UploadLink } from './upload-links.service.js';
import { Uploads } from './uploads.service.js';

/** Loads the protocol with the first upload: no page needs it. */
@Injectable()
export class TusUploads {
  #server: Promise<TusServer> | undefined;

  constructor(
    private readonly uploads: Uploads,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async handle(link: UploadLink, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#server ??= import('./tus-server.js').then(({ TusServer: Loaded }) => new Loaded(this.uploads, this.config.baseUrl));
    return (await this.#server).handle(link, path, request, response);
  }
}
