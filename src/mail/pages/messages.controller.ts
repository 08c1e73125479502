import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { emptyForm } from '../../web/forms.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { MailDownloads, type Download } from './mail-downloads.service.js';
import { filePosition, mailId } from './mail-pages.schemas.js';
import { incomingPage } from './mail-pages.view.js';
import { QuarantineQueries } from './quarantine.queries.js';

/** One message that came in, its files and its source: shown as text, handed out as downloads only. */
@Controller('mail/messages')
@Permit('inquiry.read')
export class MessagesController {
  constructor(
    private readonly queries: QuarantineQueries,
    private readonly downloads: MailDownloads,
    private readonly views: Views,
  ) {}

  @Get(':id')
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string): Promise<string> {
    const mail = await this.queries.one(scope, id);
    return this.views.page('mail/incoming', { title: '届いたメール', mail: incomingPage(mail), form: emptyForm(), decidable: false });
  }

  @Get(':id/source')
  async source(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    return handOut(reply, await this.downloads.message(scope, id));
  }

  /** In a frame of its own without any rights: whatever slipped through can neither run nor fetch nor lead anywhere. */
  @Get(':id/html')
  async html(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const document = await this.downloads.html(scope, id);
    void reply.type('text/html; charset=utf-8').header('x-frame-options', 'SAMEORIGIN');
    void reply.header('content-security-policy', "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    return document;
  }

  @Get(':id/files/:position')
  async file(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @Param('position', { schema: filePosition }) position: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return handOut(reply, await this.downloads.file(scope, id, position));
  }
}

/** Whatever it says it is, it is bytes to save: never shown by the browser. */
function handOut(reply: FastifyReply, { name, bytes }: Download): StreamableFile {
  const disposition = `attachment; filename="download"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, percent)}`;
  void reply.header('x-content-type-options', 'nosniff').header('content-security-policy', "default-src 'none'; sandbox");
  return new StreamableFile(bytes, { type: 'application/octet-stream', disposition, length: bytes.byteLength });
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
