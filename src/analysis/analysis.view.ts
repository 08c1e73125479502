import { toIsoTokyo } from '../calendar/japanese-time.js';
import { defang } from '../hearing/defang.rules.js';
import { attackStages } from '../hearing/sheet-definition.schemas.js';
import { custodyLabels } from './custody/custody.rules.js';
import type { WorkbenchAct } from './analysis.schemas.js';
import type { AnalysisRecord, CustodyEntry } from './analysis.queries.js';
import { furthestStages, notAssessed, notAssessedLabel, stageLabels, stageStateLabels, stageStateMeanings, stageStates, type AttackStage, type StageState } from './attack-progress.rules.js';
import {
  confidenceLabels, disclosureLabels, dispositionLabels, indicatorSourceLabels, indicatorTypeLabels, logRequestStateLabels, papLabels, scanStateLabels, unusableLabels,
  receivedViaLabels, severityLabels, tlpLabels, urgencyLabels, zoneLabels,
} from './marking.rules.js';

/** Names for what the pages show. */
export const analysisLabels = {
  confidence: confidenceLabels, disclosure: disclosureLabels, disposition: dispositionLabels, indicatorSource: indicatorSourceLabels,
  indicatorType: indicatorTypeLabels, logRequestState: logRequestStateLabels, pap: papLabels, receivedVia: receivedViaLabels, scanState: scanStateLabels, unusable: unusableLabels,
  severity: severityLabels, stage: stageLabels, tlp: tlpLabels, urgency: urgencyLabels, zone: zoneLabels,
};

/** The part of the workbench that an act changes: the id of its heading, to come back to. */
export const workbenchParts: Readonly<Record<WorkbenchAct | 'record-evidence', string>> = {
  'save-portal-notice': 'notice-heading',
  'add-portal-note': 'notes-heading',
  'release-value': 'notes-heading',
  'set-attack-progress': 'progress-heading',
  'add-indicator': 'indicators-heading',
  'request-logs': 'logs-heading',
  'set-log-request-state': 'logs-heading',
  'record-evidence': 'evidence-heading',
  'set-assessment': 'assessment-heading',
  'add-configuration': 'configuration-heading',
  'raise-gateway-proposal': 'proposal-heading',
};

/** `{ value, label }` for selects and radio buttons. */
export function optionsOf(labels: Readonly<Record<string, string>>): readonly { readonly value: string; readonly label: string }[] {
  return Object.entries(labels).map(([value, label]) => ({ value, label }));
}

/** What may be said of a step: one of five states with its meaning, or that nobody knows. */
export const stageChoices: readonly { readonly value: string; readonly label: string; readonly meaning: string }[] = [
  ...stageStates.map((value) => ({ value, label: stageStateLabels[value], meaning: stageStateMeanings[value] })),
  { value: notAssessed, label: notAssessedLabel, meaning: 'まだ調べていない、または分からない（報告書には「まだ評価していません」と載る）' },
];

/** One step of the picture of the attack. */
export interface StageView {
  readonly stage: AttackStage;
  readonly label: string;
  readonly state: StageState | typeof notAssessed;
  readonly stateLabel: string;
  readonly wording: string;
  readonly evidence: string;
}

/** The picture of the attack: all seven steps in their order. */
export function stagesView(progress: AnalysisRecord['progress']): readonly StageView[] {
  return attackStages.map((stage) => {
    const step = progress.find((candidate) => candidate.stage === stage);
    if (step === undefined) return { stage, label: stageLabels[stage], state: notAssessed, stateLabel: notAssessedLabel, wording: '', evidence: '' };
    const { state, wording, evidence } = step;
    return { stage, label: stageLabels[stage], state, stateLabel: stageStateLabels[state], wording, evidence };
  });
}

/** The custody of a file in words, oldest first. */
export function custodyView(entries: readonly CustodyEntry[], evidenceId: string): readonly { readonly at: number; readonly title: string; readonly who: string }[] {
  return entries
    .filter((entry) => entry.evidenceId === evidenceId)
    .map(({ at, type, who }) => ({ at, title: custodyLabels[type] ?? type, who: who ?? 'システム' }));
}

/** The whole record as a program gets it; instants as ISO 8601 in Tokyo. */
export function analysisResource(record: AnalysisRecord): object {
  const { notice, notes, progress, assessment, indicators, releases, configuration, logRequests, evidence, proposal } = record;
  return {
    portalNotice: notice === undefined ? null : { quote: notice.quote, checkedAt: toIsoTokyo(notice.checkedAt), checkedBy: notice.checkedBy },
    portalNotes: notes.map(({ id, body, writtenAt, writtenBy }) => ({ id, body, writtenAt: toIsoTokyo(writtenAt), writtenBy })),
    attackProgress: stagesView(progress).map(({ stage, state, wording, evidence: seen }) => ({ stage, state, wording, evidence: seen })),
    furthest: furthestStages(progress),
    assessment: assessment === undefined ? null : { ...assessment, isCurrent: undefined, assessedAt: toIsoTokyo(assessment.assessedAt) },
    indicators: indicators.map(({ firstSeenAt, addedAt, value, ...rest }) => ({
      ...rest, value, defanged: defang(value), firstSeenAt: firstSeenAt === null ? null : toIsoTokyo(firstSeenAt), addedAt: toIsoTokyo(addedAt),
    })),
    releases: releases.map(({ id, value, reasonTextId, releasedAt, releasedBy }) => ({ id, value, reasonTextId, releasedAt: toIsoTokyo(releasedAt), releasedBy })),
    configuration: configuration.map(({ id, body, recordedAt, recordedBy }) => ({ id, body, recordedAt: toIsoTokyo(recordedAt), recordedBy })),
    logRequests: logRequests.map((request) => ({
      ...request,
      ...Object.fromEntries((['periodFrom', 'periodTo', 'dueAt', 'consentAt', 'requestedAt'] as const).map((name) => [name, toIsoTokyo(request[name])])),
    })),
    evidence: evidence.map(evidenceResource),
    gatewayProposal: proposal === undefined ? null : { raisedAt: toIsoTokyo(proposal.raisedAt), doneAt: proposal.doneAt === null ? null : toIsoTokyo(proposal.doneAt) },
  };
}

/** A file as a program gets it: what it is, never its bytes. */
export function evidenceResource(item: AnalysisRecord['evidence'][number]): object {
  const { id, number, logRequestId, fileName, contentType, size, sha256, statedSha256, receivedVia, receivedFrom, receivedAt } = item;
  return {
    id, number, logRequestId, fileName, contentType, size, sha256, statedSha256,
    hashMatches: statedSha256 === null ? null : statedSha256 === sha256,
    receivedVia, receivedFrom, receivedAt: toIsoTokyo(receivedAt),
  };
}
