import { Controller, Get, Query } from '@nestjs/common';
import { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { CurrentScope } from '../web/request-context.js';
import { FiguresPage } from './figures-page.service.js';
import { keyFigures } from './figures.view.js';
import { monthSchema } from './month.rules.js';
import { sightOf } from './subjects.rules.js';

const query = z.object({ month: monthSchema.optional(), subject: z.string().max(60).optional() });

/** The figures over JSON; raw numbers for who may see small ones, words for everybody else. */
@Controller('api/v1/figures')
@Permit('figures.read')
export class FiguresApi {
  constructor(private readonly page: FiguresPage) {}

  @Get()
  @Api({ summary: '月次の集計。3未満の数は、サービス主管と監査、自分の窓口・会社の集計を見る人にのみそのまま返す。内訳（figures）は、攻撃工程と判定を含むため一次受付には返さない。' })
  async one(@CurrentScope() scope: Scope, @Query({ schema: query }) asked: z.infer<typeof query>): Promise<object> {
    const { month, subject, current } = await this.page.answer(scope, asked);
    if (current === undefined) throw notFound('集計');
    const sight = sightOf(scope, subject);
    const words = keyFigures(current.figures, sight.small).map(({ name, label, value, definition }) => ({ name, label, value, definition }));
    return { month, subject, computedAt: toIsoTokyo(current.computedAt), keyFigures: words, ...(sight.judged ? { figures: current.figures } : {}) };
  }
}
