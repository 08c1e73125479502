import type { AttackStage, StageState } from '../../analysis/attack-progress.rules.js';
import type { ReportFieldName } from '../../analysis/report-sections.rules.js';
import { attackStages } from '../../hearing/sheet-definition.schemas.js';
import type { PersonKey } from '../register/people.js';
import { act, type Reached } from './steps.js';
import type { ActStep, When } from './story.js';

/** One step of the attack: how sure, what the customer reads, what only the second line reads. */
export type Judged = readonly [state: StageState, wording?: string, evidence?: string];

/** All seven steps; those not named were looked for and not found. */
export function progressSet(at: When, by: PersonKey, judged: Partial<Record<AttackStage, Judged>>): ActStep {
  const stages = attackStages.map((stage) => {
    const [state, wording = '', evidence = ''] = judged[stage] ?? (['not_observed'] as const);
    return { stage, state, wording, evidence };
  });
  return act(at, by, 'set-attack-progress', { stages });
}

/** Disposition, confidence and severity. */
export function assessed(at: When, by: PersonKey, [disposition, confidence, severity]: readonly [string, string, string]): ActStep {
  return act(at, by, 'set-assessment', { disposition, confidence, severity });
}

export type WrittenReport = Readonly<Partial<Record<ReportFieldName, string>>>;

/** Writes on the report; the first time it begins from what the facts say. */
export function reportWritten(at: When, by: PersonKey, fields: WrittenReport): ActStep {
  return act(at, by, 'save-report', ({ reportVersion }) => ({ reportVersion, ...fields }));
}

export function reviewRequested(at: When, by: PersonKey): ActStep {
  return act(at, by, 'request-review', ({ reportVersion }) => ({ reportVersion }));
}

export function reportApproved(at: When, by: PersonKey): ActStep {
  return act(at, by, 'approve-report', ({ reportVersion }) => ({ reportVersion }));
}

/** The report goes to the registered contact by mail. */
export function reportMailed(at: When, by: PersonKey, more: { readonly countsAsFirstResponse?: boolean; readonly unread?: boolean } = {}): ActStep {
  return act(at, by, 'send-report', ({ reportVersion, contactId }) => ({ means: 'mail', contactId, reportVersion, ...more }));
}

/** A first answer or interim information of the second line by telephone. */
export function answeredBySecondLine(at: When, by: PersonKey, [number, person]: Reached, text: string): ActStep {
  return act(at, by, 'answer', ({ contactId }) => ({ means: 'phone', contactId, number, person, text, countsAsFirstResponse: true }));
}
