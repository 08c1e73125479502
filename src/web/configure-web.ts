import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { answerUnreadable, bareAnswer } from './bare-answers.js';
import { compressPage } from './compress-pages.js';
import { DeskAdapter } from './desk-adapter.js';
import { FormAddresses } from './form-addresses.js';
import { logSettings, type LogStream } from './line-logger.js';
import { NoteLooks } from './note-looks.service.js';
import { problemOf } from './problem.js';
import { contextOf, runInContext } from './request-context.js';
import { securityHeaders } from './security-headers.js';
import { uploadMaxBytes } from './uploads.js';

const bodyMaxBytes = 1024 * 1024;
/** A body in another one would be read as UTF-8 all the same, and what was written be lost without a word (ASVS 4.1.1). */
const otherCharset = /;\s*charset\s*=\s*"?(?!utf-8\b|us-ascii\b)/i;
/** How often slow clients are looked for, at least. */
const slowestLookMs = 10_000;

/** The HTTP server's limits and log. `configureWeb` completes it. */
export function webAdapter(config: Config, log?: LogStream): DeskAdapter {
  const headers = securityHeaders(config);
  const options: ConstructorParameters<typeof DeskAdapter>[0] = {
    logger: logSettings(config, log),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: bodyMaxBytes,
    requestTimeout: config.requestTimeoutMs,
    // Nothing was sent and nothing read for so long: whoever takes an answer in too slowly holds no connection for ever.
    connectionTimeout: config.requestTimeoutMs,
    http: { headersTimeout: config.requestTimeoutMs, connectionsCheckingInterval: Math.min(slowestLookMs, config.requestTimeoutMs) },
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    trustProxy: config.trustedProxies.length > 0 && [...config.trustedProxies],
    multipart: false,
    routerOptions: { maxParamLength: 300 },
    exposeHeadRoutes: false,
    rewriteUrl: headAsGet,
    schemaController: { compilersFactory: { buildValidator: noFastifySchema, buildSerializer: noFastifySchema } },
    // The router refuses an unreadable address before any hook runs.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(error, request.id);
      const { contentType, body } = bareAnswer(problem, request.url);
      void reply.status(problem.status).headers(headers).type(contentType).send(body);
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, headers),
  };
  return new DeskAdapter(options, config.baseUrl);
}

/** Where a HEAD has a route of its own: it tells how far an upload has come (tus). */
const ownHead = /^\/upload\/[^/]+\/files\//;

/** A HEAD is the GET whose body Node leaves out (RFC 9110 9.3.2); a second route for each page took a fifteenth of the start. */
function headAsGet(request: IncomingMessage): string {
  const { url = '/' } = request;
  if (request.method === 'HEAD' && !ownHead.test(url)) request.method = 'GET';
  return url;
}

/** What comes in is judged by the schemas of the route's parameters; Fastify's own judge would be loaded for nothing at every start. */
function noFastifySchema(): never {
  throw new Error('No route has a schema of Fastify’s.');
}

/** Adds to the server what every request needs: headers, cookies, uploads, its context. */
export async function configureWeb(app: NestFastifyApplication, config: Config): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  const headers = securityHeaders(config);
  const formAddresses = app.get(FormAddresses);
  server.addHook('onRoute', ({ method, url }) => [method].flat().forEach((one) => formAddresses.add({ method: one, url })));
  server.decorateRequest('desk');
  server.addHook('onRequest', (request, reply, done) => {
    request.desk = contextOf(request);
    void reply.headers(headers);
    done(otherCharset.test(request.headers['content-type'] ?? '') ? new DomainError('unsupported_format', '文字コードはUTF-8で送ってください。') : undefined);
  });
  const looks = app.get(NoteLooks);
  server.addHook('onSend', (request, reply, _payload, done) => looks.noteBefore(request, reply, done));
  server.addHook('onSend', compressPage);
  server.addHook('onResponse', (request, reply, done) => {
    server.log.info(requestLine(request, reply));
    done();
  });
  // Reading a body loses the asynchronous context, so it is entered after that.
  server.addHook('preHandler', (request, _reply, done) => runInContext(request.desk, done));
  // A piece of an upload: whoever takes it reads the stream himself, and counts.
  server.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
  await app.register(cookie);
  await app.register(multipart, { limits: { fileSize: uploadMaxBytes, files: 5, fields: 100, fieldSize: bodyMaxBytes, parts: 105 } });
}

/** What came of a request: ids and the route as declared, never the address that was asked for, which may carry a one-time token. */
function requestLine(request: FastifyRequest, reply: FastifyReply): Record<string, string | number> {
  const staffId = request.desk.session?.scope.staffId;
  const { url: route = '' } = request.routeOptions;
  return { event: 'request', id: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime), ...(staffId === undefined ? {} : { staffId }) };
}
