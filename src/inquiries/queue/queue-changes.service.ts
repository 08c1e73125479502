import { Injectable } from '@nestjs/common';
import type { Scope } from '../../platform/scope.js';
import { QueueQueries } from '../queue.queries.js';
import type { QueueAddressFilter } from './queue-address.schemas.js';
import { homeView, QueuePage } from './queue-page.service.js';

const changedMax = 50;

/**
 * What an open list has to show after inquiries have changed: rows that stand in it anew, in their place.
 * Rows that come or go are told and not moved, so that nothing slips from under the reader's eyes.
 */
@Injectable()
export class QueueChanges {
  constructor(
    private readonly queue: QueueQueries,
    private readonly page: QueuePage,
  ) {}

  async since(scope: Scope, asked: QueueAddressFilter, { changed, shown }: { readonly changed: readonly string[]; readonly shown: readonly string[] }) {
    const filter = { ...asked, view: asked.view ?? homeView(scope) };
    const ids = changed.slice(0, changedMax);
    const here = new Set((await this.queue.list(scope, { ...this.page.wanted(filter), ids, limit: changedMax })).map((row) => row.id));
    const shownNow = ids.filter((id) => shown.includes(id));
    const rows = await this.queue.byIds(scope, shownNow);
    const drawn = await this.page.rows(scope, rows);
    return {
      view: filter.view,
      filter,
      ...(await this.page.tabs(scope, filter)),
      ...drawn,
      rows: drawn.rows.map((row) => ({ ...row, gone: !here.has(row.id) })),
      arrived: ids.filter((id) => here.has(id) && !shown.includes(id)).length,
      left: shownNow.filter((id) => !here.has(id)).length,
      tooMany: changed.length > changedMax,
    };
  }
}
