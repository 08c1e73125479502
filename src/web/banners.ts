import { Injectable } from '@nestjs/common';
import type { Scope } from '../platform/scope.js';
import { can, type Permission } from '../staff/permissions.js';

/** Something that everybody who may act on it has to know on whatever page he is. */
export interface Banner {
  readonly text: string;
  /** Who sees it. */
  readonly permission: Permission;
  /** Where more is said, and who may go there. */
  readonly link: { readonly path: string; readonly label: string; readonly permission: Permission };
}

/** A banner as the layout prints it. */
export interface ShownBanner {
  readonly text: string;
  readonly link: { readonly path: string; readonly label: string } | undefined;
}

/**
 * What stands above every page. Rooms look after their own from time to time, so that no page has to
 * ask the database for it.
 */
@Injectable()
export class Banners {
  readonly #bySource = new Map<string, readonly Banner[]>();

  /** Replaces what a room has to say. */
  show(source: string, banners: readonly Banner[]): void {
    this.#bySource.set(source, banners);
  }

  for(scope: Scope): ShownBanner[] {
    return [...this.#bySource.values()]
      .flat()
      .filter(({ permission }) => can(scope, permission))
      .map(({ text, link }) => ({ text, link: can(scope, link.permission) ? { path: link.path, label: link.label } : undefined }));
  }
}
