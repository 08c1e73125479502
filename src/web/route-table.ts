import { RequestMethod } from '@nestjs/common';
import { RouteParamtypes } from '@nestjs/common/internal';
import { DiscoveryService, MetadataScanner, type NestApplicationContext } from '@nestjs/core';
import { z } from 'zod';
import type { Permission } from '../staff/permissions.js';
import { ACCESS, FRESH_SIGN_IN, type Access } from './access.js';
import { API_DOCUMENTATION, type ApiDocumentation } from './api.js';
import { IDEMPOTENT } from './idempotent.js';
import { NAVIGATION, type NavigationEntry } from './navigation.js';

/** What a parameter of a handler is taken from. */
export type ParameterSource = 'body' | 'query' | 'path' | 'headers' | 'custom' | 'server';

export interface RouteParameter {
  readonly source: ParameterSource;
  /** Name of the single value, where not the whole source is taken. */
  readonly name: string | undefined;
  readonly schema: z.ZodType | undefined;
}

/** One route of the desk, as its decorators describe it. */
export interface Route {
  readonly method: string;
  /** As registered: `/api/v1/inquiries/:id`. */
  readonly path: string;
  readonly handler: string;
  /** Undefined where nothing was said: such a route is closed to everybody, and a test fails. */
  readonly access: Access | undefined;
  /** What is done, where whoever does it must have proved who he is a moment ago. */
  readonly careful: string | undefined;
  readonly idempotent: boolean;
  readonly versioned: boolean;
  readonly parameters: readonly RouteParameter[];
  readonly documentation: ApiDocumentation | undefined;
  readonly navigation: NavigationEntry | undefined;
}

/** Every route of the application, read from its controllers; sorted by path. */
export function routeTable(app: Pick<NestApplicationContext, 'get'>): readonly Route[] {
  const scanner = new MetadataScanner();
  const routes = app.get(DiscoveryService, { strict: false }).getControllers().flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype: object = metatype.prototype;
    return scanner.getAllMethodNames(prototype).flatMap((name) => routesOf(metatype, prototype, name));
  });
  return routes.toSorted((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`, 'en'));
}

/** The permissions that open a route; undefined where it is open to all who are signed in, or to everybody. */
export function permissionsOfRoute(route: Route): readonly Permission[] | undefined {
  return route.access?.kind === 'permit' ? route.access.anyOf : undefined;
}

function routesOf(controller: Function, prototype: object, name: string): Route[] {
  const handler: unknown = Reflect.get(prototype, name);
  if (typeof handler !== 'function') return [];
  const method: unknown = Reflect.getMetadata('method', handler);
  if (typeof method !== 'number') return [];
  const parameters = parametersOf(controller, name);
  return pathsOf(controller, handler).map((path) => ({
    method: RequestMethod[method] ?? 'ALL',
    path,
    handler: `${controller.name}.${name}`,
    access: metadata<Access>(ACCESS, handler, controller),
    careful: metadata<string>(FRESH_SIGN_IN, handler, controller),
    idempotent: Reflect.getMetadata(IDEMPOTENT, handler) === true,
    versioned: parameters.some(({ name: own }) => own === EXPECTED_VERSION),
    parameters,
    documentation: metadata<ApiDocumentation>(API_DOCUMENTATION, handler),
    navigation: metadata<NavigationEntry>(NAVIGATION, handler),
  }));
}

function metadata<T>(key: string, ...targets: readonly Function[]): T | undefined {
  return targets.map((target): T | undefined => Reflect.getMetadata(key, target)).find((value) => value !== undefined);
}

function pathsOf(controller: Function, handler: Function): string[] {
  const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [typeof value === 'string' ? value : '']);
  const own = list(Reflect.getMetadata('path', handler));
  return list(Reflect.getMetadata('path', controller)).flatMap((prefix) => own.map((path) => joinPath(prefix, path)));
}

function joinPath(...parts: readonly string[]): string {
  return `/${parts.flatMap((part) => part.split('/')).filter((part) => part !== '').join('/')}`;
}

interface ArgumentMetadata {
  readonly data?: unknown;
  readonly schema?: unknown;
  readonly factory?: unknown;
}

const EXPECTED_VERSION = 'if-match';

const sources: Readonly<Record<number, ParameterSource>> = {
  [RouteParamtypes.BODY]: 'body',
  [RouteParamtypes.QUERY]: 'query',
  [RouteParamtypes.PARAM]: 'path',
  [RouteParamtypes.HEADERS]: 'headers',
  [RouteParamtypes.FILE]: 'body',
  [RouteParamtypes.FILES]: 'body',
  [RouteParamtypes.RAW_BODY]: 'body',
};

function parametersOf(controller: Function, name: string): RouteParameter[] {
  const found: Record<string, ArgumentMetadata> = Reflect.getMetadata('__routeArguments__', controller, name) ?? {};
  return Object.entries(found).map(([key, { data, schema, factory }]) => {
    if (factory !== undefined) return { source: 'custom', name: data === EXPECTED_VERSION ? EXPECTED_VERSION : undefined, schema: undefined };
    const source = sources[Number(key.split(':')[0])] ?? 'server';
    return { source, name: typeof data === 'string' ? data : undefined, schema: schema instanceof z.ZodType ? schema : undefined };
  });
}
