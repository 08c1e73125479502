import type { FastifyReply } from 'fastify';

/** `Content-Disposition` of a download (RFC 6266): the Japanese name, and a plain one for programs that know no other. */
export function attachmentNamed(fileName: string, plainName: string): string {
  const encoded = encodeURIComponent(fileName).replaceAll(/['()*]/g, (unit) => `%${unit.codePointAt(0)?.toString(16).toUpperCase() ?? ''}`);
  return `attachment; filename="${plainName}"; filename*=UTF-8''${encoded}`;
}

/** A name under which every system can keep a file: no separators, no control characters. */
export function fileNameOf(text: string): string {
  return text.normalize('NFC').replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, '_').trim();
}

/** Sends a paper as a file to keep: `ヒアリングシート_26-000123-7.pdf`. */
export function sendPdf(reply: FastifyReply, name: string, pdf: Buffer): Buffer {
  void reply.type('application/pdf').header('content-disposition', attachmentNamed(`${fileNameOf(name)}.pdf`, 'document.pdf'));
  return pdf;
}
