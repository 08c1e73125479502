import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { FurtherRoutes } from '../../web/further-routes.service.js';
import type { Route } from '../../web/route-table.js';
import { inquirySchema } from '../inquiry.resource.js';
import { ActRegistry } from './act-registry.service.js';
import type { Act } from './act.js';

/** Describes each act as an operation of its own in the OpenAPI document. */
@Injectable()
export class ActRoutes implements OnModuleInit {
  constructor(
    private readonly registry: ActRegistry,
    private readonly further: FurtherRoutes,
  ) {}

  onModuleInit(): void {
    this.further.add(() => this.registry.all().map(routeOf));
  }
}

function routeOf(act: Act): Route {
  return {
    method: 'POST',
    path: `/api/v1/inquiries/:id/${act.name}`,
    handler: `act.${act.name}`,
    careful: undefined,
    access: { kind: 'permit', anyOf: act.orPermission === undefined ? [act.permission] : [act.permission, act.orPermission] },
    idempotent: true,
    versioned: true,
    parameters: [
      { source: 'path', name: 'id', schema: z.uuid() },
      { source: 'body', name: undefined, schema: act.body },
    ],
    documentation: { summary: act.label, response: inquirySchema, status: 200 },
    navigation: undefined,
  };
}
