import { Injectable } from '@nestjs/common';
import type { Route } from './route-table.js';

/**
 * Routes that one handler serves but that programs should see one by one, such as the acts on an
 * inquiry: each has a body and a permission of its own. A room adds its own at start-up.
 */
@Injectable()
export class FurtherRoutes {
  readonly #sources: (() => readonly Route[])[] = [];

  add(source: () => readonly Route[]): void {
    this.#sources.push(source);
  }

  all(): readonly Route[] {
    return this.#sources.flatMap((source) => source());
  }
}
