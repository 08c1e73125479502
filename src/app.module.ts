import { DynamicModule, Module, type Type } from '@nestjs/common';
import { migrations } from '../migrations/index.js';
import { AnalysisModule } from './analysis/analysis.module.js';
import { CalendarModule } from './calendar/calendar.module.js';
import type { Config } from './config.js';
import { CustomersModule } from './customers/customers.module.js';
import { entities } from './entities.js';
import { HearingModule } from './hearing/hearing.module.js';
import { InquiriesModule } from './inquiries/inquiries.module.js';
import { KnowledgeModule } from './knowledge/knowledge.module.js';
import { MailModule } from './mail/mail.module.js';
import { makeClock, type Clock } from './platform/clock.js';
import { PlatformModule } from './platform/platform.module.js';
import { RecordModule } from './record/record.module.js';
import { ReportsModule } from './reports/reports.module.js';
import { StaffModule } from './staff/staff.module.js';
import { SettingsModule } from './settings.module.js';
import { WebModule } from './web/web.module.js';

/** The only list of modules. */
@Module({})
export class AppModule {
  /**
   * @param clock where another clock than the configured one is wanted, as tests do
   * @param further what the demo alone serves
   */
  static for(config: Config, clock: Clock = makeClock(config.clock), further: readonly Type[] = []): DynamicModule {
    return {
      module: AppModule,
      imports: [
        SettingsModule.for(config),
        PlatformModule.for(config.database, { entities, migrations }, clock),
        CalendarModule,
        CustomersModule,
        StaffModule,
        WebModule,
        HearingModule,
        InquiriesModule,
        AnalysisModule,
        MailModule,
        KnowledgeModule,
        ReportsModule,
        RecordModule,
        ...further,
      ],
    };
  }
}
