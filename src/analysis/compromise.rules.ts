import { answersTo, tokensOf, type SheetAnswers } from '../hearing/answers.rules.js';
import type { StageProgress } from './attack-progress.rules.js';

/** Answers after which a mail account or the directory may be in other hands. */
const signs: readonly { readonly question: string; readonly in: readonly string[] }[] = [
  { question: 'threat_kind', in: ['lateral_movement'] },
  { question: 'host_symptoms', in: ['account_lock'] },
  { question: 'data_types_at_risk', in: ['credentials'] },
  { question: 'admin_account_involved', in: ['yes'] },
  { question: 'asset_type', in: ['server_ad', 'server_mail'] },
];

/** A5: whether mail or directory accounts may be compromised, so that a call-back comes before any report by mail. */
export function compromiseSuspected(answers: SheetAnswers, progress: readonly StageProgress[]): boolean {
  const spreading = progress.some(({ stage, state }) => stage === 'lateral_movement' && (state === 'observed' || state === 'suspected'));
  return spreading || signs.some((sign) => answersTo(answers, sign.question).some((answer) => tokensOf(answer).some((token) => sign.in.includes(token))));
}
