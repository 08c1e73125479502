import type { GatewayProtection } from '../customers/customer.entity.js';
import { answerTo, textOf, type SheetAnswers } from '../hearing/answers.rules.js';
import type { StageProgress } from './attack-progress.rules.js';
import type { Disposition } from './marking.rules.js';

/** What decides whether the partner should propose a gateway (B7, 別紙2 2(3)). */
export interface GatewayFacts {
  readonly disposition: Disposition | null;
  readonly progress: readonly StageProgress[];
  readonly registered: GatewayProtection;
  readonly answers: SheetAnswers;
}

/** An attack was found: by judgement, or because a step of it was observed. */
export function isAttackFound({ disposition, progress }: Pick<GatewayFacts, 'disposition' | 'progress'>): boolean {
  if (disposition === 'false_positive' || disposition === 'benign_true_positive') return false;
  return disposition === 'true_positive_with_impact' || disposition === 'true_positive_no_impact' || progress.some(({ state }) => state === 'observed');
}

/** The customer has neither UTM nor firewall with proxy, or nobody knows; what he said himself counts first. */
function lacksGateway({ registered, answers }: Pick<GatewayFacts, 'registered' | 'answers'>): boolean {
  const heard = textOf(answerTo(answers, 'gateway_protection'));
  if (heard === 'utm_with_url_filter' || heard === 'fw_and_proxy') return false;
  if (heard === 'fw_only' || heard === 'none') return true;
  return registered === 'none' || registered === 'unknown';
}

/** B7: an attack at a customer without UTM or firewall with proxy. */
export function isGatewayProposalDue(facts: GatewayFacts): boolean {
  return isAttackFound(facts) && lacksGateway(facts);
}
