import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Navigation } from '../web/navigation.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { dashboardNames } from './dashboards.rules.js';
import { FigureNames } from './figure-labels.service.js';
import { FiguresPage } from './figures-page.service.js';
import { missedBecause, MissedTargets } from './missed-targets.queries.js';
import { monthLabel, monthOf, monthSchema, monthsLater, spanOf } from './month.rules.js';
import { MonthlyFigures } from './figures.service.js';
import { Publications } from './publications.service.js';

const figuresQuery = z.object({ month: monthSchema.optional().catch(undefined), subject: z.string().max(60).optional(), view: z.enum(dashboardNames).optional().catch(undefined) });
const monthQuery = figuresQuery.pick({ month: true });
const monthBody = z.object({ month: monthSchema });
/** From the page: the subject and the dashboard that it shows again afterwards. */
const countingBody = z.object({ month: monthSchema, subject: z.string().max(60).default(''), view: z.enum(dashboardNames).optional() });

/** The figures: a dashboard for whoever looks, missed targets, definitions, and the publishing of a month. */
@Controller('figures')
@Permit('figures.read')
export class FiguresController {
  constructor(
    private readonly page: FiguresPage,
    private readonly figures: MonthlyFigures,
    private readonly missed: MissedTargets,
    private readonly names: FigureNames,
    private readonly publications: Publications,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: '集計', order: 40, inRowFor: ['service_owner', 'second_line_lead', 'first_line_supervisor'] })
  async show(@CurrentScope() scope: Scope, @Query({ schema: figuresQuery }) asked: z.infer<typeof figuresQuery>): Promise<string> {
    return this.page.render(scope, asked);
  }

  @Get('definitions')
  definitions(): string {
    return this.page.renderDefinitions();
  }

  @Get('missed')
  async missedTargets(@CurrentScope() scope: Scope, @Query({ schema: monthQuery }) asked: z.infer<typeof monthQuery>): Promise<string> {
    const month = asked.month ?? monthOf(this.clock.now());
    const labels = await this.names.labels();
    const rows = (await this.missed.of(scope, spanOf(month))).map((row) => ({ ...row, because: labels.missed(missedBecause(row)) }));
    return this.views.page('reports/missed', { title: `${monthLabel(month)}の目標期限超過`, width: 'wide', month, monthLabel: monthLabel(month), previous: monthsLater(month, -1), next: monthsLater(month, 1), rows });
  }

  /** Counts a month now, for who does not want to wait for the job. */
  @Post('counting')
  @HttpCode(200)
  @Permit('figures.publish')
  async count(@Body({ schema: countingBody }) asked: z.infer<typeof countingBody>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { month, subject, view } = asked;
    await this.figures.count(month);
    const shown = new URLSearchParams({ month, subject, ...(view === undefined ? {} : { view }) });
    return seeOtherSaying(reply, `/figures?${shown.toString()}`, `${monthLabel(month)}を集計し直しました。`);
  }

  @Post('publication')
  @HttpCode(200)
  @Permit('figures.publish')
  async publish(@CurrentScope() scope: Scope, @Body({ schema: monthBody }) { month }: z.infer<typeof monthBody>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.publications.publish(scope, month);
    return seeOtherSaying(reply, `/figures?month=${month}`, `${monthLabel(month)}の月次報告を公開しました。この内容は変わりません。`);
  }
}
