import { answersTo, isBeingChecked, type SheetAnswers } from '../hearing/answers.rules.js';
import type { Question, SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import { namedInNotice } from './notice-facts.rules.js';

/** What is known of an inquiry: what was heard, and the notice as it was checked. */
export interface Known {
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
  readonly notice: string;
}

/** What the customer could still find out and would change the report, in his words rather than the sheet's. */
const wordsForMissing: Readonly<Record<string, string>> = {
  detected_at: '検知した日時',
  alert_external_id: '通知に書かれたアラートID',
  alert_title: '通知の件名',
  threat_kind: '通知に書かれた脅威の種類',
  network_action: '通信が遮断されたかどうか',
  direction: '通信の向き（社内から外、外から社内）',
  last_detected_at: '最後に検知した日時',
  is_ongoing: '今も続いているかどうか',
  asset_hostname: '対象の端末の名前',
  asset_ip: '対象の端末のIPアドレス',
  asset_type: '対象の端末の種類（パソコン・サーバーなど）',
  asset_state: '対象の端末の今の状態（接続・電源）',
  affected_host_count: '同じ症状の端末の台数',
  file_executed: 'ファイルを開いたかどうか',
  scan_result: 'ウイルス対策ソフトの検査結果',
  actions_taken: 'これまでに行った対応',
  actions_taken_times: '対応した日時と順番',
  business_impact: '業務への影響',
  data_types_at_risk: '対象の端末で扱っているデータの種類',
  third_party_impact: '取引先など外部への影響',
  available_logs: 'ご提供いただけるログの種類',
  log_retention_days: 'ログの保存期間',
};

/** Another question whose answer names the same thing. */
const sameThing: Readonly<Record<string, string>> = { asset_hostname: 'source_hostname', asset_ip: 'source_ip' };

/** What the sheet leaves open and the checked notice does not say either, in the order of the report. */
export function missingWords(known: Known): readonly string[] {
  return openIds(known).flatMap((id) => (isNamed(known, id) ? [] : [wordsForMissing[id] ?? id]));
}

/** What the sheet leaves open beside that: it seldom changes a report, and whoever writes one may add it. */
export function leftOutOfReport(known: Known): readonly string[] {
  const open = questionsOf(known).filter(({ id }) => !Object.hasOwn(wordsForMissing, id) && isOpen(known, id));
  return open.map(({ label }) => label.replaceAll('利用者', 'お客様'));
}

/** Words under 「得られていない情報」 of a report for what is known by now: the sheet or the notice came after they were written. */
export function knownByNow(text: string, known: Known): readonly string[] {
  const said = /得られていない情報[：:](.*)/u.exec(text)?.[1]?.split('、').map((words) => words.trim()) ?? [];
  const open = new Set(missingWords(known));
  return said.filter((words) => allWords.has(words) && !open.has(words));
}

const allWords: ReadonlySet<string> = new Set(Object.values(wordsForMissing));

function openIds(known: Known): readonly string[] {
  const told = new Set(questionsOf(known).map(({ id }) => id));
  return Object.keys(wordsForMissing).filter((id) => told.has(id) && isOpen(known, id));
}

/** What the customer may read of. */
function questionsOf({ definition }: Known): readonly Question[] {
  return definition.sections.flatMap(({ questions }) => questions).filter(({ disclosure }) => disclosure === 'customer');
}

function isOpen({ answers }: Known, id: string): boolean {
  return answersTo(answers, id).some((answer) => answer.state === 'unknown' || isBeingChecked(answer));
}

function isNamed({ answers, notice }: Known, id: string): boolean {
  if (namedInNotice(notice).has(id)) return true;
  const other = sameThing[id];
  // What a proxy sends is not the machine behind it.
  if (other === undefined || answersTo(answers, 'source_is_proxy').some(({ value }) => value === 'yes')) return false;
  return answersTo(answers, other).some((answer) => answer.state === 'value' && !isBeingChecked(answer));
}
