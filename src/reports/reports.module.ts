import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { FactsQueries } from './facts.queries.js';
import { FiguresJob } from './figures.job.js';
import { MonthlyFigures } from './figures.service.js';

/** Figures and lists: reads everything, changes nothing of what it reads. */
@Module({
  imports: [CalendarModule, HearingModule, InquiriesModule],
  providers: [FactsQueries, FiguresJob, MonthlyFigures],
  exports: [MonthlyFigures],
})
export class ReportsModule {}
