import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { Calendars } from '../../calendar/calendars.service.js';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { incidentSchema, type incidentSummarySchema } from './incident.schemas.js';
import { MailIncidentQueries } from './mail-incidents.queries.js';
import { reportDays, type ReportDays } from './report-days.rules.js';

/** Incidents as the API answers them. */
@Injectable()
export class IncidentResources {
  constructor(
    private readonly queries: MailIncidentQueries,
    private readonly calendars: Calendars,
  ) {}

  async list(): Promise<z.infer<typeof incidentSummarySchema>[]> {
    return (await this.queries.list()).map(({ discoveredAt, notifiedAt, closedAt, ...rest }) => ({ ...rest, discoveredAt: toIsoTokyo(discoveredAt), notifiedAt: time(notifiedAt), closedAt: time(closedAt) }));
  }

  /** @throws DomainError not_found */
  async one(id: string): Promise<z.infer<typeof incidentSchema>> {
    const { outboxId, inquiryId, customerId, customerName, toAddress, mailLabel, malicious, circumstances, items, measures, ...row } = await this.queries.one(id);
    const [disclosed, released, steps] = [await this.queries.disclosed({ toAddress, customerId, outboxId }), await this.queries.released(inquiryId), await this.queries.steps(id)];
    return {
      id, outboxId, inquiryId, customerId, customerName, toAddress, mailLabel, malicious, circumstances, items: [...items], measures: [...measures],
      sentAt: time(row.sentAt), discoveredAt: toIsoTokyo(row.discoveredAt), notifiedAt: time(row.notifiedAt), closedAt: time(row.closedAt),
      reports: await this.reports(row.discoveredAt, malicious),
      disclosed: disclosed.map(({ sentAt, ...mail }) => ({ ...mail, sentAt: time(sentAt) })),
      released: released.map(({ value, releasedAt }) => ({ value, releasedAt: toIsoTokyo(releasedAt) })),
      steps: steps.map(({ type, occurredAt, who }) => ({ type: type.replace('incident_', ''), occurredAt: toIsoTokyo(occurredAt), who })),
    };
  }

  /** When the reports are due by the calendar of today. */
  async reports(discoveredAt: number, malicious: boolean): Promise<ReportDays> {
    const calendar = await this.calendars.current();
    return reportDays(discoveredAt, malicious, (date) => ['weekend', 'national_holiday'].includes(calendar.closedDay(date)?.kind ?? ''));
  }
}

const time = (at: number | null): string | null => (at === null ? null : toIsoTokyo(at));
