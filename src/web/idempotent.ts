import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor, PREPARED } from './idempotency.interceptor.js';

export const IDEMPOTENT = 'desk:idempotent';

/**
 * The act happens once per `Idempotency-Key` (forms: the hidden `_key`). The handler runs in one
 * `db.tx`; its answer is kept in the same transaction and given again to a second click.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT, true), UseInterceptors(IdempotencyInterceptor));
}

/** What is left to do once everything slow is done; it runs in one `db.tx` and returns the answer. */
export type PreparedAct<Answer> = () => Promise<Answer>;

/**
 * The same for acts that have to read a large file first: the handler prepares outside of any
 * transaction and returns a `PreparedAct`. A second click is told the first one's answer, also where
 * both were preparing at the same time.
 */
export function IdempotentOncePrepared(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT, true), SetMetadata(PREPARED, true), UseInterceptors(IdempotencyInterceptor));
}
