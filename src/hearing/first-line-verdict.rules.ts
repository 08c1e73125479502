import { answerTo, tokensOf, type SheetAnswers } from './answers.rules.js';
import { isFastTrack, threatKindsOf } from './hearing.rules.js';
import type { SheetDefinition, ThreatKind } from './sheet-definition.schemas.js';

/** What the setting of the service owner says the first line may do about an alert (別紙3 1(2)②③). */
export type Verdict = 'may_answer' | 'escalate' | 'unclear';

/** The strictest verdict over all alerts, with the sentence of the kind that decides it. */
export interface FirstLineVerdict {
  readonly verdict: Verdict;
  readonly text: string;
}

type Rule = (alert: { readonly says: (questionId: string, ...values: readonly string[]) => boolean; readonly asksImpact: boolean }) => Verdict;

const blocked = ['blocked_by_utm', 'blocked_by_proxy', 'blocked'] as const;

const rules: Readonly<Record<ThreatKind['firstLine']['rule'], Rule>> = {
  may_answer: () => 'may_answer',
  always_escalate: () => 'escalate',
  if_blocked: ({ says }) => {
    if (says('network_action', ...blocked)) return 'may_answer';
    return says('network_action', 'allowed', 'unknown', 'declined') ? 'escalate' : 'unclear';
  },
  escalate_unless_blocked: ({ says }) => (says('network_action', ...blocked) ? 'may_answer' : 'escalate'),
  unless_allowed: ({ says, asksImpact }) => {
    if (!asksImpact || says('network_action', ...blocked)) return 'may_answer';
    return says('network_action', 'allowed', 'unknown', 'declined') ? 'escalate' : 'unclear';
  },
  if_external_and_first: ({ says }) => {
    if (says('direction', 'internal') || says('recurrence', 'seen_before')) return 'escalate';
    return says('direction', 'inbound') && says('recurrence', 'first_time') ? 'may_answer' : 'unclear';
  },
  if_known_user_action: ({ says }) => {
    if (says('tor_browser_used', 'yes')) return 'may_answer';
    return says('tor_browser_used', 'no', 'unknown', 'declined') ? 'escalate' : 'unclear';
  },
};

const strictness: readonly Verdict[] = ['escalate', 'unclear', 'may_answer'];

/** Advice for the first line; undefined while no kind of threat is known. Nothing is enforced by it. */
export function firstLineVerdict(sheet: SheetDefinition, answers: SheetAnswers): FirstLineVerdict | undefined {
  if (isFastTrack(sheet, answers)) return { verdict: 'escalate', text: '暗号化の兆候があります。緊急エスカレーションしてください。' };
  const asksImpact = tokensOf(answerTo(answers, 'inquiry_kinds')).includes('impact_advice');
  const verdicts = threatKindsOf(sheet, answers).map(({ kind, group }): FirstLineVerdict => {
    const says = (questionId: string, ...values: readonly string[]): boolean =>
      tokensOf(answerTo(answers, questionId, group)).some((token) => values.includes(token));
    return { verdict: rules[kind.firstLine.rule]({ says, asksImpact }), text: `${kind.label}：${kind.firstLine.text}` };
  });
  return verdicts.toSorted((a, b) => strictness.indexOf(a.verdict) - strictness.indexOf(b.verdict))[0];
}
