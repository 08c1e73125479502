import { dayMs } from '../calendar/civil-day.rules.js';
import { answersTo, answerTo, groupCount, isDateTime, textOf, tokensOf, type DateTimeAnswer, type SheetAnswers } from './answers.rules.js';
import { earliest, latest } from './date-time-answer.rules.js';
import type { SheetDefinition } from './sheet-definition.schemas.js';

/** Answers that together deserve a second look; nothing is held back by one. */
export interface CrossCheck {
  readonly id: string;
  /** Japanese, for the person who hears. */
  readonly message: string;
  /** Where to look. */
  readonly questionId: string;
  readonly group: number;
}

type Check = (sheet: SheetDefinition, answers: SheetAnswers) => readonly CrossCheck[];

/** The cross checks of `domain.md` 1.3. */
export function crossChecks(sheet: SheetDefinition, answers: SheetAnswers): readonly CrossCheck[] {
  return checks.flatMap((check) => check(sheet, answers));
}

const bothEnds: Check = (sheet, answers) => {
  const inside = answersTo(answers, 'direction').find(
    ({ group, ...answer }) => tokensOf({ group, ...answer }).includes('internal') && says(answers, 'threat_kind', group, 'recon_access', 'lateral_movement'),
  );
  if (inside === undefined || groupCount(sheet, answers, 'hosts') > 1) return [];
  return [found('both_ends', '社内同士の通信です。送信元と宛先の両方の端末を伺ってください（「端末を追加」）。', 'host_identified')];
};

const silentSensor: Check = (_, answers) =>
  says(answers, 'device_status', 0, 'no_data')
    ? [found('silent_sensor', 'CTSにデータが届いていません。途切れた後のアラートは当てになりません。機器の故障としても受け付けてください。', 'device_status')]
    : [];

const personalData: Check = (_, answers) =>
  says(answers, 'personal_data_breach_suspected', 0, 'yes')
    ? [found('personal_data', '個人データが漏えいしたおそれがあります。必ずエスカレーションしてください。', 'personal_data_breach_suspected')]
    : [];

const proxyAddress: Check = (_, answers) => {
  const outside = says(answers, 'sensor_position', 0, 'outside_proxy');
  const proxies = answersTo(answers, 'source_is_proxy').some((answer) => tokensOf(answer).includes('yes'));
  if (!outside && !proxies) return [];
  return [found('proxy_address', '送信元のアドレスは、端末ではなくProxyのものかもしれません。ProxyとDHCPのログを見るまで、端末を断定しないでください。', 'source_ip')];
};

const portalOperation: Check = (_, answers) =>
  says(answers, 'comprehension_gap', 0, 'portal_operation')
    ? [found('portal_operation', 'ポータルの操作のお問い合わせは、利用方法の窓口へ引き継ぎます（第5条1(4)）。', 'comprehension_gap')]
    : [];

const otherNumber: Check = (_, answers) =>
  answers.facts['callback_is_registered'] === 'no' && textOf(answerTo(answers, 'callback_phone')) !== undefined
    ? [found('other_number', '登録されている電話番号と違います。この番号には、内容を伝える折り返しをしないでください。', 'callback_phone')]
    : [];

const orderOfTimes: Check = (_, answers) =>
  answersTo(answers, 'last_detected_at').flatMap(({ group, value }) => {
    const first = momentOf(answers, 'detected_at', group);
    if (first === undefined || !isDateTime(value) || latest(value) >= earliest(first)) return [];
    return [found('order_of_times', '最終検知日時が検知日時より前です。日付と時刻の基準を確認してください。', 'last_detected_at', group)];
  });

const categoryOfKind: Check = (sheet, answers) =>
  answersTo(answers, 'threat_category').flatMap(({ group, ...answer }) => {
    const kind = sheet.threatKinds.find(({ id }) => id === textOf(answerTo(answers, 'threat_kind', group)));
    if (kind === undefined || answer.state !== 'value' || answer.value === kind.category) return [];
    return [found('category_of_kind', '脅威分類と不正通信の種類が合っていません。', 'threat_kind', group)];
  });

const sameAlertTwice: Check = (_, answers) => {
  const seen = new Map<string, number>();
  return answersTo(answers, 'alert_external_id').flatMap((answer) => {
    const id = textOf(answer)?.trim();
    const before = id === undefined ? undefined : seen.get(id);
    if (id !== undefined && before === undefined) seen.set(id, answer.group);
    return before === undefined ? [] : [found('same_alert', `アラート${before + 1}とアラート${answer.group + 1}のIDが同じです。`, 'alert_external_id', answer.group)];
  });
};

const sameSource: Check = (_, answers) => {
  const sources = answersTo(answers, 'source_ip').flatMap((answer) => {
    const moment = momentOf(answers, 'detected_at', answer.group);
    const address = textOf(answer);
    return moment === undefined || address === undefined ? [] : [{ group: answer.group, address, moment }];
  });
  const pair = sources.flatMap((one, index) => sources.slice(index + 1).filter((other) => near(one, other)).map((other) => [one, other] as const))[0];
  if (pair === undefined) return [];
  const [one, other] = pair;
  return [found('same_source', `アラート${one.group + 1}とアラート${other.group + 1}は、送信元が同じで24時間以内です。1件のお問い合わせとして扱えます。`, 'source_ip', other.group)];
};

const checks: readonly Check[] = [
  personalData, bothEnds, proxyAddress, silentSensor, otherNumber, portalOperation, orderOfTimes, categoryOfKind, sameAlertTwice, sameSource,
];

interface Source {
  readonly address: string;
  readonly moment: DateTimeAnswer;
}

function near(one: Source, other: Source): boolean {
  return one.address === other.address && Math.abs(earliest(one.moment) - earliest(other.moment)) <= dayMs;
}

function momentOf(answers: SheetAnswers, questionId: string, group: number): DateTimeAnswer | undefined {
  const value = answerTo(answers, questionId, group)?.value ?? null;
  return isDateTime(value) ? value : undefined;
}

function says(answers: SheetAnswers, questionId: string, group: number, ...wanted: readonly string[]): boolean {
  const tokens = tokensOf(answerTo(answers, questionId, group));
  return wanted.some((value) => tokens.includes(value));
}

function found(id: string, message: string, questionId: string, group = 0): CrossCheck {
  return { id, message, questionId, group };
}
