import type { QueueSort } from './queue-filter.rules.js';

/** The instant of a row by which a queue is ordered, and where its next page begins. */
export type SortColumn = 'queueAt' | 'receivedAt' | 'logsLostAt';

const columns: Readonly<Record<QueueSort, SortColumn>> = { target: 'queueAt', arrival: 'receivedAt', logs: 'logsLostAt' };

/** The column of an order; where none is wished for, that of the targets. */
export function queueSortColumn(sort: QueueSort | undefined): SortColumn {
  return columns[sort ?? 'target'];
}
