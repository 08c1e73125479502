import { HttpException } from '@nestjs/common';
import { DomainError, type ErrorCode, type FieldFault } from '../platform/errors.js';
import { storageFaultOf } from '../platform/storage-faults.rules.js';

/** Faults of HTTP itself, which the domain does not know. */
export type HttpErrorCode = 'malformed_request' | 'request_timeout' | 'headers_too_large' | 'unavailable' | 'internal_error';

export type WebErrorCode = ErrorCode | HttpErrorCode;

interface Meaning {
  readonly status: number;
  /** Short Japanese title of the kind of problem. */
  readonly title: string;
}

/** HTTP status and title of every refusal: the only place that joins the two. */
export const meanings: Readonly<Record<WebErrorCode, Meaning>> = {
  unauthenticated: { status: 401, title: 'サインインが必要です' },
  confirmation_required: { status: 403, title: '本人であることの確認が必要です' },
  forbidden: { status: 403, title: '権限がありません' },
  not_found: { status: 404, title: '見つかりません' },
  validation_failed: { status: 422, title: '入力内容を確認してください' },
  unsupported_format: { status: 415, title: '扱えない形式です' },
  too_large: { status: 413, title: '大きすぎます' },
  storage_full: { status: 507, title: '保管場所に空きがありません' },
  rate_limited: { status: 429, title: 'しばらくお待ちください' },
  version_missing: { status: 428, title: '更新前の版の指定が必要です' },
  version_stale: { status: 412, title: 'ほかの人が先に更新しました' },
  idempotency_key_missing: { status: 400, title: 'Idempotency-Key が必要です' },
  idempotency_key_reused: { status: 422, title: 'Idempotency-Key が別の内容で使われています' },
  idempotency_in_progress: { status: 409, title: '同じ操作を処理中です' },
  illegal_transition: { status: 409, title: '今の状態ではできない操作です' },
  already_exists: { status: 409, title: 'すでに登録されています' },
  outside_reception_hours: { status: 409, title: '受付時間外です' },
  time_in_future: { status: 422, title: '未来の日時です' },
  time_not_possible: { status: 422, title: 'あり得ない日時です' },
  channel_not_allowed: { status: 403, title: 'この手段では回答できません' },
  fields_missing: { status: 422, title: '足りない項目があります' },
  contact_not_verified: { status: 409, title: '本人確認がまだです' },
  contact_replaced: { status: 409, title: '本サービス担当者が変わりました' },
  contract_not_in_force: { status: 409, title: '契約の確認が必要です' },
  restricted_value: { status: 409, title: '利用者非公開の値が含まれています' },
  second_reader_required: { status: 409, title: '報告書の確認がまだです' },
  wish_not_recorded: { status: 409, title: 'ご希望の記録がありません' },
  consent_missing: { status: 409, title: '同意の記録がありません' },
  calendar_rejected: { status: 422, title: 'カレンダーを取り込めません' },
  import_rejected: { status: 422, title: '取り込めません' },
  sign_in_unavailable: { status: 503, title: 'いまはこの方法でサインインできません' },
  malformed_request: { status: 400, title: '要求を読み取れません' },
  request_timeout: { status: 408, title: '要求が時間内に届きませんでした' },
  headers_too_large: { status: 431, title: '要求の見出しが大きすぎます' },
  unavailable: { status: 503, title: 'ただいま応答できません' },
  internal_error: { status: 500, title: '処理中に問題が起きました' },
};

/** RFC 9457 problem details, with the desk's own members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: WebErrorCode;
  /** `urn:uuid:` of the request, to quote when asking for help. */
  readonly instance: string;
  readonly faults: readonly FieldFault[];
  readonly facts: Readonly<Record<string, unknown>>;
}

/** What the reader is told about an error; an unexpected one tells nothing of itself (ASVS 16.5.1). */
export function problemOf(error: unknown, requestId: string): Problem {
  return problem(explain(error), requestId);
}

/** What is told about a request that is at fault before anything of ours saw it. */
export function problemOfHttp(code: WebErrorCode, requestId: string): Problem {
  return problem(explanationOf(code), requestId);
}

function problem({ code, detail, faults, facts }: Explanation, requestId: string): Problem {
  const { status, title } = meanings[code];
  return { type: `/problems/${code}`, title, status, detail, code, instance: `urn:uuid:${requestId}`, faults, facts };
}

/** Whoever holds the database up is mostly done by then. */
const busyRetrySeconds = 5;

interface Explanation {
  readonly code: WebErrorCode;
  readonly detail: string;
  readonly faults: readonly FieldFault[];
  readonly facts: Readonly<Record<string, unknown>>;
}

function explain(error: unknown): Explanation {
  if (error instanceof DomainError) return { code: error.code, detail: error.message, faults: error.faults, facts: error.facts };
  const storage = storageFaultOf(error);
  if (storage === 'full') return explanationOf('storage_full');
  if (storage === 'busy') return { ...explanationOf('unavailable'), facts: { retryAfterSeconds: busyRetrySeconds } };
  return explanationOf(codeOfStatus(statusOf(error)));
}

function explanationOf(code: WebErrorCode): Explanation {
  return { code, detail: details[code] ?? details.internal_error, faults: [], facts: {} };
}

/** Status of an error that Nest or Fastify made; 500 for everything else. */
function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error)) return 500;
  const status: unknown = Reflect.get(error, 'statusCode');
  const code: unknown = Reflect.get(error, 'code');
  // Only Fastify's own errors say something about the request; a library's status is not ours.
  return typeof status === 'number' && typeof code === 'string' && code.startsWith('FST_') ? status : 500;
}

function codeOfStatus(status: number): WebErrorCode {
  if (status === 404) return 'not_found';
  if (status === 413) return 'too_large';
  if (status === 415) return 'unsupported_format';
  if (status === 429) return 'rate_limited';
  if (status === 503) return 'unavailable';
  return status >= 400 && status < 500 ? 'malformed_request' : 'internal_error';
}

const details: Partial<Record<WebErrorCode, string>> & { readonly internal_error: string } = {
  not_found: 'ページが見つかりません。アドレスを確認するか、一覧から開き直してください。',
  too_large: '送られた内容が大きすぎます。ファイルは12 MB、それ以外は1 MBまでです。',
  unsupported_format: 'この形式の内容は受け付けていません。',
  malformed_request: '送られた内容を読み取れません。形式を確認してください。',
  request_timeout: '要求が途中で止まり、時間内に最後まで届きませんでした。回線を確認して、もう一度お試しください。',
  headers_too_large: '要求の見出し（Cookie やアドレスを含む）が大きすぎます。このサイトの Cookie を削除してから、もう一度開いてください。',
  rate_limited: '短い時間に要求が多すぎます。しばらく待ってからお試しください。',
  unavailable: 'ただいま混み合っているか、停止の準備をしています。少し待ってからもう一度お試しください。',
  storage_full: 'サーバーの空き容量が足りないため、保存できませんでした。何も変わっていません。管理者に連絡してください。閲覧は続けられます。',
  internal_error: '処理中に問題が起きました。もう一度試しても直らないときは、下の番号を添えて管理者に連絡してください。入力した内容は保存されていない可能性があります。',
};
