import { SearchIndex } from '../../src/inquiries/search/search-index.service.js';
import type { TestDesk } from './desk.js';

/** Brings all that has changed into the search index. */
export async function indexAll(desk: TestDesk): Promise<void> {
  while ((await desk.app.get(SearchIndex).next()) > 0);
}
