import { z } from 'zod';
import type { Access } from './access.js';
import { meanings } from './problem.js';
import { productName } from '../platform/product-name.js';
import type { Route, RouteParameter } from './route-table.js';

type Json = Readonly<Record<string, unknown>>;

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance', 'faults', 'facts'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string', description: '日本語の説明' },
    code: { type: 'string', enum: Object.keys(meanings) },
    instance: { type: 'string' },
    faults: { type: 'array', items: { type: 'object', required: ['field', 'message'], properties: { field: { type: 'string' }, message: { type: 'string' } } } },
    facts: { type: 'object' },
  },
};

/** The OpenAPI 3.1 document of the routes below `/api/`, made from what their decorators say. */
export function openApiDocument(routes: readonly Route[], baseUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes.filter(({ path }) => path.startsWith('/api/'))) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: productName, version: '1' },
    servers: [{ url: baseUrl }],
    paths,
    components: {
      securitySchemes: { session: { type: 'http', scheme: 'bearer', description: 'POST /api/v1/sessions の token' } },
      schemas: { Problem: problemSchema },
      responses: { Problem: { description: '理由（RFC 9457）', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } } },
    },
  };
}

function operation(route: Route): Json {
  const body = route.parameters.find(({ source, schema }) => source === 'body' && schema !== undefined);
  return {
    operationId: route.handler.replaceAll(/\W/g, '_'),
    summary: route.documentation?.summary ?? route.handler,
    security: route.access?.kind === 'public' ? [] : [{ session: [] }],
    'x-permission': accessText(route.access),
    parameters: [...route.parameters.flatMap(parameterObjects), ...headerParameters(route)],
    ...(body?.schema === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body.schema, 'input') } } } }),
    responses: { ...success(route), default: { $ref: '#/components/responses/Problem' } },
  };
}

function accessText(access: Access | undefined): string {
  return access?.kind === 'permit' ? access.anyOf.join(' | ') : (access?.kind ?? 'closed');
}

function success({ documentation, method }: Route): Json {
  const status = documentation?.status ?? (method === 'POST' ? 201 : 200);
  if (documentation?.response === undefined) return { [status]: { description: '完了' } };
  return { [status]: { description: '完了', content: { 'application/json': { schema: jsonSchema(documentation.response, 'output') } } } };
}

function parameterObjects({ source, name, schema }: RouteParameter): Json[] {
  if (source !== 'query' && source !== 'path') return [];
  const place = source;
  if (name !== undefined) return [{ name, in: place, required: place === 'path', schema: schema === undefined ? {} : jsonSchema(schema, 'input') }];
  const whole = schema === undefined ? {} : jsonSchema(schema, 'input');
  const required = Array.isArray(whole['required']) ? whole['required'] : [];
  const properties = typeof whole['properties'] === 'object' && whole['properties'] !== null ? whole['properties'] : {};
  return Object.entries(properties).map(([property, inner]) => ({ name: property, in: place, required: place === 'path' || required.includes(property), schema: inner }));
}

function headerParameters({ idempotent, versioned }: Route): Json[] {
  const header = (name: string, description: string): Json => ({ name, in: 'header', required: true, description, schema: { type: 'string' } });
  return [
    ...(idempotent ? [header('Idempotency-Key', '同じ操作が二重に行われるのを防ぐ値')] : []),
    ...(versioned ? [header('If-Match', '更新前の版（ETag）')] : []),
  ];
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
