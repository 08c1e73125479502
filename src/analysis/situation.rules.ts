/** What decides what an analyst does next. */
export interface SituationFacts {
  readonly verified: boolean;
  /** Mail or accounts may be in other hands: a report by mail waits for a call-back (A5). */
  readonly needsCallback: boolean;
  /** The contract is known to be in force (A7). */
  readonly inForce: boolean;
  readonly taken: boolean;
  readonly noticeChecked: boolean;
  readonly progressSet: boolean;
  readonly assessed: boolean;
  readonly report: 'none' | 'draft' | 'in_review' | 'approved';
  /** The report waits to be read, and this analyst has not written it. */
  readonly mayReadReport: boolean;
  /** This analyst was asked by name. */
  readonly askedByName: boolean;
  readonly answered: boolean;
  /** A log that is needed will be gone within three days, and none was asked for. */
  readonly logsAtRisk: boolean;
}

/** One thing to do, and on which page. */
export interface NextStep {
  readonly text: string;
  readonly page: 'inquiry' | 'analysis' | 'report';
  readonly anchor: string;
  /** Somebody else does it; nobody is led on to waiting. */
  readonly waits: boolean;
}

const step = (page: NextStep['page'], anchor: string, text: string): NextStep => ({ page, anchor, text, waits: false });
const wait = (page: NextStep['page'], anchor: string, text: string): NextStep => ({ page, anchor, text, waits: true });

/** What is left to do: what the report demands before it may go, in order, and what stands beside it. */
export interface NextSteps {
  /** What waiting destroys. */
  readonly urgent: NextStep | undefined;
  readonly required: readonly NextStep[];
  /** What makes the report better and holds nothing up. */
  readonly optional: readonly NextStep[];
}

/** What a colleague waits for from this very analyst, then what holds up everything else, then what the report needs (別紙3 1(3)①-④). */
export function nextSteps(facts: SituationFacts): NextSteps {
  const required = left([
    [facts.mayReadReport, step('report', 'president-heading', facts.askedByName ? 'あなたの確認待ちです：報告書を読んで、確認済みにするか修正を依頼する' : '報告書を読んで、確認済みにするか修正を依頼する')],
    [!facts.taken, step('inquiry', 'panel-take', '受領して担当する')],
    [!facts.verified, step('inquiry', 'panel-verify', '登録番号へ折り返して本人確認をする')],
    [facts.verified && facts.needsCallback, step('inquiry', 'panel-verify', '登録番号へ折り返して本人確認をする（メールで報告するとき）')],
    [!facts.inForce, wait('inquiry', 'next-step', '契約の確認を待つ（サービス主管が判断します）')],
    [!facts.noticeChecked, step('analysis', 'panel-save-portal-notice', 'お客様への通知内容を確認する')],
    [!facts.progressSet, step('analysis', 'progress-heading', '攻撃工程の進み具合を記録する')],
    [facts.report === 'none' && !facts.answered, step('report', 'main', '報告書の下書きを作る（急ぐときは先に電話で回答する）')],
    [facts.report === 'draft', step('report', 'report-form', '報告書を仕上げて、確認を依頼する')],
    [facts.report === 'in_review' && !facts.mayReadReport, wait('report', 'main', '報告書の確認を待つ')],
    [facts.report === 'approved', step('report', 'steps-heading', '報告書をお客様へ報告する')],
  ]);
  return {
    urgent: facts.logsAtRisk ? step('analysis', 'logs-heading', 'ログが消える前に、ログの提供を依頼する') : undefined,
    required,
    optional: left([[required.length > 0 && !facts.assessed && facts.report !== 'approved', step('analysis', 'assessment-heading', '判定と緊急度を記録する')]]),
  };
}

function left(wanted: readonly (readonly [boolean, NextStep])[]): readonly NextStep[] {
  return wanted.flatMap(([isLeft, next]) => (isLeft ? [next] : []));
}
