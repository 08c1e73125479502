import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { problemOfHttp, type Problem, type WebErrorCode } from './problem.js';
import { isApiPath } from './request-context.js';
import { escapeHtml } from './view-helpers.js';

/** An answer made without the desk behind it: what was asked could not be read, so nobody knows who asks. */
export interface BareAnswer {
  readonly contentType: string;
  readonly body: string;
}

/** The answer to a request that only the router saw: JSON below `/api/`, a plain page elsewhere. */
export function bareAnswer(problem: Problem, url: string): BareAnswer {
  if (isApiPath(url)) return { contentType: 'application/problem+json; charset=utf-8', body: JSON.stringify(problem) };
  return { contentType: 'text/html; charset=utf-8', body: barePage(problem) };
}

/** Style sheets need the asset list, which belongs to the desk; this page does without. */
function barePage({ title, detail, instance }: Problem): string {
  const number = instance.slice('urn:uuid:'.length);
  return `<!doctype html>
<html lang="ja">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head>
<body><main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(detail)}</p><p><a href="/">最初のページへ</a></p><p>お問い合わせの際はこの番号をお伝えください：<code>${escapeHtml(number)}</code></p></main></body>
</html>
`;
}

/** What Node's parser says of bytes that are no request of HTTP/1.1. */
interface ParserError extends Error {
  readonly code?: string | undefined;
  /** The bytes that came, as far as they were read: a Buffer, whatever Fastify's types say. */
  readonly rawPacket?: unknown;
}

const parserStatus: Readonly<Record<string, { readonly status: number; readonly code: WebErrorCode }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers_too_large' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, code: 'too_large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request_timeout' },
};

/**
 * Answers what is no HTTP, or more of it than the server reads, and hangs up. Nothing of the request
 * is known but its first bytes, which decide between JSON and a page.
 */
export function answerUnreadable(error: ParserError, socket: Socket, headers: Readonly<Record<string, string>>): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const { status, code } = parserStatus[error.code ?? ''] ?? { status: 400, code: 'malformed_request' };
  const problem = problemOfHttp(code, randomUUID());
  const { contentType, body } = bareAnswer(problem, addressIn(error.rawPacket));
  const lines = Object.entries({ ...headers, 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)), connection: 'close' });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`);
}

const addressMaxBytes = 200;

/** The address on a request line; programs are the likelier senders of what has none. */
function addressIn(packet: unknown): string {
  const line = packet instanceof Uint8Array ? Buffer.from(packet.subarray(0, addressMaxBytes)).toString('latin1') : '';
  return /^[A-Za-z]{1,20} (\/\S*)/.exec(line)?.[1] ?? '/api/';
}
