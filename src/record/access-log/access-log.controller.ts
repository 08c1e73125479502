import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import type { z } from 'zod';
import type { Scope } from '../../platform/scope.js';
import { accessSubjects } from '../../staff/access-log.entity.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Navigation } from '../../web/navigation.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { accessLogCsv } from './access-log-csv.js';
import { AccessLogQueries } from './access-log.queries.js';
import { accessLogQuery, accessLogSchema, type AccessLogQuery } from './access-log.schemas.js';
import { lineResource, lineView, subjectLabels } from './access-log.view.js';

const pageSize = 100;

/** Who looked at and took out what, for the auditor and the service owner (E2). */
@Controller()
@Permit('audit.read')
export class AccessLogController {
  constructor(
    private readonly queries: AccessLogQueries,
    private readonly views: Views,
  ) {}

  @Get('access-log')
  @Navigation({ label: '閲覧記録', order: 60 })
  async page(@CurrentScope() scope: Scope, @Query({ schema: accessLogQuery }) asked: AccessLogQuery): Promise<string> {
    const { before, ...filter } = asked;
    const lines = await this.queries.lines(filter, before, pageSize);
    const choices = (rows: readonly { id: string; name: string }[]) => [{ value: '', label: 'すべて' }, ...rows.map(({ id, name }) => ({ value: id, label: name }))];
    return this.views.page('record/access-log', {
      title: '閲覧記録', width: 'wide', lines: lines.map((line) => lineView(scope, line)),
      form: { values: filter, faults: [] },
      people: choices(await this.queries.people()),
      customers: choices(await this.queries.customers()),
      subjects: choices(accessSubjects.map((subject) => ({ id: subject, name: subjectLabels[subject] }))),
      next: lines.length === pageSize ? queryOf({ ...filter, before: lines.at(-1)?.id }) : undefined,
      csv: `/access-log.csv?${queryOf(filter)}`,
    });
  }

  @Get('access-log.csv')
  csv(@Query({ schema: accessLogQuery }) { before: _before, ...filter }: AccessLogQuery): StreamableFile {
    return new StreamableFile(accessLogCsv(this.queries, filter), { type: 'text/csv; charset=utf-8', disposition: 'attachment; filename="access-log.csv"' });
  }

  @Get('api/v1/access-log')
  @Api({ summary: 'ログ・証跡、メールの原本、個人情報を、誰が・いつ・何を閲覧し、取り出したか', response: accessLogSchema })
  async list(@Query({ schema: accessLogQuery }) { before, ...filter }: AccessLogQuery): Promise<z.infer<typeof accessLogSchema>> {
    const lines = await this.queries.lines(filter, before, pageSize);
    return { lines: lines.map(lineResource), next: lines.length === pageSize ? (lines.at(-1)?.id ?? null) : null };
  }
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
  return new URLSearchParams(given).toString();
}
