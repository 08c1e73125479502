import type { EntityList } from '../platform/data-sources.js';

/** The tables of this room. */
export const customersEntities: EntityList = [];
