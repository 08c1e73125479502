import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { attachmentNamed, fileNameOf } from '../../web/downloads.js';
import { seeOther } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { exportWishes, type ExportWishes } from './export.schemas.js';
import { Exports } from './exports.service.js';

const id = z.uuid();
/** What is made within that is shown as made, so that nobody sees a page of progress flash by. */
const patienceMs = 700;
const types = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const;

/** Lists as files: asked for with a form, made in the background, taken from a page that says how far it is. */
@Controller('exports')
@Permit('list.export')
export class ExportsController {
  constructor(
    private readonly exports: Exports,
    private readonly views: Views,
  ) {}

  @Post()
  @HttpCode(200)
  async begin(@CurrentScope() scope: Scope, @Body({ schema: exportWishes }) wishes: ExportWishes, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { id: exportId, finished } = await this.exports.begin(scope, wishes);
    await Promise.race([finished, sleep(patienceMs, undefined, { ref: false })]);
    return seeOther(reply, `/exports/${exportId}`);
  }

  @Get(':id')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: id }) exportId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const row = await this.exports.of(scope, exportId);
    // Works without scripts: the browser asks again by itself.
    if (row.state === 'running') void reply.header('refresh', '2');
    return this.views.page('reports/export', { title: 'ファイルへの書き出し', row });
  }

  @Get(':id/file')
  async file(@CurrentScope() scope: Scope, @Param('id', { schema: id }) exportId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { row, bytes } = await this.exports.take(scope, exportId);
    void reply.type(types[row.format]).header('content-disposition', attachmentNamed(fileNameOf(row.fileName), `list.${row.format}`));
    return bytes;
  }
}
