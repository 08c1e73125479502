import type { Lacking } from '../hearing/missing.view.js';
import type { DomainError } from '../platform/errors.js';

/** The sentence of a refusal; what it names of the sheet leads to its question. */
export interface ShownRefusal {
  readonly sentence: string;
  readonly missing: readonly { readonly label: string; readonly anchor: string | undefined }[];
  /** A field says the same, so that nobody reads it twice. */
  readonly saidByField: boolean;
}

/** Takes the sentence of a refusal apart, so that each question it asks for can be a link. */
export function shownRefusal({ message, facts, faults }: Pick<DomainError, 'message' | 'facts' | 'faults'>, lacking: readonly Lacking[]): ShownRefusal {
  const saidByField = faults.some((fault) => fault.message === message);
  const labels = Array.isArray(facts['missing']) ? facts['missing'].map(String) : [];
  const named = labels.join('、');
  if (named === '' || !message.endsWith(named)) return { sentence: message, missing: [], saidByField };
  const anchors = new Map(lacking.map(({ label, anchor }) => [label, anchor]));
  return { sentence: message.slice(0, -named.length), missing: labels.map((label) => ({ label, anchor: anchors.get(label) })), saidByField };
}
