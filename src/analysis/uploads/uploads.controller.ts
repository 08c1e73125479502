import { Body, Controller, Get, Head, HttpCode, Options, Param, Patch, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import { Public } from '../../web/access.js';
import { parseForm, rawForm, type RawForm } from '../../web/forms.js';
import { problemOf } from '../../web/problem.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { AcceptUploads } from '../../web/uploads.js';
import { TusUploads } from './tus-uploads.service.js';
import { UploadLinks, type UploadLink } from './upload-links.service.js';
import { UploadPage } from './upload-page.service.js';
import { smallUploadBody } from './upload.schemas.js';
import { Uploads } from './uploads.service.js';

/** Shorter ones too: an address that a mail program has cut in two leads to the page that says so. */
const uploadToken = z.string().regex(/^[\w-]{1,200}$/);
const uploadId = z.uuid();

/** What the customer opens from the mail of a log request: no sign-in, and nothing shown but the request. */
@Controller('upload')
export class UploadsController {
  constructor(
    private readonly links: UploadLinks,
    private readonly uploads: Uploads,
    private readonly page: UploadPage,
    private readonly tus: TusUploads,
  ) {}

  @Get(':token')
  @Public()
  async show(@Param('token', { schema: uploadToken }) token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const link = await this.links.find(token);
    if (link === undefined || link.closed !== undefined) void reply.status(link === undefined ? 404 : 410);
    return this.page.render(token, link);
  }

  /** Small files from a browser without JavaScript. */
  @Post(':token')
  @Public()
  @AcceptUploads()
  @HttpCode(200)
  async send(
    @Param('token', { schema: uploadToken }) token: string,
    @Body({ schema: rawForm }) raw: RawForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const link = await this.links.find(token);
    if (link === undefined || link.closed !== undefined) return this.show(token, reply);
    const form = parseForm(smallUploadBody, raw);
    if (!form.ok) return this.#refused(reply, 422, this.page.render(token, link, form.faults, valuesOf(raw)));
    const { file, declaredBy } = form.values;
    try {
      const item = await this.uploads.takeWhole(link, { fileName: file.fileName, declaredBy, bytes: file.bytes });
      return seeOtherSaying(reply, `/upload/${token}`, `「${item.fileName}」を受け取りました。`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, this.page.render(token, link, [{ field: 'file', message: error.message }], { declaredBy }));
    }
  }

  @Post(':token/complete')
  @Public()
  @HttpCode(200)
  async complete(@Param('token', { schema: uploadToken }) token: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const link = await this.links.find(token);
    if (link === undefined || link.closed !== undefined) return this.show(token, reply);
    await this.uploads.complete(link);
    return seeOtherSaying(reply, `/upload/${token}`, 'ありがとうございました。お送りいただいたファイルを確認いたします。');
  }

  @Post(':token/files')
  @Public()
  async create(@Param('token', { schema: uploadToken }) token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#protocol(token, request, reply);
  }

  @Options(':token/files')
  @Public()
  async options(@Param('token', { schema: uploadToken }) token: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#protocol(token, request, reply);
  }

  @Head(':token/files/:uploadId')
  @Public()
  async progress(@Param('token', { schema: uploadToken }) token: string, @Param('uploadId', { schema: uploadId }) _id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#protocol(token, request, reply);
  }

  @Patch(':token/files/:uploadId')
  @Public()
  async append(@Param('token', { schema: uploadToken }) token: string, @Param('uploadId', { schema: uploadId }) _id: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#protocol(token, request, reply);
  }

  /** The library answers by itself; the desk's headers go with it. */
  async #protocol(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const link: UploadLink | undefined = await this.links.find(token);
    if (link === undefined || link.closed !== undefined) {
      void reply.status(link === undefined ? 404 : 410).header('connection', 'close').type('text/plain; charset=utf-8').send(this.page.closedText(link));
      return;
    }
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
    await this.tus.handle(link, `/upload/${token}/files`, request.raw, reply.raw);
  }

  #refused(reply: FastifyReply, status: number, page: Promise<string>): Promise<string> {
    void reply.status(status);
    return page;
  }
}

/** What the sender had typed in. */
function valuesOf({ declaredBy }: RawForm): Record<string, string> {
  return typeof declaredBy === 'string' ? { declaredBy } : {};
}
