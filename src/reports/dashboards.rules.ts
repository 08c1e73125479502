import { hasRole, type Scope } from '../platform/scope.js';
import type { Figures } from './figures.js';

export const dashboardNames = ['first', 'second', 'owner', 'all'] as const;
export type DashboardName = (typeof dashboardNames)[number];

/** What one kind of reader needs, the most urgent first; a missing list means everything. */
export interface Dashboard {
  readonly label: string;
  readonly figures?: readonly (keyof Figures)[];
  /** Ids of charts. */
  readonly charts?: readonly string[];
  /** Whether the desks are set beside each other. */
  readonly comparesDesks: boolean;
}

export const dashboards: Readonly<Record<DashboardName, Dashboard>> = {
  first: {
    label: '一次受付の責任者',
    figures: ['accepted', 'target', 'attemptedInTime', 'firstResponse', 'firstLineResolution', 'escalation', 'addition', 'backlog', 'outOfHours'],
    charts: ['load', 'ageing', 'target', 'missedBecause', 'additionFields', 'waitingOn', 'byKind', 'categories'],
    comparesDesks: false,
  },
  second: {
    label: '二次受付の責任者',
    figures: ['backlog', 'receipt', 'secondLineResponse', 'target', 'addition', 'resolution', 'resolutionWithoutWaiting', 'reopened', 'logRequests', 'logTurnaround'],
    charts: ['ageing', 'waitingOn', 'comeBack', 'additionFields', 'load', 'categories', 'threatsByInquiry', 'stages', 'dispositions', 'target'],
    comparesDesks: false,
  },
  owner: {
    label: 'サービス主管',
    figures: ['accepted', 'target', 'firstResponse', 'firstLineResolution', 'escalation', 'addition', 'backlog', 'reopened', 'declined', 'gatewayProposals', 'customers'],
    charts: ['target', 'channels', 'missedBecause', 'comeBack', 'ageing', 'load', 'byKind', 'categories', 'threatsByInquiry', 'declinedBy'],
    comparesDesks: true,
  },
  all: { label: 'すべての数字', comparesDesks: true },
};

/** The dashboard with which a person's look begins. */
export function dashboardOf(scope: Scope): DashboardName {
  if (hasRole(scope, 'service_owner', 'auditor')) return 'owner';
  if (hasRole(scope, 'second_line', 'second_line_lead')) return 'second';
  return 'first';
}

/** Those of a dashboard in its order. */
export function chosen<Item>(items: readonly Item[], wanted: readonly string[] | undefined, nameOf: (item: Item) => string): readonly Item[] {
  return wanted === undefined ? items : wanted.flatMap((name) => items.filter((item) => nameOf(item) === name));
}
