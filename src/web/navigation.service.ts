import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { hasRole, type Scope } from '../platform/scope.js';
import { can } from '../staff/permissions.js';
import { routeTable, type Route } from './route-table.js';

/** One link of the header. */
export interface NavigationLink {
  readonly label: string;
  readonly path: string;
  readonly current: boolean;
  readonly countFrom: string | undefined;
  /** Looked up now and then; stands in the menu behind その他, so that the header keeps to one row. */
  readonly administration: boolean;
}

const firstOfAdministration = 40;

/** The header's links, gathered from the routes themselves: no link leads nowhere. */
@Injectable()
export class NavigationLinks {
  #routes: readonly Route[] | undefined;
  #pages: readonly Route[] | undefined;

  constructor(private readonly modules: ModuleRef) {}

  /** What this person may open, the page at `url` marked. */
  for(scope: Scope, url: string): readonly NavigationLink[] {
    const open = this.#entries().filter((route) => mayOpen(scope, route));
    const current = open.filter(({ path }) => isBelow(url, path)).toSorted((a, b) => b.path.length - a.path.length)[0];
    return open.map((route) => ({
      label: route.navigation?.label ?? '',
      path: route.path,
      current: route === current,
      countFrom: this.#countFor(scope, route),
      administration: (route.navigation?.order ?? 0) >= firstOfAdministration && !hasRole(scope, ...(route.navigation?.inRowFor ?? [])),
    }));
  }

  /** A number counts work of one's own: who may not act on what is counted is not shown it. */
  #countFor(scope: Scope, { navigation }: Route): string | undefined {
    const address = navigation?.countFrom;
    return address === undefined || this.isClosed(scope, address) ? undefined : address;
  }

  /** Whether a link to a page of the desk would be followed by a refusal. */
  isClosed(scope: Scope, path: string): boolean {
    this.#pages ??= routeTable(this.modules).filter(({ method }) => method === 'GET');
    const page = this.#pages.find((route) => route.path === path);
    return page !== undefined && !mayOpen(scope, page);
  }

  #entries(): readonly Route[] {
    this.#routes ??= routeTable(this.modules)
      .filter(({ navigation }) => navigation !== undefined)
      .toSorted((a, b) => (a.navigation?.order ?? 0) - (b.navigation?.order ?? 0));
    return this.#routes;
  }
}

function mayOpen(scope: Scope, { access }: Route): boolean {
  return access?.kind === 'permit' ? access.anyOf.some((permission) => can(scope, permission)) : access !== undefined;
}

function isBelow(url: string, path: string): boolean {
  const asked = url.split('?')[0] ?? '';
  return asked === path || (path !== '/' && asked.startsWith(`${path}/`));
}
