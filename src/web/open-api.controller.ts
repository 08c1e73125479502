import { Controller, Get, Inject } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import { SignedIn } from './access.js';
import { Api } from './api.js';
import { FurtherRoutes } from './further-routes.service.js';
import { openApiDocument } from './open-api.js';
import { routeTable } from './route-table.js';

/** The description of the API, for those who may use it (ASVS 13.4.5). */
@Controller('api/v1')
export class OpenApiController {
  constructor(
    private readonly modules: ModuleRef,
    private readonly further: FurtherRoutes,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('openapi.json')
  @SignedIn()
  @Api({ summary: 'この文書（OpenAPI 3.1）' })
  document(): object {
    return openApiDocument([...routeTable(this.modules), ...this.further.all()], this.config.baseUrl);
  }
}
