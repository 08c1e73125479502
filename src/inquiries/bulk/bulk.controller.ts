import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { parseForm } from '../../web/forms.js';
import { seeOther } from '../../web/redirect.js';
import { RefusedPage } from '../../web/refused-page.js';
import { CurrentScope } from '../../web/request-context.js';
import { requireMayTry } from '../acts/act.js';
import { ActRegistry } from '../acts/act-registry.service.js';
import { bulkActs, bulkMax } from './bulk-acts.js';
import { BulkPage } from './bulk-page.service.js';
import { BulkRuns } from './bulk-runs.service.js';

const id = z.uuid();
const listed = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const pickQuery = z.object({ pick: listed.pipe(z.array(z.uuid())).default([]) });
const seen = z.string().regex(/^[0-9a-f-]{36}:\d{1,9}$/i).transform((text) => ({ inquiryId: text.slice(0, 36).toLowerCase(), version: Number(text.slice(37)) })).refine(({ inquiryId }) => z.uuid().safeParse(inquiryId).success);
const bulkForm = z.looseObject({ run: z.uuid(), pick: listed.pipe(z.array(seen).min(1, '問合せを選んでください。').max(bulkMax, `一度に操作できるのは${bulkMax}件までです。`)) });
const actName = z.enum(bulkActs);

/** One act on many inquiries. */
@Controller('queue/bulk')
@Permit('inquiry.read')
export class BulkController {
  constructor(
    private readonly page: BulkPage,
    private readonly runs: BulkRuns,
    private readonly registry: ActRegistry,
  ) {}

  @Get()
  async choose(@CurrentScope() scope: Scope, @Query({ schema: pickQuery }) { pick }: z.infer<typeof pickQuery>): Promise<string> {
    return this.page.choose(scope, [...new Set(pick)]);
  }

  @Get('runs/:id')
  async result(@CurrentScope() scope: Scope, @Param('id', { schema: id }) runId: string): Promise<string> {
    return this.page.result(scope, runId);
  }

  /** @throws DomainError validation_failed with the page, before anything is done */
  @Post(':act')
  async run(
    @CurrentScope() scope: Scope,
    @Param('act', { schema: actName }) name: z.infer<typeof actName>,
    @Body({ schema: bulkForm }) { run, pick, ...body }: z.infer<typeof bulkForm>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const act = this.registry.byName(name);
    requireMayTry(scope, act);
    const picks = [...new Map(pick.map((each) => [each.inquiryId, each])).values()];
    const form = parseForm(act.body, body);
    if (!form.ok) {
      const refusal = new DomainError('validation_failed', '入力内容を確認してください。まだ何も実行していません。', { faults: form.faults });
      throw new RefusedPage(refusal, await this.page.choose(scope, picks.map(({ inquiryId }) => inquiryId), { act: name, raw: body, refusal }));
    }
    await this.runs.run(scope, { id: run, act: name, body, picks });
    return seeOther(reply, `/queue/bulk/runs/${run}`);
  }
}
