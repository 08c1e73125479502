import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FurtherRoutes } from '../../src/web/further-routes.service.js';
import { routeTable } from '../../src/web/route-table.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';

interface Operation {
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  readonly responses: Readonly<Record<string, object>>;
  readonly 'x-permission': string;
}

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

describe('the description of the API', () => {
  let desk: TestDesk;
  let document: Document;
  beforeAll(async () => {
    desk = await startTestDesk();
    const owner = await desk.signIn('service_owner');
    const answer = await owner.api.get('/api/v1/openapi.json');
    expect(answer.headers.get('content-type')).toContain('application/json');
    document = answer.json<Document>();
  });
  afterAll(() => desk.close());

  test('is OpenAPI 3.1 and has every route below /api/, and nothing else', () => {
    expect(document.openapi).toBe('3.1.0');
    const described = Object.entries(document.paths).flatMap(([path, operations]) => Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`));
    const routes = [...routeTable(desk.app), ...desk.app.get(FurtherRoutes).all()].filter(({ path }) => path.startsWith('/api/')).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(described.toSorted()).toEqual(routes.toSorted());
    expect(described.every((line) => / \/api\/v1\//.test(line))).toBe(true);
  });

  test('says of adding a person what is asked for', () => {
    const add = document.paths['/api/v1/staff']?.['post'];
    expect(add?.['x-permission']).toBe('staff.edit');
    expect(add?.parameters).toEqual([expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true })]);
    expect(add?.requestBody?.content['application/json'].schema).toMatchObject({ type: 'object', required: ['loginName', 'displayName', 'roles'], additionalProperties: false });
    expect(Object.keys(add?.responses ?? {})).toEqual(['201', 'default']);
  });

  test('says where a version is asked for', () => {
    const change = document.paths['/api/v1/staff/{id}/status']?.['put'];
    expect(change?.parameters.map(({ name, in: place }) => `${place} ${name}`)).toEqual(expect.arrayContaining(['path id', 'header If-Match']));
  });

  test('every route of the API has a summary', () => {
    const silent = routeTable(desk.app).filter(({ path, documentation }) => path.startsWith('/api/') && documentation === undefined);
    expect(silent.map(({ handler }) => handler)).toEqual([]);
  });
});
