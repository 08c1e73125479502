import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, type Config } from '../../src/config.js';

const safe = {
  DESK_BASE_URL: 'https://desk.example.co.jp',
  DESK_SMTP_HOST: 'smtp.example.co.jp',
  DESK_MAIL_DOMAIN: 'desk.example.co.jp',
  DESK_SECRET_KEY: 'MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=',
};

const parse = (env: Record<string, string>): Config => parseConfig(env, '/srv/desk');

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    parse(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
};

/** The settings that were complained of. */
const namesIn = (env: Record<string, string>): string[] => faultsOf(env).map((fault) => fault.split(':')[0] ?? '');

describe('settings from the environment', () => {
  it('need little in production, and listen on loopback only', () => {
    expect(parse(safe)).toMatchObject({
      mode: 'production',
      host: '127.0.0.1',
      port: 3000,
      baseUrl: 'https://desk.example.co.jp',
      dataDir: '/srv/desk/.desk',
      database: { kind: 'sqlite', file: '/srv/desk/.desk/desk.sqlite' },
      smtp: { port: 587, tls: 'required' },
      clock: { kind: 'system' },
      runJobs: true,
    });
  });

  it('trust no proxy unless one is named, by address, network or the name of one', () => {
    expect(parse(safe).trustedProxies).toEqual([]);
    expect(parse({ ...safe, DESK_TRUSTED_PROXY: ' 10.0.0.5, 192.168.0.0/16,fd00::/8 , loopback' }).trustedProxies).toEqual(['10.0.0.5', '192.168.0.0/16', 'fd00::/8', 'loopback']);
  });

  it('are frozen', () => {
    expect(Object.isFrozen(parse(safe))).toBe(true);
  });

  it('take an empty variable for one that is not set', () => {
    expect(parse({ ...safe, DESK_PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3000, database: { kind: 'sqlite' } });
  });

  it('name a PostgreSQL server', () => {
    expect(parse({ ...safe, DATABASE_URL: 'postgres://db/desk' }).database).toEqual({ kind: 'postgres', url: 'postgres://db/desk' });
  });

  it('need nothing at all in the demo', () => {
    expect(parse({ DESK_MODE: 'demo' })).toMatchObject({ mode: 'demo', baseUrl: 'http://localhost:3000', smtp: undefined });
  });

  it('take a clock that stands or runs from an instant in the demo', () => {
    const at = Date.parse('2026-11-24T10:30:00+09:00');
    expect(parse({ DESK_MODE: 'demo', DESK_CLOCK: 'fixed:2026-11-24T10:30:00+09:00' }).clock).toEqual({ kind: 'fixed', at });
    expect(parse({ DESK_MODE: 'demo', DESK_CLOCK: '2026-11-24T01:30:00Z' }).clock).toEqual({ kind: 'shifted', at });
  });

  it.each([
    ['DESK_MODE', { DESK_MODE: 'staging' }],
    ['DESK_PORT', { ...safe, DESK_PORT: '70000' }],
    ['DESK_PORT', { ...safe, DESK_PORT: 'http' }],
    ['DESK_BASE_URL', { ...safe, DESK_BASE_URL: 'desk' }],
    ['DESK_JOBS', { ...safe, DESK_JOBS: 'yes' }],
    ['DESK_CLOCK', { DESK_MODE: 'demo', DESK_CLOCK: '2026-11-24T10:30:00' }],
    ['DATABASE_URL', { ...safe, DATABASE_URL: 'mysql://db/desk' }],
    ['DESK_SMTP_TLS', { ...safe, DESK_SMTP_TLS: 'none' }],
    ['DESK_MAIL_DOMAIN', { ...safe, DESK_MAIL_DOMAIN: 'not a domain' }],
    ['DESK_TRUSTED_PROXY', { ...safe, DESK_TRUSTED_PROXY: 'true' }],
    ['DESK_TRUSTED_PROXY', { ...safe, DESK_TRUSTED_PROXY: 'proxy.example.co.jp' }],
    ['DESK_TRUSTED_PROXY', { ...safe, DESK_TRUSTED_PROXY: '10.0.0.5, 0.0.0.0/0' }],
    ['DESK_TRUSTED_PROXY', { ...safe, DESK_TRUSTED_PROXY: '::/0' }],
    ['DESK_TRUSTED_PROXY', { ...safe, DESK_TRUSTED_PROXY: '10.0.0.0/33' }],
    ['DESK_SECRET_KEY', { ...safe, DESK_SECRET_KEY: 'secret' }],
    ['DESK_SECRET_KEY', { ...safe, DESK_SECRET_KEY: 'A'.repeat(43) }],
  ])('are refused with the name of the wrong one: %s in %o', (name, env) => {
    expect(namesIn(env)).toEqual([name]);
  });

  it.each([
    ['DESK_BASE_URL', { ...safe, DESK_BASE_URL: 'http://desk.example.co.jp' }],
    ['DESK_CLOCK', { ...safe, DESK_CLOCK: '2026-11-24T10:30:00+09:00' }],
    ['DESK_SMTP_PASSWORD', { ...safe, DESK_SMTP_USER: 'desk' }],
  ])('are refused in production alone where they are unsafe: %s in %o', (name, env) => {
    expect(namesIn(env)).toEqual([name]);
    expect(namesIn({ ...env, DESK_MODE: 'demo' })).toEqual([]);
  });

  it('are refused with everything that is wrong at once', () => {
    expect(namesIn({})).toEqual(['DESK_BASE_URL', 'DESK_SMTP_HOST', 'DESK_MAIL_DOMAIN', 'DESK_SECRET_KEY']);
    expect(namesIn({ DESK_MODE: 'x', DESK_PORT: '-1', DESK_BASE_URL: '?' })).toEqual(['DESK_MODE', 'DESK_PORT', 'DESK_BASE_URL']);
    expect(namesIn({ DESK_PORT: '70000', DESK_JOBS: 'maybe', DESK_CLOCK: '2026-11-24T10:30:00+09:00', DESK_BASE_URL: 'http://desk.example.co.jp', DESK_SMTP_HOST: 'smtp.example.co.jp', DESK_SMTP_TLS: 'none' })).toEqual(
      ['DESK_PORT', 'DESK_JOBS', 'DESK_SMTP_TLS', 'DESK_CLOCK', 'DESK_BASE_URL', 'DESK_MAIL_DOMAIN', 'DESK_SECRET_KEY'],
    );
    expect(namesIn({ DESK_CLOCK: 'tomorrow', DATABASE_URL: 'x', DESK_BASE_URL: 'http://desk.example.co.jp' })).toEqual(
      expect.arrayContaining(['DESK_CLOCK', 'DATABASE_URL', 'DESK_BASE_URL', 'DESK_SMTP_HOST', 'DESK_MAIL_DOMAIN']),
    );
  });

  it('never repeat a secret in what they complain of', () => {
    const fault = faultsOf({ ...safe, DATABASE_URL: 'mysql://desk:canary-secret@db/desk', DESK_SMTP_PASSWORD: 'canary-secret' }).join();
    expect(fault).not.toContain('canary-secret');
  });
});
