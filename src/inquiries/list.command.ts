import { parseArgs } from 'node:util';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { exitCodes, WrongUse, type Command } from '../platform/command.js';
import type { Scope } from '../platform/scope.js';
import { withDesk } from '../desk-context.js';
import { queueViews, type QueueView } from './queue/queue-filter.rules.js';
import { QueueQueries, type QueueRow } from './queue.queries.js';
import { clockLabels, statusLabelOf } from './rulebook/status.js';

/** Whoever has the machine sees what the service owner sees. */
const operator: Scope = { staffId: '', name: 'operator', roles: ['service_owner'], deskIds: [], providerId: null };

/** `desk inquiries list`: the queues for the people who run the desk. */
export const inquiriesListCommand: Command = {
  usage: `Usage: npm run -s desk -- inquiries list [--view ${queueViews.filter((view) => view !== 'mine').join('|')}] [--limit N] [--json]

Lists inquiries as the queue does: emergencies first, then what is due first.`,
  async run(args, io) {
    const values = readOptions(args);
    const filter = { view: viewOf(values.view), limit: limitOf(values.limit) };
    const rows = await withDesk((desk) => desk.get(QueueQueries, { strict: false }).list(operator, filter));
    if (values.json) io.out(JSON.stringify(rows.map(plain)));
    else for (const row of rows) io.out(line(row));
    return exitCodes.done;
  },
};

function readOptions(args: readonly string[]): { view: string; limit: string; json: boolean } {
  try {
    const options = { view: { type: 'string', default: 'all' }, limit: { type: 'string', default: '50' }, json: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new WrongUse(`desk inquiries list: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function viewOf(text: string): QueueView {
  const view = queueViews.find((known) => known === text);
  if (view === undefined) throw new WrongUse(`There is no view called ${text}.`);
  return view;
}

function limitOf(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) throw new WrongUse('--limit wants a whole number from 1 to 10000.');
  return limit;
}

function plain(row: QueueRow): object {
  const { id, number, status, channel, verification, entitlement, clock, headline, callerName, customerName, supportDeskName, ownerName } = row;
  const times = { receivedAt: toIsoTokyo(row.receivedAt), acceptedAt: toIsoTokyo(row.acceptedAt), dueAt: toIsoTokyo(row.dueAt) };
  return { id, number, status, channel, verification, entitlement, clock, ...times, headline, callerName, customerName, supportDeskName, ownerName };
}

function line(row: QueueRow): string {
  const due = toIsoTokyo(row.dueAt).slice(0, 16).replace('T', ' ');
  return [row.number, statusLabelOf(row), clockLabels[row.clock], due, row.customerName ?? '（利用者未特定）', row.headline].join('  ');
}
