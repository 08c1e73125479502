import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Eta } from 'eta';
import type { Config } from '../config.js';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { can, roleNames, type Permission } from '../staff/permissions.js';
import { projectDir } from '../read-config.js';
import { CONFIG } from '../settings.module.js';
import { Assets } from './assets.js';
import { Banners } from './banners.js';
import { Tours } from './help/tours.js';
import { NavigationLinks } from './navigation.service.js';
import { currentRequest } from './request-context.js';
import { viewHelpers, type ViewHelpers } from './view-helpers.js';

/**
 * What a template is given as `it`, beside `it.h` (helpers), `it.can(permission)` and `it.said(id)`: the
 * sentence an act has left for that part of the page, once; what no part has taken stands at the top.
 */
export type ViewData = Readonly<Record<string, unknown>>;

/** Data of a whole page. */
export interface PageData extends ViewData {
  /** Shown in the browser's tab; the layout adds the name of the desk. */
  readonly title: string;
  /** `wide` for pages that need the whole width (queues, inquiry pages). */
  readonly width?: 'wide';
}

/**
 * Renders `templates/pages/<name>.eta`. Everything printed with `<%= %>` is escaped; `<%~ %>` is for
 * HTML of our own helpers alone.
 */
@Injectable()
export class Views {
  readonly #eta: Eta;
  readonly #helpers: ViewHelpers;
  @Inject(Banners) private readonly banners!: Banners;
  @Inject(Tours) private readonly tours!: Tours;

  constructor(
    private readonly navigation: NavigationLinks,
    private readonly clock: Clock,
    assets: Assets,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#eta = new Eta({ views: join(projectDir(), 'templates', 'pages'), cache: true, autoEscape: true });
    this.#helpers = viewHelpers((name) => assets.url(name));
  }

  /** A whole page within the layout. */
  page(template: string, data: PageData): string {
    const body = this.fragment(template, data);
    return this.#render('layout', { ...data, ...this.#chrome(), body });
  }

  /** A piece of a page, for htmx. */
  fragment(template: string, data: ViewData): string {
    return this.#render(template, data);
  }

  #render(template: string, data: ViewData): string {
    const scope = currentRequest()?.session?.scope;
    const mayHe = (permission: Permission): boolean => scope !== undefined && can(scope, permission);
    return this.#eta.render(`/${template}`, { ...data, h: this.#helpers, can: mayHe, said: takeSaid });
  }

  /** What of the layout is for one person. */
  #personal(scope: Scope, url: string): ViewData {
    return {
      links: this.navigation.for(scope, url),
      banners: this.banners.for(scope),
      tourStep: this.tours.at(scope, url),
      person: { name: scope.name, roles: scope.roles.map((role) => roleNames[role]).join('・') },
    };
  }

  #chrome(): ViewData {
    const request = currentRequest();
    const scope = request?.session?.scope;
    return {
      ...(scope === undefined ? { links: [], banners: [] } : this.#personal(scope, request?.url ?? '/')),
      keysAreOff: request?.session?.keysAreOff === true,
      csrfToken: request?.session?.csrfToken,
      flash: takeSaid(request?.flashAt),
      demoClock: this.config.clock.kind === 'system' ? undefined : this.clock.now(),
    };
  }
}

/** The sentence that an act has left for a part of the page under way, taken so that it is said once. */
function takeSaid(part: string | undefined): string | undefined {
  const request = currentRequest();
  if (request?.method !== 'GET' || request.flashAt !== part) return undefined;
  const { flash } = request;
  request.flash = undefined;
  return flash;
}
