import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { securityHeaders } from '../../src/web/security-headers.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

describe('ASVS 3.4: every answer carries the headers, errors included', () => {
  let desk: TestDesk;
  beforeAll(async () => {
    desk = await startTestDesk();
  });
  afterAll(() => desk.close());

  test.each([
    ['a page', 'GET', '/sign-in', 200],
    ['a redirect', 'GET', '/staff', 303],
    ['a missing page', 'GET', '/nothing/here', 404],
    ['a missing route of the API', 'GET', '/api/v1/nothing', 404],
    ['a problem', 'GET', '/api/v1/me', 401],
    ['an unreadable address', 'GET', '/%zz', 400],
    ['a parameter that is too long', 'GET', `/welcome/${'x'.repeat(400)}`, 400],
    ['an unknown method', 'PATCH', '/sign-in', 404],
    ['a refused form', 'POST', '/sign-in', 422],
  ])('%s', async (_case, method, path, status) => {
    const answer = await desk.anonymous().request(path, { method });
    const { headers } = answer;
    expect(answer.status).toBe(status);
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('content-type') ?? 'charset=utf-8').toContain('charset=utf-8');
  });

  test.each(['/sign-in', '/staff', '/nothing/here', '/api/v1/me', '/api/v1/openapi.json'])('RFC 9110 9.3.2: a HEAD of %s is answered as the GET, without the body', async (path) => {
    const [head, get] = [await desk.anonymous().request(path, { method: 'HEAD' }), await desk.anonymous().get(path)];
    expect(head.text).toBe('');
    const told = ({ status, headers }: typeof get): unknown => [status, ...['content-type', 'content-length', 'content-encoding', 'location', 'cache-control', 'vary'].map((name) => headers.get(name))];
    expect(told(head)).toEqual(told(get));
  });

  test('after a HEAD the connection goes on with the next answer', async () => {
    const { port } = new URL(desk.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    const host = `Host: localhost:${port}`;
    socket.write(`HEAD /sign-in HTTP/1.1\r\n${host}\r\n\r\nGET /nothing/here HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`);
    const answers = (await buffer(socket)).toString().split('\r\n\r\n');
    expect(answers.map((part) => part.split('\r\n')[0])).toEqual(['HTTP/1.1 200 OK', 'HTTP/1.1 404 Not Found', expect.stringContaining('<!doctype html>')]);
  });

  test('files that pages load are kept for a year under an address that changes with them', async () => {
    const page = await desk.anonymous().get('/sign-in');
    const addresses = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(addresses).toHaveLength(7);
    for (const address of addresses) {
      const file = await desk.anonymous().get(address);
      expect(file.status).toBe(200);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test.each(['/assets/x/..%2f..%2fpackage.json', '/assets/x/package.json', '/assets/x/%00.css', '/assets/../package.json'])('no path of the machine is served: %s', async (path) => {
    const answer = await desk.anonymous().get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.text).not.toContain('"dependencies"');
  });

  test('no page has a script or a style within itself', async () => {
    const owner = await desk.signIn('service_owner');
    for (const path of ['/sign-in', '/staff', '/staff/new', '/nothing']) {
      const { text } = await owner.client.get(path);
      expect(text, path).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=|javascript:/i);
    }
  });
});

test('ASVS 3.4.1: over https browsers are told to stay there', () => {
  const config = (baseUrl: string) => ({ baseUrl }) as Parameters<typeof securityHeaders>[0];
  expect(securityHeaders(config('https://desk.example'))['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
  expect(securityHeaders(config('http://localhost:3000'))['strict-transport-security']).toBeUndefined();
});
