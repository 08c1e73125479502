import { Injectable } from '@nestjs/common';

/** Routes by method, as they are registered: `/inquiries/:id/acts/:act`. */
export interface RegisteredRoute {
  readonly method: string;
  readonly url: string;
}

/**
 * Addresses that take a form and have no page of their own. A refused form's page stands at such an
 * address, so that a reload, or a bookmark of it, asks for a page that does not exist.
 */
@Injectable()
export class FormAddresses {
  readonly #pages: string[][] = [];
  readonly #forms: string[][] = [];

  /** Notes a route while the server is built. */
  add({ method, url }: RegisteredRoute): void {
    if (method === 'GET') this.#pages.push(segmentsOf(url));
    if (method === 'POST') this.#forms.push(segmentsOf(url));
  }

  /** The nearest page above the address of a form; undefined where no form is sent to that address. */
  pageAbove(path: string): string | undefined {
    const asked = segmentsOf(path);
    if (!this.#forms.some((form) => matches(form, asked))) return undefined;
    const lengths = Array.from({ length: asked.length }, (_, cut) => asked.length - 1 - cut);
    const found = lengths.map((length) => asked.slice(0, length)).find((above) => this.#pages.some((page) => matches(page, above)));
    return found === undefined ? undefined : `/${found.join('/')}`;
  }
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matches(route: readonly string[], asked: readonly string[]): boolean {
  return route.length === asked.length && route.every((segment, index) => segment.startsWith(':') || segment === asked[index]);
}
