import { StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import { attachmentNamed } from '../web/downloads.js';
import type { EvidenceItemRow } from './evidence.entity.js';
import { protectedZip } from './scan/protected-zip.js';

type Item = Pick<EvidenceItemRow, 'number' | 'fileName' | 'size' | 'scanState'>;

/** Hands a file out: harmful ones within a ZIP with a password only (R30), all others unchanged. */
export function handOutEvidence(reply: FastifyReply, item: Item, bytes: AsyncIterable<Uint8Array>): StreamableFile {
  const isHarmful = item.scanState === 'found';
  void reply.headers(downloadHeaders(item.number, isHarmful ? `${item.fileName}.zip` : item.fileName));
  const type = 'application/octet-stream';
  return isHarmful ? new StreamableFile(Readable.from(protectedZip(item.fileName, bytes)), { type }) : new StreamableFile(Readable.from(bytes), { length: item.size, type });
}

/** Headers of a download (V20, RFC 6266): never shown in the browser, whatever it is or claims to be. */
function downloadHeaders(number: string, fileName: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/octet-stream',
    'content-disposition': attachmentNamed(fileName, `${number}.bin`),
    'content-security-policy': "sandbox; default-src 'none'",
  };
}
