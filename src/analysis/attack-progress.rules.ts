import { attackStages } from '../hearing/sheet-definition.schemas.js';

export type AttackStage = (typeof attackStages)[number];

/** What people call the steps of an attack (`domain.md` 2.2). */
export const stageLabels: Readonly<Record<AttackStage, string>> = {
  reconnaissance: '偵察',
  delivery: '誘導・配送',
  exploitation: '攻撃・実行',
  installation: '設置・常駐',
  command_and_control: '遠隔操作（C&C）',
  lateral_movement: '感染拡大（横展開）',
  actions_on_objectives: '目的実行（情報持出し・暗号化等）',
};

/** The same for those who decide for the company (H5): without the words of the trade. */
export const plainStageLabels: Readonly<Record<AttackStage, string>> = {
  reconnaissance: '攻撃の下調べ',
  delivery: '不審なサイトやファイルへの誘導',
  exploitation: '端末の弱点を突く攻撃',
  installation: '不正なプログラムの設置',
  command_and_control: '外部からの遠隔操作',
  lateral_movement: '社内のほかの端末への感染拡大',
  actions_on_objectives: '情報の持ち出しや暗号化などの被害',
};

/** What is known of a step. A network sensor cannot see what happens on the host: `not_observable`. */
export const stageStates = ['observed', 'suspected', 'not_observed', 'ruled_out', 'not_observable'] as const;
export type StageState = (typeof stageStates)[number];

/** A step of which nobody knows anything: it is recorded as none of the five, and no finding is guessed for it. */
export const notAssessed = 'not_assessed';

export const stageStateLabels: Readonly<Record<StageState, string>> = {
  observed: '確認',
  suspected: '疑い',
  not_observed: '確認されず',
  ruled_out: '否定',
  not_observable: '観測できず',
};

/** A step without a state, in a word. */
export const notAssessedLabel = '未評価';

/** When an analyst chooses which. */
export const stageStateMeanings: Readonly<Record<StageState, string>> = {
  observed: '記録や証拠で裏づけた',
  suspected: '示す事実はあるが、裏づけが足りない',
  not_observed: '調べた範囲では見つかっていない（無いとは言えない）',
  ruled_out: '起きていないことを調べて確かめた',
  not_observable: 'いまの監視と手元の記録では見えない（端末の中の工程は、端末側の情報が要る）',
};

const stageStateSentences: Readonly<Record<StageState, string>> = {
  observed: '確認しました',
  suspected: '疑いがあります',
  not_observed: '現時点では確認していません',
  ruled_out: '調査の結果、否定しました',
  not_observable: 'いまの監視と記録では観測できません',
};

const onMachineUnseen = 'ネットワークの監視では観測できません（端末側の情報が必要です）';
const notAssessedSentence = 'まだ評価していません';

/** The steps that happen inside a machine, where a sensor in the network sees nothing. */
export const stagesOnMachine: readonly AttackStage[] = ['exploitation', 'installation'];

/** A state for the customer, in full; 「確認されず」 is never 「安全」, and what the machine would tell is asked of the machine alone. */
export function stageSentence(stage: AttackStage, state: StageState): string {
  return state === 'not_observable' && stagesOnMachine.includes(stage) ? onMachineUnseen : stageStateSentences[state];
}

/** All that the desk says of a single step by itself. */
export const stageSentences: readonly string[] = [...Object.values(stageStateSentences), onMachineUnseen, notAssessedSentence];

/** One step with its state and the wording meant for the customer. */
export interface StageProgress {
  readonly stage: AttackStage;
  readonly state: StageState;
  readonly wording: string;
}

/** How far the attack has got: the furthest step observed, and the furthest suspected beside it. */
export function furthestStages(progress: readonly StageProgress[]): { readonly observed: AttackStage | null; readonly suspected: AttackStage | null } {
  const furthest = (state: StageState): AttackStage | null =>
    attackStages.toReversed().find((stage) => progress.some((step) => step.stage === stage && step.state === state)) ?? null;
  return { observed: furthest('observed'), suspected: furthest('suspected') };
}

/** The steps of which nobody knows anything yet, in words and in their order. */
export function notAssessedStages(progress: readonly StageProgress[]): readonly string[] {
  return attackStages.filter((stage) => !progress.some((step) => step.stage === stage)).map((stage) => stageLabels[stage]);
}

/** The table in words, a line per step in the order of an attack; a step that nobody judged is said to be that and no more. */
export function progressLines(progress: readonly StageProgress[]): readonly string[] {
  return attackStages.map((stage, index) => {
    const step = progress.find((candidate) => candidate.stage === stage);
    const sentence = step === undefined ? notAssessedSentence : stageSentence(stage, step.state);
    const wording = step === undefined || step.wording === '' ? '' : `。${step.wording}`;
    return `${index + 1}. ${stageLabels[stage]}：${sentence}${wording}`;
  });
}

/** What is said while nobody has judged a step: no finding, not even that nothing was found. */
export const notAssessedYet = '攻撃がどこまで進んだかは、まだ評価していません。';

const nothingFound = '攻撃の進行を示す事実は、現時点では確認していません。';
const nothingFoundSoFar = '調べた工程では、攻撃の進行を示す事実を確認していません。評価していない工程や、観測できない工程があります。';

/** What the desk says of the progress where no step is named. */
export const stepsUnnamed: readonly string[] = [notAssessedYet, nothingFound, nothingFoundSoFar];

/** How far it has got, in a sentence or two; it promises nothing, and what nobody could see was not looked at. */
export function progressSummary(progress: readonly StageProgress[], labels = stageLabels): string {
  const looked = progress.filter(({ state }) => state !== 'not_observable').length;
  if (looked === 0) return notAssessedYet;
  const { observed, suspected } = furthestStages(progress);
  if (observed === null && suspected === null) return looked === attackStages.length ? nothingFound : nothingFoundSoFar;
  const parts = [
    ...(observed === null ? [] : [`確認した範囲では「${labels[observed]}」まで進んでいます`]),
    ...(suspected === null ? [] : [`「${labels[suspected]}」の疑いがあります`]),
  ];
  return `${parts.join('。また、')}。`;
}
