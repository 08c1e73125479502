import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { HearingSheetQueries } from '../../hearing/hearing-sheets.queries.js';
import { Clock } from '../../platform/clock.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { monthLabel, monthOf, monthSchema, monthsLater } from '../month.rules.js';
import { retirable } from './question-use.rules.js';
import { QuestionUse } from './question-use.service.js';

const monthQuery = z.object({ month: monthSchema.optional().catch(undefined) });
const monthBody = z.object({ month: monthSchema });
/** Of a question whose answer was known less often when a customer was answered, nothing can be said yet. */
const fewest = 3;

/** Which questions of the hearing sheet served for nothing, so that the owner retires them (H9). */
@Controller('question-use')
@Permit('sheet.edit')
export class QuestionUseController {
  constructor(
    private readonly use: QuestionUse,
    private readonly sheets: HearingSheetQueries,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  async show(@CurrentScope() scope: Scope, @Query({ schema: monthQuery }) asked: z.infer<typeof monthQuery>): Promise<string> {
    const current = monthOf(this.clock.now());
    const month = asked.month ?? current;
    const { computedAt, lines, year } = await this.use.read(month);
    const sheets = await this.sheets.list(scope);
    const ofMonth = new Map(lines.map((line) => [line.id, line]));
    return this.views.page('reports/question-use', {
      title: '使われていない項目', width: 'wide', month, monthLabel: monthLabel(month), previous: monthsLater(month, -1), next: month < current ? monthsLater(month, 1) : undefined, computedAt,
      fewest, candidates: retirable(year, fewest).map((line) => ({ ...line, month: ofMonth.get(line.id) })), undecided: retirable(year, 1).filter(({ told }) => told < fewest),
      lines: year, inForce: sheets.find(({ inForce }) => inForce)?.version, draft: sheets.find(({ state }) => state === 'draft')?.version,
    });
  }

  /** Counts a month now, for who does not want to wait for the job. */
  @Post('counting')
  @HttpCode(200)
  async count(@Body({ schema: monthBody }) { month }: z.infer<typeof monthBody>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.use.count(month);
    return seeOtherSaying(reply, `/question-use?month=${month}`, `${monthLabel(month)}の項目の使われ方を集計し直しました。`);
  }
}
