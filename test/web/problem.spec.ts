import { BadRequestException, PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, test } from 'vitest';
import { DomainError, errorCodes, type ErrorCode } from '../../src/platform/errors.js';
import { meanings, problemOf } from '../../src/web/problem.js';

/** Status codes as section I of the requirements and issue 2 say them. */
const promised: Partial<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  validation_failed: 422,
  version_missing: 428,
  version_stale: 412,
  idempotency_key_missing: 400,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  illegal_transition: 409,
  already_exists: 409,
  outside_reception_hours: 409,
  time_in_future: 422,
  channel_not_allowed: 403,
  fields_missing: 422,
  contact_not_verified: 409,
  rate_limited: 429,
  storage_full: 507,
  sign_in_unavailable: 503,
};

describe('every refusal of the domain has one status', () => {
  test.each(errorCodes)('%s', (code) => {
    const problem = problemOf(new DomainError(code, '説明'), 'r');
    expect(problem.status).toBeGreaterThanOrEqual(400);
    if ((promised[code] ?? 400) < 500) expect(problem.status).toBeLessThan(500);
    expect(problem.status).toBe(promised[code] ?? problem.status);
    expect(problem).toMatchObject({ type: `/problems/${code}`, code, detail: '説明', instance: 'urn:uuid:r' });
    expect(problem.title).toMatch(/[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u);
  });

  test('the table has nothing that nobody can throw', () => {
    expect(Object.keys(meanings).filter((code) => !errorCodes.some((known) => known === code))).toEqual(['malformed_request', 'request_timeout', 'headers_too_large', 'unavailable', 'internal_error']);
  });
});

describe('ASVS 16.5.1: what was not meant for the reader is not told', () => {
  test.each([
    ['an error of ours', new Error('SELECT secret FROM staff'), 500, 'internal_error'],
    ['something that is no error', 'secret', 500, 'internal_error'],
    ['a library error with a status of its own', Object.assign(new Error('secret'), { statusCode: 404 }), 500, 'internal_error'],
    ['a framework refusal', new BadRequestException('secret'), 400, 'malformed_request'],
    ['a framework limit', new PayloadTooLargeException('secret'), 413, 'too_large'],
    ['a server limit', Object.assign(new Error('secret'), { statusCode: 415, code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' }), 415, 'unsupported_format'],
  ])('%s', (_case, error, status, code) => {
    const problem = problemOf(error, 'r');
    expect(problem).toMatchObject({ status, code, faults: [], facts: {} });
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
