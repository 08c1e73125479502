import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';

export const IDEMPOTENT = 'desk:idempotent';

/**
 * The act happens once per `Idempotency-Key` (forms: the hidden `_key`). The handler runs in one
 * `db.tx`; its answer is kept in the same transaction and given again to a second click.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT, true), UseInterceptors(IdempotencyInterceptor));
}
