import { Body, Controller, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { createdAnswer } from '../../customers/customers.answers.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { idParameter } from '../analysis.schemas.js';
import { CommonCauseQueries } from './common-cause.queries.js';
import { causeForm, inquiryForm, newCauseForm } from './common-cause.schemas.js';
import { CommonCauses } from './common-causes.service.js';

const callAnswer = z.object({ id: z.string(), number: z.string(), customerName: z.string().nullable(), contactName: z.string().nullable(), phone: z.string().nullable(), line: z.enum(['first', 'second']), toldAt: z.string().nullable() });
const causeAnswer = z.object({ id: z.string(), title: z.string(), wording: z.string(), publishedAt: z.string(), calls: callAnswer.array() });

/** Common causes over the API (H6): the call list of who asks, and what the second line writes. */
@Controller('api/v1/common-causes')
export class CommonCausesApi {
  constructor(
    private readonly causes: CommonCauses,
    private readonly queries: CommonCauseQueries,
  ) {}

  @Get()
  @Permit('inquiry.read')
  @Api({ summary: '公開中の同一事象と、見られる問合せの電話一覧', response: causeAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<readonly z.infer<typeof causeAnswer>[]> {
    const causes = await this.queries.list(scope, 'published');
    const inquiries = await this.queries.inquiries(scope, causes.map(({ id }) => id));
    return causes.map(({ id, title, publishedWording, publishedAt }) => ({
      id, title, wording: publishedWording ?? '', publishedAt: toIsoTokyo(publishedAt ?? 0),
      calls: inquiries.filter(({ causeId }) => causeId === id).map((call) => ({
        id: call.id, number: call.number, customerName: call.customerName, contactName: call.contactName, phone: call.phone, line: call.line, toldAt: call.toldAt === null ? null : toIsoTokyo(call.toldAt),
      })),
    }));
  }

  @Post()
  @Permit('analysis.write')
  @Idempotent()
  @Api({ summary: '同一事象を最初の問合せとともに登録する', response: createdAnswer })
  async begin(@CurrentScope() scope: Scope, @Body({ schema: newCauseForm }) body: z.infer<typeof newCauseForm>): Promise<z.infer<typeof createdAnswer>> {
    return { id: await this.causes.begin(scope, body) };
  }

  @Put(':id')
  @Permit('analysis.write')
  @HttpCode(204)
  @Api({ summary: '呼び名・共通の分析・ご案内文を直す', status: 204 })
  async save(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Body({ schema: causeForm }) body: z.infer<typeof causeForm>): Promise<void> {
    await this.causes.save(scope, id, version, body);
  }

  @Post(':id/inquiries')
  @Permit('analysis.write')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '同一事象に問合せを加える', status: 204 })
  async add(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Body({ schema: inquiryForm }) { inquiry }: z.infer<typeof inquiryForm>): Promise<void> {
    await this.causes.add(scope, id, version, inquiry);
  }

  @Post(':id/publication')
  @Permit('analysis.write')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: 'ご案内文を受付窓口に公開する', status: 204 })
  async publish(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number): Promise<void> {
    await this.causes.publish(scope, id, version);
  }
}
