import type { RawForm } from '../../web/forms.js';
import { hasRole, type Role, type Scope } from '../../platform/scope.js';
import { sideOf } from '../presence/presence.rules.js';

/** A form of this size is no form any more. */
export const draftMax = 200_000;

/** What of a form is worth keeping: what somebody typed or chose, without the hidden fields of the desk. */
export function keptFields(raw: RawForm): RawForm {
  return Object.fromEntries(Object.entries(raw).filter(([name, value]) => !name.startsWith('_') && isFilled(value)));
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : typeof value === 'string' && value.trim() !== '';
}

/** Whose draft it is, and whether he agrees that it goes on. */
export interface HeldDraft {
  readonly staffId: string;
  readonly roles: readonly Role[];
  readonly providerId: string | null;
  readonly offered: boolean;
}

/** Whoever owns the inquiry, and those who lead, are told that there are drafts of others. */
export function toldOfDrafts(viewer: Scope, inquiry: { readonly ownerId: string | null }): boolean {
  return inquiry.ownerId === viewer.staffId || leads(viewer);
}

/**
 * A draft goes to the inquiry's owner if its writer agrees, or to who leads; never across the line between
 * first and second, nor into or out of a designated provider: it may hold what the other may not know.
 */
export function mayTakeOver(viewer: Scope, inquiry: { readonly ownerId: string | null }, draft: HeldDraft): boolean {
  if (draft.staffId === viewer.staffId || sideOf(draft) !== sideOf(viewer) || draft.providerId !== viewer.providerId) return false;
  return leads(viewer) || (draft.offered && inquiry.ownerId === viewer.staffId);
}

function leads(viewer: Scope): boolean {
  return hasRole(viewer, 'first_line_supervisor', 'second_line_lead');
}
