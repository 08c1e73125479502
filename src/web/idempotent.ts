import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';
import { IdempotencyInterceptor, PREPARED, SECRET_ANSWER } from './idempotency.interceptor.js';

export const IDEMPOTENT = 'desk:idempotent';

/**
 * The act happens once per `Idempotency-Key` (forms: the hidden `_key`). The handler runs in one
 * `db.tx`; its answer is kept in the same transaction and given again to a second click.
 */
export function Idempotent(): MethodDecorator {
  return applyDecorators(SetMetadata(IDEMPOTENT, true), UseInterceptors(IdempotencyInterceptor));
}

/**
 * The same for acts whose answer is a secret, such as a one-time link: it is kept sealed under the
 * desk's key, so that nobody reads it who gets hold of the database.
 */
export function IdempotentWithSecret(): MethodDecorator {
  return applyDecorators(Idempotent(), SetMetadata(SECRET_ANSWER, true));
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
