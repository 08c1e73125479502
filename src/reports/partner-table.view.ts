import type { Figures } from './figures.js';
import { clockOf } from './figures.view.js';
import { inWords, shareInWords, tell, tellShare } from './suppression.rules.js';

/** One support desk beside the others. */
export interface PartnerRow {
  readonly name: string;
  readonly accepted: string;
  readonly perHundred: string;
  readonly target: string;
  readonly firstLine: string;
  readonly escalation: string;
  readonly addition: string;
  readonly median: string;
  /** Fewer than five say little about a desk: greyed, and said in words. */
  readonly few: boolean;
}

/** Fewer accepted than this compare badly. */
const fewBelow = 5;

/** `partner_comparison`: each desk with its n, and per hundred customers. */
export function partnerRows(desks: readonly { readonly name: string; readonly figures: Figures }[], seesSmall: boolean): readonly PartnerRow[] {
  return desks.map(({ name, figures }) => {
    const share = (part: Figures['target']): string => shareInWords(tellShare(part, seesSmall));
    return {
      name,
      accepted: inWords(tell(figures.accepted, seesSmall)),
      perHundred: figures.customers === 0 || tell(figures.accepted, seesSmall) === null ? '—' : ((figures.accepted / figures.customers) * 100).toFixed(1),
      target: share(figures.target),
      firstLine: share(figures.firstLineResolution),
      escalation: share(figures.escalation),
      addition: share(figures.addition),
      median: figures.firstResponse.median === null || tell(figures.firstResponse.n, seesSmall) === null ? '—' : clockOf(figures.firstResponse.median),
      few: figures.accepted < fewBelow,
    };
  });
}
