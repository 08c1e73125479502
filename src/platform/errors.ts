import { seesAllDesks, type Scope } from './scope.js';

/**
 * The closed set of reasons for which the desk refuses something. The HTTP status and the
 * problem type of each live in `web/problem.ts`; the domain knows no HTTP.
 */
export const errorCodes = [
  'unauthenticated',
  'confirmation_required',
  'forbidden',
  'not_found',
  'validation_failed',
  'unsupported_format',
  'too_large',
  'storage_full',
  'rate_limited',
  'version_missing',
  'version_stale',
  'idempotency_key_missing',
  'idempotency_key_reused',
  'idempotency_in_progress',
  'illegal_transition',
  'already_exists',
  'outside_reception_hours',
  'time_in_future',
  'time_not_possible',
  'channel_not_allowed',
  'fields_missing',
  'contact_not_verified',
  'contact_replaced',
  'contract_not_in_force',
  'restricted_value',
  'second_reader_required',
  'wish_not_recorded',
  'consent_missing',
  'calendar_rejected',
  'import_rejected',
  'sign_in_unavailable',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** One field of a form or body that cannot be accepted, with the sentence to show beside it. */
export interface FieldFault {
  /** Name of the field as it was sent; dots for nesting. */
  readonly field: string;
  readonly message: string;
}

export interface DomainErrorDetails {
  readonly faults?: readonly FieldFault[];
  /** Facts a program can act on, such as `nextOpeningAt`; never personal data. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * A refusal that the person who asked can understand. `message` is Japanese, for the reader, and
 * says what to do next where there is something to do.
 */
export class DomainError extends Error {
  readonly faults: readonly FieldFault[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: DomainErrorDetails = {},
  ) {
    super(message);
    this.name = 'DomainError';
    this.faults = details.faults ?? [];
    this.facts = details.facts ?? {};
  }
}

/** The refusal for what does not exist and for what belongs to another desk: the two look alike (B5). */
export function notFound(what = '対象'): DomainError {
  return new DomainError('not_found', `${what}が見つかりません。一覧から開き直してください。`);
}

/** The same, where what lies behind a wall may be asked for by its number or address: which wall that is for who asks, without saying that it exists. */
export function notFoundWithin(scope: Scope, what: '問合せ' | '利用者'): DomainError {
  if (seesAllDesks(scope)) return notFound(what);
  if (scope.providerId !== null && what === '利用者') return new DomainError('not_found', '利用者が見つかりません。割り当てられた問合せの利用者は、その問合せのページで確認できます。');
  const others = scope.providerId === null ? `ほかの窓口が担当する${what}` : '担当として割り当てられていない問合せ';
  return new DomainError('not_found', `${what}が見つかりません。${others}は、アドレスや番号が正しくても表示されません。一覧から開き直してください。`);
}
