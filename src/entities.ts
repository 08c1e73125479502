import type { EntityList } from './platform/data-sources.js';
import { DataKeyRow } from './platform/content/data-key.entity.js';
import { CounterRow } from './platform/counter.entity.js';
import { EventRow } from './platform/event.entity.js';
import { IdempotencyRow } from './platform/idempotency.entity.js';
import { JobRunRow } from './platform/job-run.entity.js';
import { calendarEntities } from './calendar/entities.js';
import { customersEntities } from './customers/entities.js';
import { staffEntities } from './staff/entities.js';
import { RequestCountRow } from './web/request-rates/request-count.entity.js';
import { ServiceSettingRow } from './web/service-settings/service-setting.entity.js';
import { hearingEntities } from './hearing/entities.js';
import { inquiriesEntities } from './inquiries/entities.js';
import { analysisEntities } from './analysis/entities.js';
import { knowledgeEntities } from './knowledge/entities.js';
import { mailEntities } from './mail/entities.js';
import { reportsEntities } from './reports/entities.js';
import { recordEntities } from './record/entities.js';

/** Every table that TypeORM maps, named one by one: patterns are not found under ES modules. */
export const entities: EntityList = [
  EventRow,
  CounterRow,
  IdempotencyRow,
  JobRunRow,
  DataKeyRow,
  ...calendarEntities,
  ...customersEntities,
  ...staffEntities,
  RequestCountRow,
  ServiceSettingRow,
  ...hearingEntities,
  ...inquiriesEntities,
  ...analysisEntities,
  ...mailEntities,
  ...knowledgeEntities,
  ...reportsEntities,
  ...recordEntities,
];
