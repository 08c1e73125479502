import { Injectable } from '@nestjs/common';
import { UploadLinks } from '../../analysis/uploads/upload-links.service.js';

/** Puts into a mail that leaves what must not lie in the outbox. */
export abstract class MailLinks {
  abstract fill(text: string): Promise<string>;
}

/** The upload addresses of log requests. */
@Injectable()
export class OneTimeLinks extends MailLinks {
  constructor(private readonly uploads: UploadLinks) {
    super();
  }

  async fill(text: string): Promise<string> {
    return this.uploads.fill(text);
  }
}
