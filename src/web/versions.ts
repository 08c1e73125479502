import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../platform/errors.js';

/** The ETag of a row: its version, strong, quoted (RFC 9110 8.8.3). */
export function etag(version: number): string {
  return `"${version}"`;
}

/**
 * The version that an `If-Match` header (or a form's hidden `_version`) names.
 *
 * @throws DomainError version_missing where there is none, version_stale where it can match nothing
 */
function requiredVersion(ifMatch: string | undefined): number {
  if (ifMatch === undefined || ifMatch === '' || ifMatch === '*') {
    throw new DomainError('version_missing', '更新する前の版を If-Match で指定してください。画面を開き直すと最新の版が分かります。');
  }
  const version = /^"?(\d{1,9})"?$/.exec(ifMatch)?.[1];
  if (version === undefined) throw staleVersion();
  return Number(version);
}

/** The refusal for an act on a version that is no longer the newest. */
export function staleVersion(): DomainError {
  return new DomainError('version_stale', 'ほかの人が先に更新しました。最新の内容を確認してから、もう一度操作してください。');
}

const versionOf = createParamDecorator((_data: unknown, context: ExecutionContext): number => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return requiredVersion(request.headers['if-match'] ?? request.desk.hidden.version);
});

/** Parameter decorator: the version the person looked at, from `If-Match` or the form's `_version`. */
export function ExpectedVersion(): ParameterDecorator {
  return versionOf('if-match');
}
