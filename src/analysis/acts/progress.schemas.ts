import { z } from 'zod';
import { optionalWords } from '../../inquiries/acts/act.schemas.js';
import { attackStages } from '../../hearing/sheet-definition.schemas.js';
import { stageStates, type AttackStage, type StageState } from '../attack-progress.rules.js';

/** One step as it is to be recorded. */
export interface StageInput {
  readonly stage: AttackStage;
  readonly state: StageState;
  readonly wording: string;
  readonly evidence: string;
}

const state = z.enum(stageStates, '状態を選んでください。');
const step = z.strictObject({ stage: z.enum(attackStages), state, wording: optionalWords(1000), evidence: optionalWords(5000) });

const formFields = Object.fromEntries(
  attackStages.flatMap((stage) => [
    [`${stage}_state`, z.union([state, z.literal('')]).default('')],
    [`${stage}_wording`, optionalWords(1000)],
    [`${stage}_evidence`, optionalWords(5000)],
  ]),
);

/**
 * The body of `set-attack-progress`: `{ stages: [{ stage, state, wording, evidence }] }` from a program,
 * `reconnaissance_state`, `reconnaissance_wording` … from the form, which sends all seven at once; `rest_state` is said of
 * every step that is left open, so that nobody clicks through seven of them.
 */
export const progressBody: z.ZodType<{ readonly stages: readonly StageInput[] }> = z
  .strictObject({ stages: z.array(step).max(7).default([]), rest_state: z.union([state, z.literal('')]).default(''), ...formFields })
  .transform((body) => ({ stages: body.stages.length > 0 ? body.stages : fromForm(body) }))
  .refine(({ stages }) => stages.length > 0, { path: ['stages'], message: '攻撃工程の状態を一つ以上選んでください。' })
  .refine(({ stages }) => new Set(stages.map(({ stage }) => stage)).size === stages.length, { path: ['stages'], message: '同じ工程が二度指定されています。' });

function fromForm(body: Readonly<Record<string, unknown>>): readonly StageInput[] {
  return attackStages.flatMap((stage) => {
    const said = textOf(body[`${stage}_state`]);
    const chosen = stageStates.find((candidate) => candidate === (said === '' ? body['rest_state'] : said));
    if (chosen === undefined) return [];
    return [{ stage, state: chosen, wording: textOf(body[`${stage}_wording`]), evidence: textOf(body[`${stage}_evidence`]) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
