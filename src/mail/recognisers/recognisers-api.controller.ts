import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { etag, ExpectedVersion } from '../../web/versions.js';
import type { RecogniserInForce } from './alert-recognisers.service.js';
import { RecogniserOffice, type SavedRecogniser } from './recogniser-office.service.js';
import { recogniserEntrySchema, recogniserName, recogniserSchema, savedRecogniserSchema, saveRecogniser, triedRecogniserSchema, tryRecogniser, withdrawRecogniser } from './recognisers.schemas.js';
import { recogniserState } from './recognisers.view.js';

/** How English notices are read out of mails, over the API. */
@Controller('api/v1/mail/alert-recognisers')
@Permit('template.edit')
export class RecognisersApi {
  constructor(private readonly office: RecogniserOffice) {}

  @Get()
  @Api({ summary: '通知の読み取りの一覧', response: recogniserEntrySchema.array() })
  async list(@CurrentScope() scope: Scope): Promise<z.infer<typeof recogniserEntrySchema>[]> {
    return (await this.office.list(scope)).map(entryResource);
  }

  @Get(':name')
  @Api({ summary: '通知の読み取り（いま使う版の定義）', response: recogniserSchema })
  async one(@CurrentScope() scope: Scope, @Param('name', { schema: recogniserName }) name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof recogniserSchema>> {
    const entry = await this.office.one(scope, name);
    void reply.header('etag', etag(entry.version));
    return { ...entryResource(entry), definition: entry.definition };
  }

  @Post(':name/versions')
  @Idempotent()
  @Api({ summary: '新しい版を保存する（If-Match にいまの版。定義の id を変えると新しい読み取りになる）', response: savedRecogniserSchema })
  async save(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: recogniserName }) name: string,
    @ExpectedVersion() follows: number,
    @Body({ schema: saveRecogniser }) { definition, reason }: z.infer<typeof saveRecogniser>,
  ): Promise<SavedRecogniser> {
    return this.office.save(scope, definition, { name, follows, reason });
  }

  @Post(':name/preview')
  @HttpCode(200)
  @Api({ summary: '保存せずに、通知で試す', response: triedRecogniserSchema, status: 200 })
  async preview(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: recogniserName }) _name: string,
    @Body({ schema: tryRecogniser }) { definition, sample }: z.infer<typeof tryRecogniser>,
  ): Promise<z.infer<typeof triedRecogniserSchema>> {
    const trial = await this.office.attempt(scope, definition, sample);
    return { recognised: trial !== undefined, several: trial?.several ?? false, answers: [...(trial?.answers ?? [])] };
  }

  @Post(':name/withdraw')
  @Idempotent()
  @Api({ summary: '使わないようにする（If-Match にいまの版）', response: savedRecogniserSchema })
  async withdraw(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: recogniserName }) name: string,
    @ExpectedVersion() follows: number,
    @Body({ schema: withdrawRecogniser }) { reason }: z.infer<typeof withdrawRecogniser>,
  ): Promise<SavedRecogniser> {
    return this.office.withdraw(scope, { name, follows, reason });
  }
}

function entryResource({ name, version, definition, createdAt, createdByName }: RecogniserInForce): z.infer<typeof recogniserEntrySchema> {
  const changed = createdAt === null ? { changedAt: null, changedBy: null } : { changedAt: toIsoTokyo(createdAt), changedBy: createdByName };
  return { name, ...recogniserState(definition), version, ...changed };
}
