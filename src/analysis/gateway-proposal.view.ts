import { formatDateTime, toIsoTokyo } from '../calendar/japanese-time.js';
import type { ProposalOutcome } from './evidence.entity.js';
import type { ListedProposal } from './gateway-proposal.queries.js';

/** What the pages call an outcome. */
export const proposalOutcomeNames: Readonly<Record<ProposalOutcome, string>> = {
  adopted: '導入することになった',
  considering: '提案済み（お客様がご検討中）',
  declined: '提案済み（導入しない）',
  not_needed: '提案の必要がなかった',
};

/** A line of the partner's list. */
export function proposalView(proposal: ListedProposal): Record<string, unknown> {
  return {
    ...proposal,
    raised: formatDateTime(proposal.raisedAt),
    done: proposal.doneAt === null ? undefined : formatDateTime(proposal.doneAt),
    outcomeName: proposal.outcome === null ? undefined : proposalOutcomeNames[proposal.outcome],
  };
}

/** The same over the API; instants as ISO 8601. */
export function proposalResource({ raisedAt, doneAt, ...proposal }: ListedProposal): Omit<ListedProposal, 'raisedAt' | 'doneAt'> & { readonly raisedAt: string; readonly doneAt: string | null } {
  return { ...proposal, raisedAt: toIsoTokyo(raisedAt), doneAt: doneAt === null ? null : toIsoTokyo(doneAt) };
}
