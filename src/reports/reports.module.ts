import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { Charts } from './charts/charts.service.js';
import { Exports } from './exports/exports.service.js';
import { ExportsController } from './exports/exports.controller.js';
import { Lists } from './exports/lists.service.js';
import { SweepExports } from './exports/sweep-exports.job.js';
import { FactsQueries } from './facts.queries.js';
import { FigureNames } from './figure-labels.service.js';
import { FiguresApi } from './figures-api.controller.js';
import { FiguresController } from './figures.controller.js';
import { FiguresJob } from './figures.job.js';
import { FiguresPage } from './figures-page.service.js';
import { MissedTargets } from './missed-targets.queries.js';
import { MonthlyFigures } from './figures.service.js';
import { Publications } from './publications.service.js';
import { QuestionUseApi } from './question-use/question-use-api.controller.js';
import { QuestionUseController } from './question-use/question-use.controller.js';
import { QuestionUseJob } from './question-use/question-use.job.js';
import { QuestionUseQueries } from './question-use/question-use.queries.js';
import { QuestionUse } from './question-use/question-use.service.js';

/** Figures and lists: reads everything, changes nothing of what it reads. */
@Module({
  imports: [CalendarModule, CustomersModule, HearingModule, InquiriesModule],
  controllers: [FiguresController, FiguresApi, QuestionUseController, QuestionUseApi, ExportsController],
  providers: [Charts, Exports, Lists, SweepExports, FactsQueries, FigureNames, FiguresJob, FiguresPage, MissedTargets, MonthlyFigures, Publications, QuestionUse, QuestionUseQueries, QuestionUseJob],
})
export class ReportsModule {}
