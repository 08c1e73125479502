import { Injectable } from '@nestjs/common';
import { civilDate } from '../calendar/japanese-time.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { sql, sqlList } from '../platform/sql.js';
import { ExportRecord } from '../web/exports/export-record.service.js';
import { Papers } from '../web/paper/papers.service.js';
import { AppointmentQueries } from './appointments/appointment.queries.js';
import { MorningSheetQueries } from './morning-sheet.queries.js';
import { morningSheet } from './morning-sheet.rules.js';

/** More than these no desk promises for a day. */
const mostPromised = 60;

/** Reception on paper for the desks of a person (H10). */
@Injectable()
export class MorningSheets {
  constructor(
    private readonly db: Db,
    private readonly queries: MorningSheetQueries,
    private readonly appointments: AppointmentQueries,
    private readonly sheets: HearingSheets,
    private readonly papers: Papers,
    private readonly record: ExportRecord,
    private readonly clock: Clock,
  ) {}

  async of(scope: Scope): Promise<{ readonly name: string; readonly pdf: Buffer }> {
    const [arrived, callBacks] = [await this.queries.arrived(scope), await this.queries.callBacks(scope)];
    const desks = await this.db.rows<{ name: string }>(sql`SELECT name FROM support_desk WHERE id IN ${sqlList(scope.deskIds)} ORDER BY name`);
    const at = this.clock.now();
    const promised = await this.appointments.list(scope, { until: Date.parse(`${civilDate(at)}T23:59:59.999+09:00`), limit: mostPromised });
    const sheet = await this.sheets.published();
    const pdf = await this.papers.draw(morningSheet({ deskNames: desks.map(({ name }) => name), arrived, callBacks, promised, sheet: sheet.definition, at }));
    await this.record.note(scope, { content: 'morning_sheet', format: 'pdf', rows: arrived.length + callBacks.length + promised.length, bytes: pdf });
    return { name: `受付用紙_${civilDate(at)}`, pdf };
  }
}
