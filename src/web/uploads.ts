import { BadRequestException, SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

/** A file that came with a form. The name is what the sender says: to be shown, never used as a path. */
export interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Schema of a file field. */
export const uploadedFile: z.ZodType<UploadedFile> = z.custom<UploadedFile>(isUploadedFile, 'ファイルを選んでください。');

/** Whether a value of a form is a file. */
export function isUploadedFile(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, 'bytes') instanceof Uint8Array && Reflect.get(value, 'fileName') !== '';
}

export const UPLOADS = 'desk:uploads';
export const uploadMaxBytes = 12 * 1024 * 1024;

/**
 * The route takes `multipart/form-data`. Its body then holds the form's fields as strings and each
 * file as an `UploadedFile` under its field's name (schema: `uploadedFile`).
 */
export function AcceptUploads(): CustomDecorator {
  return SetMetadata(UPLOADS, true);
}

/**
 * Reads a multipart body into an object. Called only once the sender is known and permitted, so that
 * strangers cannot fill the memory. Beyond its limits the plugin's own error becomes 413; a body that
 * breaks off becomes 400.
 */
export async function readMultipart(request: FastifyRequest): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = Object.create(null);
  try {
    for await (const part of request.parts()) {
      body[part.fieldname] = part.type === 'file' ? await fileOf(part) : part.value;
    }
  } catch (error) {
    // The plugin's own errors carry a code; the parser beneath it has none and means a body that breaks off.
    if (error instanceof Error && 'code' in error) throw error;
    throw new BadRequestException('multipart', { cause: error });
  }
  return body;
}

interface FilePart {
  readonly filename: string;
  readonly mimetype: string;
  readonly toBuffer: () => Promise<Buffer>;
}

async function fileOf(part: FilePart): Promise<UploadedFile> {
  const bytes = await part.toBuffer();
  return { fileName: part.filename, contentType: part.mimetype, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
}
