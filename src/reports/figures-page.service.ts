import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sql } from '../platform/sql.js';
import { Views } from '../web/views.js';
import { upright, type Chart } from './charts/chart.js';
import { Charts } from './charts/charts.service.js';
import { correctionsOf } from './corrections.rules.js';
import { definitions } from './definitions.js';
import { chosen, dashboardNames, dashboardOf, dashboards, type Dashboard, type DashboardName } from './dashboards.rules.js';
import { FigureNames } from './figure-labels.service.js';
import { chartViews, comeBackView, isBlank, keyFigures, withholds, type ChartView, type CountedDesk } from './figures.view.js';
import { countedEveryMs, MonthlyFigures, type CountedFigures } from './figures.service.js';
import { monthLabel, monthOf, monthsLater, spanOf, yearUpTo, type Month } from './month.rules.js';
import { partnerRows } from './partner-table.view.js';
import { Publications } from './publications.service.js';
import { sightOf, subjectsFor, type Sight } from './subjects.rules.js';
import type { Subject } from './figures.rules.js';

/** What a person asked to see. */
export interface FiguresQuery {
  readonly month?: Month | undefined;
  readonly subject?: string | undefined;
  readonly view?: DashboardName | undefined;
}

/** The figures of a month for one subject, within the walls of who looks. */
export interface FiguresAnswer {
  readonly month: Month;
  readonly subject: Subject;
  readonly year: readonly CountedFigures[];
  readonly current: CountedFigures | undefined;
}

interface Shown {
  readonly sight: Sight;
  readonly dashboard: Dashboard;
  readonly desks: readonly CountedDesk[];
}

/** The page of figures: read rows that a job counted, so it costs the same for ten and for a million inquiries. */
@Injectable()
export class FiguresPage {
  constructor(
    private readonly db: Db,
    private readonly figures: MonthlyFigures,
    private readonly names: FigureNames,
    private readonly charts: Charts,
    private readonly publications: Publications,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  /** @throws DomainError not_found for another desk's, as for one that does not exist (B5) */
  async answer(scope: Scope, asked: FiguresQuery): Promise<FiguresAnswer> {
    const month = asked.month ?? monthOf(this.clock.now());
    const subjects = subjectsFor(scope, (await this.#desks()).map(({ id }) => id));
    const subject = asked.subject === undefined ? subjects[0] : subjects.find((each) => each === asked.subject);
    if (subject === undefined) throw notFound('集計の対象');
    const year = await this.figures.read(yearUpTo(month), [subject]);
    return { month, subject, year, current: year.find((each) => each.month === month) };
  }

  async render(scope: Scope, asked: FiguresQuery): Promise<string> {
    const answer = await this.answer(scope, asked);
    const { month, subject, current } = answer;
    const sight = sightOf(scope, subject);
    const view = asked.view ?? dashboardOf(scope);
    const dashboard = dashboards[view];
    const desks = subject === 'all' ? await this.#countedDesks(month) : [];
    const views = await this.#charts(answer, { sight, dashboard, desks });
    const { from, to } = spanOf(month);
    const now = this.clock.now();
    return this.views.page('reports/figures', {
      title: `${monthLabel(month)}の集計`,
      width: 'wide',
      month, monthLabel: monthLabel(month), previous: monthsLater(month, -1), next: to <= now ? monthsLater(month, 1) : undefined,
      subject, subjects: await this.#subjectChoices(scope, subject),
      hasBegun: from <= now,
      isOver: to <= now,
      countsItself: yearUpTo(monthOf(now)).includes(month),
      publishableFrom: to,
      // What is published is what can be seen here: the whole month.
      isPublishable: current !== undefined && current.computedAt >= to,
      current, sight, nextCountAt: nextCount(month, current, now),
      view,
      dashboards: dashboardNames.map((name) => ({ name, label: dashboards[name].label, current: name === view })),
      keyFigures: current === undefined ? [] : chosen(keyFigures(current.figures, sight.small), dashboard.figures, ({ name }) => name),
      charts: views,
      partners: dashboard.comparesDesks ? partnerRows(desks, sight.small) : [],
      ...(await this.#publication(answer)),
    });
  }

  renderDefinitions(): string {
    return this.views.page('reports/definitions', { title: '集計の定義', definitions: Object.values(definitions) });
  }

  async #charts({ month, year }: FiguresAnswer, { sight, dashboard, desks }: Shown): Promise<readonly (ChartView & { readonly svg: string; readonly upright: string | undefined; readonly isBlank: boolean; readonly withholds: boolean })[]> {
    const all = chartViews(month, year, await this.names.labels(), sight);
    const views = chosen(desks.length === 0 ? all : [...all, comeBackView(desks, sight.small)], dashboard.charts, ({ chart }) => chart.id);
    const charts = views.flatMap<Chart>(({ chart }) => (chart.kind === 'heat' ? [chart, upright(chart)] : [chart]));
    const drawn = await this.charts.draw(charts);
    const svgOf = new Map(charts.map(({ id }, index) => [id, drawn[index] ?? '']));
    return views.map((view) => ({ ...view, svg: svgOf.get(view.chart.id) ?? '', upright: view.chart.kind === 'heat' ? svgOf.get(upright(view.chart).id) : undefined, isBlank: isBlank(view.chart), withholds: withholds(view) }));
  }

  async #publication({ month, subject, current }: FiguresAnswer): Promise<object> {
    const publication = await this.publications.of(month);
    const frozen = publication?.content.figures[subject];
    return { publication, corrections: frozen === undefined || current === undefined ? [] : correctionsOf(frozen, current.figures).map(({ label }) => label) };
  }

  async #countedDesks(month: Month): Promise<readonly CountedDesk[]> {
    const desks = await this.#desks();
    const counted = await this.figures.read([month], desks.map(({ id }): Subject => `desk:${id}`));
    return desks.flatMap(({ id, name }) => counted.filter(({ subject }) => subject === `desk:${id}`).map(({ figures }) => ({ name, figures })));
  }

  async #subjectChoices(scope: Scope, chosen: Subject): Promise<readonly { readonly value: Subject; readonly label: string; readonly selected: boolean }[]> {
    const desks = await this.#desks();
    const names = new Map(desks.map(({ id, name }) => [`desk:${id}`, name]));
    return subjectsFor(scope, desks.map(({ id }) => id)).map((value) => ({ value, label: value === 'all' ? 'すべての受付窓口' : (names.get(value) ?? '担当分'), selected: value === chosen }));
  }

  async #desks(): Promise<readonly { readonly id: string; readonly name: string }[]> {
    return this.db.rows(sql`SELECT id, name FROM support_desk ORDER BY name, id`);
  }
}

/** When the running month is counted again at the latest; undefined where that says nothing. */
function nextCount(month: Month, current: CountedFigures | undefined, now: Instant): Instant | undefined {
  if (current === undefined || spanOf(month).to <= now) return undefined;
  const next = current.computedAt + countedEveryMs;
  return next > now ? next : undefined;
}
