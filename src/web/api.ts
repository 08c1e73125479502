import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { z } from 'zod';

/** What the OpenAPI document says of a route beyond its path, permission and parameters. */
export interface ApiDocumentation {
  /** One Japanese sentence. */
  readonly summary: string;
  /** Schema of the answer; left out where there is no body. */
  readonly response?: z.ZodType;
  /** Status of success; 200, or 201 for POST, where left out. */
  readonly status?: number;
}

export const API_DOCUMENTATION = 'desk:api';

/** Describes a route of `/api/v1` for the OpenAPI document. */
export function Api(documentation: ApiDocumentation): CustomDecorator {
  return SetMetadata(API_DOCUMENTATION, documentation);
}
