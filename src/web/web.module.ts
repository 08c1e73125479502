import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { StaffModule } from '../staff/staff.module.js';
import { AccessGuard } from './access.guard.js';
import { AssetsController } from './assets.controller.js';
import { Assets } from './assets.js';
import { Banners } from './banners.js';
import { FormAddresses } from './form-addresses.js';
import { FurtherRoutes } from './further-routes.service.js';
import { NavigationLinks } from './navigation.service.js';
import { OpenApiController } from './open-api.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { SweepIdempotencyKeys } from './sweep-idempotency-keys.job.js';
import { validationPipe } from './validation.pipe.js';
import { Views } from './views.js';

/** What every page and every route of the API shares. */
@Global()
@Module({
  imports: [DiscoveryModule, StaffModule],
  controllers: [AssetsController, OpenApiController],
  providers: [
    Assets,
    Banners,
    FormAddresses,
    FurtherRoutes,
    NavigationLinks,
    SweepIdempotencyKeys,
    Views,
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useFactory: validationPipe },
  ],
  exports: [Banners, FurtherRoutes, Views],
})
export class WebModule {}
