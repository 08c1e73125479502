import { z } from 'zod';
import { optionalWords } from '../../inquiries/acts/act.schemas.js';
import { attackStages } from '../../hearing/sheet-definition.schemas.js';
import { notAssessed, stageStates, type AttackStage, type StageState } from '../attack-progress.rules.js';

/** One step as it is to be recorded. */
export interface StageInput {
  readonly stage: AttackStage;
  /** `not_assessed` takes an earlier judgement back: nobody knows. */
  readonly state: StageState | typeof notAssessed;
  readonly wording: string;
  readonly evidence: string;
}

const state = z.enum([...stageStates, notAssessed], '状態を選んでください。');
const step = z.strictObject({ stage: z.enum(attackStages), state, wording: optionalWords(1000), evidence: optionalWords(5000) });

const wordsWithoutState = '「未評価」の工程に、文や根拠は残せません。状態を選ぶか、文を消してください。';

/** Where nothing is recorded, saying of no step anything says nothing. */
export const chooseOne = '攻撃工程の状態を一つ以上選んでください。';

const formFields = Object.fromEntries(
  attackStages.flatMap((stage) => [
    [`${stage}_state`, z.union([state, z.literal('')]).default('')],
    [`${stage}_wording`, optionalWords(1000)],
    [`${stage}_evidence`, optionalWords(5000)],
  ]),
);

/**
 * The body of `set-attack-progress`: `{ stages: [{ stage, state, wording, evidence }] }` from a program,
 * `reconnaissance_state`, `reconnaissance_wording` … from the form, which sends all seven at once. Each state is
 * chosen for its own step: no choice is made for several of them, for what is true of one is a guess about another.
 */
export const progressBody: z.ZodType<{ readonly stages: readonly StageInput[]; readonly takenBackBecause: string }> = z
  .strictObject({ stages: z.array(step).max(7).default([]), takenBackBecause: optionalWords(1000), ...formFields })
  .transform((body) => ({ stages: body.stages.length > 0 ? body.stages : fromForm(body), takenBackBecause: body.takenBackBecause }))
  .refine(({ stages }) => stages.length > 0, { path: ['stages'], message: chooseOne })
  .superRefine(({ stages }, issues) => {
    for (const { stage, state: chosen, wording, evidence } of stages) {
      if (chosen === notAssessed && `${wording}${evidence}` !== '') issues.addIssue({ code: 'custom', path: [`${stage}_${wording === '' ? 'evidence' : 'wording'}`], message: wordsWithoutState });
    }
  })
  .refine(({ stages }) => new Set(stages.map(({ stage }) => stage)).size === stages.length, { path: ['stages'], message: '同じ工程が二度指定されています。' });

function fromForm(body: Readonly<Record<string, unknown>>): readonly StageInput[] {
  return attackStages.flatMap((stage) => {
    const chosen = state.safeParse(body[`${stage}_state`]);
    if (!chosen.success) return [];
    return [{ stage, state: chosen.data, wording: textOf(body[`${stage}_wording`]), evidence: textOf(body[`${stage}_evidence`]) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
