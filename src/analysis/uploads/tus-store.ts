import { DataStore, ERRORS, Upload } from '@tus/server';
import type { Readable } from 'node:stream';
import { DomainError } from '../../platform/errors.js';
import type { UploadLink } from './upload-links.service.js';
import type { Uploads } from './uploads.service.js';

/** The uploads of one address, as the tus protocol sees them. */
export class TusStore extends DataStore {
  override extensions = ['creation', 'creation-with-upload'];

  constructor(
    private readonly uploads: Uploads,
    private readonly link: UploadLink,
  ) {
    super();
  }

  override async create(upload: Upload): Promise<Upload> {
    const { filename, declaredBy, declared } = upload.metadata ?? {};
    await this.uploads.begin(this.link, upload.id, { fileName: filename ?? '', size: upload.size ?? -1, declaredBy: declared === 'yes' ? (declaredBy ?? '') : '' });
    return upload;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    return this.uploads.append(this.link, id, offset, stream);
  }

  override async getUpload(id: string): Promise<Upload> {
    const { fileName, size, received } = await this.uploads.one(this.link, id).catch(unknownUpload);
    return new Upload({ id, size, offset: received, metadata: { filename: fileName } });
  }
}

function unknownUpload(error: unknown): never {
  if (error instanceof DomainError && error.code === 'not_found') throw ERRORS.FILE_NOT_FOUND;
  throw error;
}
