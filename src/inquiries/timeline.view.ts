import { civilDate, formatDateTime, formatTime } from '../calendar/japanese-time.js';
import { shownText } from '../hearing/shown-text.rules.js';
import { formatPhone } from '../customers/phone-number.rules.js';
import type { Instant } from '../platform/clock.js';
import type { LoggedCall, TimelineEvent, TimelineText } from './inquiry-details.queries.js';
import type { AnalysisRecord } from './rulebook/commands.js';
import { eventLabels } from './rulebook/events.js';
import {
  answerMeansLabels, appointmentKindLabels, appointmentOutcomeLabels, callOutcomeLabels, declineReasonLabels, entitlementLabels, escalationReasonLabels, resolutionLabels,
  nextCallerLabels, statusLabels, supportKindLabels, verificationMethodLabels, warmTransferOutcomeLabels,
} from './rulebook/status.js';
import { textKindLabels } from './texts.service.js';

/** One line of the timeline as it is printed. */
export interface TimelineEntry {
  /** The act, or undefined for a text that no act refers to. */
  readonly type: string | undefined;
  readonly at: Instant;
  /** Set where it was written down more than a minute after it happened (D2: both times are kept). */
  readonly recordedAt: Instant | null;
  readonly who: string;
  readonly title: string;
  readonly details: readonly string[];
  readonly texts: readonly { readonly label: string; readonly body: string; readonly restricted: boolean; readonly doubt: string | undefined }[];
  readonly status: string | null;
}

const minute = 60_000;

/** What must not be read as the customer's own word, in words. */
const doubts: Readonly<Record<string, string>> = { unconfirmed_mail: '差出人未確認', suspected_mail: '未確認・なりすましの疑い', detached_mail: '取り外し済み' };

const mailKinds: ReadonlySet<string> = new Set(['mail_text', ...Object.keys(doubts)]);

/** The record of an inquiry in the order in which things happened; texts stand with the act they belong to. */
export function timelineOf(
  events: readonly TimelineEvent[],
  texts: readonly TimelineText[],
  calls: readonly LoggedCall[],
  copies: readonly { readonly id: string; readonly name: string; readonly address: string }[] = [],
): readonly TimelineEntry[] {
  const textById = new Map(texts.map((text) => [text.id, text]));
  const callById = new Map(calls.map((call) => [call.id, call]));
  const copyById = new Map(copies.map((copy) => [copy.id, copy]));
  const used = new Set<string>();
  let cycle = 1;
  const entries = events.map((event, index) => {
    if (newCycles.has(event.type) && typeof event.data['acceptedAt'] === 'number') cycle += 1;
    const call = callById.get(idIn(event.data['callId']));
    const own = [...new Set([...Object.values(event.data), call?.noteTextId])].flatMap((value) => textById.get(idIn(value)) ?? []);
    for (const text of own) used.add(text.id);
    const copy = copyById.get(idIn(event.data['copyId']));
    const about = [...(copy === undefined ? [] : [`同報先：${copy.name} <${copy.address}>`]), ...(call === undefined ? [] : [callDetail(call)])];
    if (event.data['countsAsFirstResponse'] === true) about.unshift(firstResponseWords(cycle));
    if (event.type === 'add_note' && own.length === 0) about.push('内容は二次受付窓口だけが見られます。');
    const toldWithCall = call?.direction === 'out' && event.data['outcome'] === call.outcome;
    const entry = entryOf(toldWithCall ? withoutOutcome(event) : event, own, about);
    return { seq: event.seq, entry: isByItself(event, events[index + 1]) ? { ...entry, who: 'システム', details: ['次の記録に伴い、自動で完了'] } : entry };
  });
  const loose = texts.filter((text) => !used.has(text.id)).map((text) => ({ seq: 0, entry: mailKinds.has(text.kind) ? mailEntry(text) : looseEntry(text) }));
  return [...entries, ...loose].toSorted((a, b) => a.entry.at - b.entry.at || a.seq - b.seq).map(({ entry }) => entry);
}

/** T13 within another act: whoever escalates or answers out of the hearing has not ended it by hand. */
function isByItself(event: TimelineEvent, next: TimelineEvent | undefined): boolean {
  return event.type === 'complete_reception' && next !== undefined && handsOn.has(next.type) && next.recordedAt === event.recordedAt;
}

const handsOn: ReadonlySet<string> = new Set(['escalate', 'answer_by_phone']);

/** What begins a new response cycle, where it says when that was accepted. */
const newCycles: ReadonlySet<string> = new Set(['follow_up', 'reopen', 'resume_declined']);

/** Every cycle has a first answer of its own (D2): the second one in a history is no contradiction. */
function firstResponseWords(cycle: number): string {
  return cycle === 1 ? '最初のご回答として記録' : `${cycle}回目の対応の最初のご回答として記録（再開や追加のお問い合わせからは、目標期限を数え直します）`;
}

/** The sheet saves itself with every answer: for reading, what one person saved in a row stands as one. */
export function withSavesTogether(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const together: { first: TimelineEntry; last: TimelineEntry; saves: number }[] = [];
  for (const entry of entries) {
    const run = together.at(-1);
    if (run !== undefined && isSave(entry) && isSave(run.last) && entry.who === run.last.who && civilDate(entry.at) === civilDate(run.last.at)) {
      run.last = entry;
      run.saves += 1;
    } else together.push({ first: entry, last: entry, saves: 1 });
  }
  return together.map(({ first, last, saves }) => (saves === 1 ? first : { ...first, details: [savesDetail(first, last, saves)] }));
}

function isSave({ type, recordedAt }: TimelineEntry): boolean {
  return type === 'record_hearing' && recordedAt === null;
}

function savesDetail(first: TimelineEntry, last: TimelineEntry, saves: number): string {
  const until = formatTime(last.at);
  return formatTime(first.at) === until ? `${saves}回` : `${until}まで${saves}回`;
}

/** How an outgoing call ended stands in the line of the call. */
function withoutOutcome(event: TimelineEvent): TimelineEvent {
  const { outcome: _told, ...data } = event.data;
  return { ...event, data };
}

function entryOf(event: TimelineEvent, texts: readonly TimelineText[], about: readonly string[]): TimelineEntry {
  const { from, to } = event.data;
  const moved = typeof to === 'string' && from !== to;
  return {
    type: event.type,
    at: event.occurredAt,
    recordedAt: event.recordedAt - event.occurredAt > minute ? event.recordedAt : null,
    who: whoOf(event),
    title: labelOf(eventLabels, event.type),
    details: [...detailsOf(event.data), ...about],
    texts: texts.map((text) => textOf(text, textLabels[event.type])),
    status: moved ? labelOf(statusLabels, to) : null,
  };
}

function mailEntry(text: TimelineText): TimelineEntry {
  return { type: undefined, at: text.createdAt, recordedAt: null, who: doubts[text.kind] ?? 'お客様', title: 'メール本文', details: [], texts: [textOf(text)], status: null };
}

/** Whatever somebody wrote is shown, even where no act refers to it. */
function looseEntry(text: TimelineText): TimelineEntry {
  const title = labelOf(textKindLabels, text.kind);
  return { type: undefined, at: text.createdAt, recordedAt: null, who: text.createdByName ?? 'システム', title, details: [], texts: [textOf(text)], status: null };
}

function textOf(text: TimelineText, label = labelOf(textKindLabels, text.kind)): TimelineEntry['texts'][number] {
  const body = text.kind === 'detached_mail' ? 'この問合せから取り外しました。本文は問合せに残していません。' : shownText(text.body);
  return { label, body, restricted: text.disclosure === 'second_line', doubt: doubts[text.kind] };
}

/** What the text of an act is called where its kind says too little: the field it was typed into. */
const textLabels: Readonly<Record<string, string>> = { escalate: '二次受付窓口に伝えること', escalate_fast_track: '二次受付窓口に伝えること', arrange_appointment: '用件のメモ' };

function whoOf(event: TimelineEvent): string {
  if (event.actorName !== null) return event.actorName;
  return event.actorKind === 'customer' ? 'お客様' : 'システム';
}

type Labels = Readonly<Record<string, string>>;

/** That an inquiry is one of incident support is its ordinary case and worth no line. */
const { incident_support: _ordinary, ...otherSupportKinds } = supportKindLabels;

/** What the second line recorded; its contents stand on the analysis page, for those who may read them. */
const analysisRecordLabels: Readonly<Record<AnalysisRecord, string>> = {
  portal_notice: 'お客様への通知内容',
  portal_note: '管理画面の詳細情報（利用者非公開）',
  configuration: '構成管理情報',
  attack_progress: '攻撃工程の進み具合',
  attack_progress_taken_back: '攻撃工程の評価の取消し',
  assessment: '判定',
  indicator: '侵害指標',
  log_request: 'ログ提供依頼',
  evidence: '受領した証跡',
};

const dataLabels: readonly { readonly key: string; readonly name: string; readonly labels: Labels }[] = [
  { key: 'method', name: '確認方法', labels: verificationMethodLabels },
  { key: 'result', name: '結果', labels: { verified: '確認できた', pending: '確認中', failed: '確認できなかった' } },
  { key: 'means', name: '手段', labels: answerMeansLabels },
  { key: 'outcome', name: '結果', labels: { ...callOutcomeLabels, ...appointmentOutcomeLabels, ...warmTransferOutcomeLabels } },
  { key: 'kind', name: '約束', labels: appointmentKindLabels },
  { key: 'reason', name: '理由', labels: { ...escalationReasonLabels, ...declineReasonLabels } },
  { key: 'resolution', name: '区分', labels: resolutionLabels },
  { key: 'supportKind', name: '引継ぎ先', labels: otherSupportKinds },
  { key: 'nextCaller', name: 'お客様への連絡元', labels: nextCallerLabels },
  { key: 'entitlement', name: '契約', labels: entitlementLabels },
  { key: 'because', name: '理由', labels: { undelivered: 'メール不達', withdrawn: '送信の取りやめ', closed_by_mistake: '誤って完了したため' } },
  { key: 'record', name: '内容', labels: analysisRecordLabels },
];

function detailsOf(data: TimelineEvent['data']): string[] {
  const labelled = dataLabels.flatMap(({ key, name, labels }) => {
    const value = data[key];
    return typeof value === 'string' && labels[value] !== undefined ? [`${name}：${labels[value]}`] : [];
  });
  const flags = [
    ...(typeof data['startsAt'] === 'number' ? [`日時：${formatDateTime(data['startsAt'])}`] : []),
    ...(typeof data['arrivedAt'] === 'number' ? [`届いた日時：${formatDateTime(data['arrivedAt'])}`] : []),
    ...(data['ofOtherCustomer'] === true ? ['差出人が名乗る利用者と異なることを確かめて追加'] : []),
    ...(data['invited'] === true ? ['招待メールを送付'] : []),
    ...(data['recordedAfterDue'] === true ? ['目標期限を過ぎてから、期限内の回答として記録'] : []),
    ...(data['readAfterwards'] === true ? ['別の分析担当者の確認は後から行う'] : []),
    ...(data['confirmedByCustomer'] === true ? ['お客様のご確認あり'] : []),
    ...(data['consentToPassData'] === true ? ['情報提供への同意あり'] : []),
    ...(typeof data['endedAppointments'] === 'number' ? [`約束していた${data['endedAppointments']}件の日時を取りやめ`] : []),
    ...(typeof data['movedAppointments'] === 'number' ? [`約束していた${data['movedAppointments']}件の日時は統合先へ引き継ぎ`] : []),
    ...(typeof data['endedCopies'] === 'number' ? [`同報先${data['endedCopies']}名への送付を終了（再び送るには電話での確認が必要）`] : []),
  ];
  return [...labelled, ...flags];
}

function callDetail(call: LoggedCall): string {
  if (call.direction === 'in') return `お電話の相手：${call.person === '' ? '記録なし' : call.person}`;
  const person = call.person === '' ? '' : `（${call.person}）`;
  const number = call.number === null ? '番号の記録なし' : formatPhone(call.number);
  return `架電先：${number}${person} ${callOutcomeLabels[call.outcome]}`;
}

function labelOf(labels: Labels, key: string): string {
  return labels[key] ?? key;
}

function idIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
