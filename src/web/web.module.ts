import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { StaffModule } from '../staff/staff.module.js';
import { AccessGuard } from './access.guard.js';
import { AssetsController } from './assets.controller.js';
import { Assets } from './assets.js';
import { Banners } from './banners.js';
import { ExportRecord } from './exports/export-record.service.js';
import { FormAddresses } from './form-addresses.js';
import { Confirmations } from './confirmations.service.js';
import { FurtherRoutes } from './further-routes.service.js';
import { HelpController } from './help/help.controller.js';
import { Tours } from './help/tours.js';
import { NoteLooks } from './note-looks.service.js';
import { NavigationLinks } from './navigation.service.js';
import { Papers } from './paper/papers.service.js';
import { OpenApiController } from './open-api.controller.js';
import { KeptFormsController } from './kept-forms.controller.js';
import { MeantRequests } from './meant-requests.service.js';
import { ProblemFilter } from './problem.filter.js';
import { RefusalNotes } from './refusal-notes.service.js';
import { RequestCounts } from './request-rates/request-counts.queries.js';
import { RequestRates } from './request-rates/request-rates.service.js';
import { SweepRequestCounts } from './request-rates/sweep-request-counts.job.js';
import { ServiceSettingsController } from './service-settings/service-settings.controller.js';
import { ServiceSettingsStore } from './service-settings/service-settings.service.js';
import { SignedOutForms } from './signed-out-forms.service.js';
import { SweepIdempotencyKeys } from './sweep-idempotency-keys.job.js';
import { validationPipe } from './validation.pipe.js';
import { Views } from './views.js';
import { WhoAsks } from './who-asks.service.js';

/** What every page and every route of the API shares. */
@Global()
@Module({
  imports: [DiscoveryModule, StaffModule],
  controllers: [AssetsController, HelpController, KeptFormsController, OpenApiController, ServiceSettingsController],
  providers: [
    Assets,
    Banners,
    Confirmations,
    ExportRecord,
    FormAddresses,
    FurtherRoutes,
    NavigationLinks,
    NoteLooks,
    Papers,
    MeantRequests,
    RefusalNotes,
    RequestCounts,
    RequestRates,
    ServiceSettingsStore,
    SignedOutForms,
    SweepIdempotencyKeys,
    SweepRequestCounts,
    Tours,
    Views,
    WhoAsks,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
  ],
  exports: [Banners, Confirmations, ExportRecord, FurtherRoutes, Papers, ServiceSettingsStore, Views],
})
export class WebModule {}
