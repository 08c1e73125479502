import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { notFound } from '../platform/errors.js';
import { Public } from './access.js';
import { Assets } from './assets.js';

const fileName = z.string().regex(/^[a-z0-9.-]{1,60}$/);

/** Style sheets and scripts. The address changes with the contents, so browsers may keep them for a year. */
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: Assets) {}

  @Get(':hash/:name')
  @Public()
  file(@Param('name', { schema: fileName }) name: string, @Res({ passthrough: true }) reply: FastifyReply): Buffer {
    const asset = this.assets.get(name);
    if (asset === undefined) throw notFound('ファイル');
    void reply.type(asset.contentType).header('cache-control', 'public, max-age=31536000, immutable');
    return asset.bytes;
  }
}
