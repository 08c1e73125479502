import { z } from 'zod';
import type { ActTools } from '../../inquiries/acts/act-tools.service.js';
import { defineAct, type Act } from '../../inquiries/acts/act.js';
import { occurredAt, optionalWords, words } from '../../inquiries/acts/act.schemas.js';
import { disclosures } from '../../inquiries/inquiry-records.entity.js';
import { DomainError } from '../../platform/errors.js';
import type { Tx } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import { insert, update } from '../../platform/write.js';
import { AttackProgressRow } from '../attack-progress.entity.js';
import { notAssessed } from '../attack-progress.rules.js';
import { restrictedPlaces } from '../disclosure.rules.js';
import { AssessmentRow, IndicatorRow } from '../findings.entity.js';
import { normalizeIndicator } from '../indicator-value.rules.js';
import { confidences, dispositions, indicatorSources, indicatorTypes, papMarks, severities, tlpMarks, urgencies, type Severity, type Urgency } from '../marking.rules.js';
import { record, type AnalysisTools } from './analysis-tools.js';
import { chooseOne, progressBody } from './progress.schemas.js';

/** C3: the seven steps with their states; wording for the customer, evidence for the second line. */
function setAttackProgress({ proposals, materials }: AnalysisTools): Act {
  return defineAct({
    name: 'set-attack-progress',
    label: '攻撃工程の進み具合を記録する',
    done: '攻撃工程の進み具合を記録しました。',
    permission: 'analysis.write',
    rule: 'record_analysis',
    body: progressBody,
    run: (tools, request) =>
      tools.db.tx(async () => {
        const row = await record(tools, request, async (tx, before, now) => {
          const { stages, takenBackBecause } = request.body;
          const takenBack = stages.every(({ state }) => state === notAssessed);
          if (takenBack) await requireReason(tools, before.id, takenBackBecause);
          const recordId = newId();
          let id = recordId;
          for (const { state, ...step } of stages) {
            await update(tx, AttackProgressRow, { inquiryId: before.id, stage: step.stage, isCurrent: true }, { isCurrent: false });
            if (state === notAssessed) continue;
            await insert(tx, AttackProgressRow, { id, inquiryId: before.id, ...step, state, recordedAt: now, recordedBy: request.scope.staffId, isCurrent: true });
            id = newId();
          }
          await requireSpeakable(materials, before.id, stages.map(({ wording }) => wording));
          if (!takenBack) return { record: 'attack_progress', recordId };
          const reason = { kind: 'reason', disclosure: 'second_line', body: takenBackBecause } as const;
          return { record: 'attack_progress_taken_back', recordId: await tools.text(tx, request, reason, now) };
        });
        return proposals.raiseWhereDue(row);
      }),
  });
}

/** Judgements that leave without others in their place leave with a reason. */
async function requireReason({ db }: ActTools, inquiryId: string, reason: string): Promise<void> {
  const judged = await db.many(AttackProgressRow, { inquiryId, isCurrent: true });
  if (judged.length > 0 && reason !== '') return;
  const [field, message] = judged.length === 0 ? ['stages', chooseOne] : ['takenBackBecause', '評価をすべて取り消すときは、その理由を入力してください。'];
  throw new DomainError('validation_failed', message, { faults: [{ field, message }] });
}

/** The wording goes to the customer word by word, so it is held against what is restricted at once. */
async function requireSpeakable(materials: AnalysisTools['materials'], inquiryId: string, wordings: readonly string[]): Promise<void> {
  const index = await materials.index(inquiryId, 'customer');
  const places = wordings.reduce((count, wording) => count + restrictedPlaces(wording, index).length, 0);
  if (places > 0) throw restricted(places, 'wording');
}

/** The urgency that a severity asks for; another one needs a reason. */
const usualUrgency: Readonly<Record<Severity, Urgency>> = { critical: 'now', high: 'today', medium: 'this_week', low: 'watch', informational: 'none' };

const assessmentBody = z
  .strictObject({
    disposition: z.enum(dispositions, '判定を選んでください。'),
    confidence: z.enum(confidences, '確度を選んでください。'),
    severity: z.enum(severities, '重大度を選んでください。'),
    urgency: z.enum([...urgencies, '']).default(''),
    urgencyReason: optionalWords(1000),
  })
  .transform((body) => ({ ...body, urgency: body.urgency === '' ? usualUrgency[body.severity] : body.urgency }))
  .refine((body) => body.urgency === usualUrgency[body.severity] || body.urgencyReason !== '', {
    path: ['urgencyReason'],
    message: '重大度と異なる緊急度にする理由を入力してください。',
  });

/** Only the second line sets severity and disposition (`domain.md` 2.4). */
function setAssessment({ proposals }: AnalysisTools): Act {
  return defineAct({
    name: 'set-assessment',
    label: '判定・重大度を記録する',
    done: '判定と重大度を記録しました。',
    permission: 'analysis.write',
    rule: 'record_analysis',
    body: assessmentBody,
    run: (tools, request) =>
      tools.db.tx(async () => {
        const row = await record(tools, request, async (tx, before, now) => {
          await update(tx, AssessmentRow, { inquiryId: before.id, isCurrent: true }, { isCurrent: false });
          const recordId = newId();
          const assessed = { assessedAt: now, assessedBy: request.scope.staffId, isCurrent: true };
          await insert(tx, AssessmentRow, { id: recordId, inquiryId: before.id, ...request.body, ...assessed });
          return { record: 'assessment', recordId };
        });
        return proposals.raiseWhereDue(row);
      }),
  });
}

const indicatorBody = z.strictObject({
  type: z.enum(indicatorTypes, '種類を選んでください。'),
  value: words(2000),
  source: z.enum(indicatorSources, '出所を選んでください。'),
  disclosure: z.enum(disclosures).default('second_line'),
  tlp: z.enum(tlpMarks).default('TLP:AMBER+STRICT'),
  pap: z.enum(papMarks).default('PAP:AMBER'),
  firstSeenAt: occurredAt,
});

/** A value by which the attack is recognised, with who may know it. */
function addIndicator(own: AnalysisTools): Act {
  return defineAct({
    name: 'add-indicator',
    label: '侵害指標を追加する',
    done: '侵害指標を追加しました。',
    permission: 'analysis.write',
    rule: 'record_analysis',
    body: indicatorBody,
    run: (tools, request) =>
      record(tools, request, async (tx: Tx, row, now) => {
        const { firstSeenAt, ...body } = request.body;
        const value = normalizeIndicator(body.type, body.value);
        if (value === undefined) throw notOfType();
        if (body.disclosure !== 'second_line') await requireNotRestricted(own, row.id, { ...body, value });
        const recordId = newId();
        const added = { firstSeenAt: firstSeenAt ?? null, addedAt: now, addedBy: request.scope.staffId };
        await insert(tx, IndicatorRow, { id: recordId, inquiryId: row.id, ...body, value, ...added });
        await own.sightings.addIndicator(tx, row.id, { value, disclosure: body.disclosure });
        return { record: 'indicator', recordId };
      }),
  });
}

async function requireNotRestricted({ materials }: AnalysisTools, inquiryId: string, indicator: { source: string; disclosure: string; value: string }): Promise<void> {
  const audience = indicator.disclosure === 'partner' ? 'partner' : 'customer';
  const places = restrictedPlaces(indicator.value, await materials.index(inquiryId, audience)).length;
  if (places > 0) throw restricted(places, 'disclosure');
  if (indicator.source === 'portal_admin') throw restricted(1, 'disclosure');
}

function restricted(places: number, field: string): DomainError {
  return new DomainError('restricted_value', `利用者非公開の内容が${places}か所含まれています。除くか、二次受付窓口の責任者の開示承認を得てください。`, {
    faults: [{ field, message: '利用者非公開の内容は、開示承認がなければ開示できません。' }],
  });
}

function notOfType(): DomainError {
  return new DomainError('validation_failed', '侵害指標の値を確認してください。', {
    faults: [{ field: 'value', message: '選んだ種類の値として読み取れません。種類と値を確認してください。' }],
  });
}

/** B7, T40: by hand, where the desk did not raise it by itself. */
function raiseGatewayProposal({ proposals }: AnalysisTools): Act {
  return defineAct({
    name: 'raise-gateway-proposal',
    label: '対策導入のご提案を販売パートナーへ依頼する',
    done: '販売パートナーに対策のご提案を依頼しました。',
    permission: 'analysis.write',
    rule: 'raise_gateway_proposal',
    body: z.strictObject({}),
    run: (_tools, request) => proposals.raise({ kind: 'staff', scope: request.scope }, request.id),
  });
}

/** The acts that record what was found. */
export function findingsActs(own: AnalysisTools): readonly Act[] {
  return [setAttackProgress(own), setAssessment(own), addIndicator(own), raiseGatewayProposal(own)];
}

