import { entitlementLabels, isOpen, verificationLabels, type Entitlement, type StatusFacts, type Verification } from './rulebook/status.js';
import type { OutboxState } from './outbox/outbox.entity.js';
import { shownStatus, type StatusBadge } from './status.view.js';

/** What lists and the head of a page know of how an inquiry stands. */
export interface StateFacts extends StatusFacts {
  readonly fastTrack: boolean;
  readonly grave: boolean;
  readonly complaintAt: number | null;
  readonly callerHeld?: boolean;
  readonly openAdditionRequest: boolean;
}

/** What is not settled about who asks. */
export interface DoubtFacts extends StatusFacts {
  readonly verification: Verification;
  readonly entitlement: Entitlement;
  readonly language: 'ja' | 'other';
}

/** How an inquiry stands, the same on every list and on its own page. `answerMail`: how its answer's mail stands while it has not left. */
export function stateBadges(facts: StateFacts, answerMail?: OutboxState): readonly StatusBadge[] {
  const open = isOpen(facts.status);
  const said: readonly (readonly [boolean, StatusBadge])[] = [
    [facts.fastTrack, { text: '緊急', tone: 'tone-danger' }],
    [!facts.fastTrack && facts.grave && open, { text: '危険度の高い種類', tone: 'tone-warn' }],
    [facts.complaintAt !== null && open, { text: '上長対応', tone: 'tone-danger' }],
    [true, shownStatus(facts, answerMail)],
    [facts.callerHeld === true, { text: 'お電話口でお待ち', tone: 'tone-danger' }],
    [facts.openAdditionRequest && open, { text: '追記依頼', tone: 'tone-warn' }],
  ];
  return said.flatMap(([holds, badge]) => (holds ? [badge] : []));
}

/** What stands in the way of telling everything, while the inquiry is open. */
export function doubtBadges({ verification, entitlement, language, status }: DoubtFacts): readonly StatusBadge[] {
  if (!isOpen(status)) return [];
  const colleague = verification === 'colleague' ? '同僚の方' : verificationLabels[verification];
  return [
    ...(verification === 'verified' ? [] : [{ text: colleague, tone: verification === 'failed' ? 'tone-danger' : 'tone-warn' }]),
    ...(entitlement === 'in_force' ? [] : [{ text: entitlementLabels[entitlement], tone: 'tone-warn' }]),
    ...(language === 'other' ? [{ text: '日本語以外のメール', tone: 'tone-warn' }] : []),
  ];
}
