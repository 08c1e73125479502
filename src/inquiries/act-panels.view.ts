import { guidance } from './act-guidance.view.js';
import type { OutboxState } from './outbox/outbox.entity.js';
import type { Inquiry } from './rulebook/inquiry.js';
import type { Status } from './rulebook/status.js';
import type { ActName } from './rulebook/transitions.js';

/** One act as its panel on the page of an inquiry. */
export interface ActPanel {
  readonly name: string;
  readonly label: string;
  /** On the button that sends the form. */
  readonly submit: string;
  readonly open: boolean;
  /** The one next step, where nothing stands open: its button stands out. */
  readonly next: boolean;
}

/** What a person can do here and now, the likely first. */
export interface ActPanels {
  /** One sentence that says what to do next. */
  readonly guidance: string;
  /** In sight wherever on the page somebody is: it comes with an answer in the middle of a call. */
  readonly urgent: ActPanel | undefined;
  readonly main: readonly ActPanel[];
  readonly more: readonly ActPanel[];
  /** A refused act stands among the rarer ones, so that they must be in sight. */
  readonly moreOpen: boolean;
  /** The urgent one, the main ones and the others. */
  readonly all: readonly ActPanel[];
}

/** What decides which acts are worth offering. */
export interface PanelFacts {
  readonly inquiry: Pick<
    Inquiry,
    'status' | 'complaintAt' | 'customerId' | 'verification' | 'openAdditionRequest' | 'wishForSpecialistAt' | 'closingAnnouncedAt' | 'everEscalated' | 'entitlement' | 'reportApprovedBy'
  >;
  readonly viewer: 'first' | 'second' | 'other';
  /** A mail without any Japanese text (A3). */
  readonly otherLanguage: boolean;
  readonly fastTrackSigns: boolean;
  /** The customer wrote: nobody is on the line. */
  readonly byMail: boolean;
  /** The sheet has all that the reception asks for. */
  readonly heardOut: boolean;
  readonly hasCopies: boolean;
  readonly hasAppointments: boolean;
  /** A caller is held for the second line, and whether somebody has taken the call. */
  readonly heldCall: 'none' | 'waiting' | 'taken';
  /** How the mail with the answer stands while it has not left. */
  readonly answerMail?: OutboxState | undefined;
  readonly mayEndEscalated: boolean;
  /** What the setting of the service owner says about answering (別紙3 1(2)②③). */
  readonly verdict: 'may_answer' | 'escalate' | 'unclear' | undefined;
  readonly refusedAct: string | undefined;
}

interface Offered {
  readonly name: string;
  readonly label: string;
  readonly rule: ActName;
}

/** Acts with a page of their own: what was found, the logs and the report. */
const elsewhere: readonly ActName[] = [
  'record_analysis', 'save_report', 'request_review', 'return_report', 'take_back_report', 'approve_report', 'send_report', 'read_report_afterwards', 'release_value',
  'receive_evidence', 'raise_gateway_proposal',
];

/** Acts whose rule is shared with an act of this page, but whose form stands with the logs. */
const formsElsewhere: readonly string[] = ['request-logs'];

/** Whether an act has its form on the page of the inquiry. */
export function hasPanel(act: Pick<Offered, 'rule' | 'name'>): boolean {
  return !elsewhere.includes(act.rule) && !formsElsewhere.includes(act.name);
}

type Condition = (facts: PanelFacts) => boolean;

const verified: Condition = ({ inquiry }) => inquiry.verification === 'verified';
const inStatus = (...statuses: readonly Status[]): Condition => ({ inquiry }) => statuses.includes(inquiry.status);
const always: Condition = () => true;
/** Section I: what was escalated is closed and merged by the second-line lead. */
const mayEnd: Condition = ({ inquiry, mayEndEscalated }) => !inquiry.everEscalated || mayEndEscalated;

/** The first of these that is offered and fits stands open. */
const primaries: readonly (readonly [act: string, when: Condition])[] = [
  ['end-warm-transfer', ({ heldCall, viewer }) => heldCall !== 'none' && viewer === 'first'],
  ['take-up', always],
  ['take', always],
  ['escalate-fast-track', ({ fastTrackSigns }) => fastTrackSigns],
  ['complete-addition', ({ viewer }) => viewer === 'first'],
  ['identify-customer', ({ inquiry }) => inquiry.customerId === null],
  ['decide-entitlement', ({ inquiry }) => inquiry.entitlement === 'unclear'],
  ['customer-answered', always],
  // A5: it holds disclosure back, not the hearing, which comes first.
  ['verify', (facts) => facts.viewer === 'first' && !verified(facts) && (inStatus('first_line_work')(facts) || (inStatus('hearing')(facts) && facts.heardOut))],
  ['close', always],
  ['escalate', ({ verdict }) => verdict === 'escalate'],
  ['answer-by-phone', ({ verdict, inquiry }) => verdict === 'may_answer' || inquiry.status === 'first_line_work'],
  ['reopen', always],
  ['resume', always],
];

/**
 * The first of the row, but not open: with the caller still on the line the sheet is what is done now, which the
 * urgent one would cover, and what has just been closed is not taken up again by one press more.
 */
const closed: Readonly<Record<string, Condition>> = { verify: inStatus('hearing'), 'escalate-fast-track': always, reopen: always };

/** Nobody is led on to these, although they come first. */
const quiet: ReadonlySet<string> = new Set(['reopen']);

/** Acts of every day, in the order in which they stand; those that are not here stand among the rarer ones. */
const daily = [
  'end-warm-transfer', 'take-up', 'guide-language', 'take', 'decline-warm-transfer', 'request-warm-transfer', 'settle-complaint', 'complete-addition', 'identify-customer', 'verify', 'customer-answered', 'answer-by-phone', 'answer', 'escalate',
  'log-call', 'arrange-appointment', 'settle-appointment', 'request-addition', 'await-customer', 'close', 'follow-up', 'announce-closing', 'reopen', 'resume',
  'withdraw-escalation', 'decide-entitlement', 'add-note',
] as const;

/** Acts that make no sense now, although the table knows them from this status. */
const hidden: Readonly<Record<string, Condition>> = {
  'guide-language': ({ otherLanguage }) => !otherLanguage,
  'complete-addition': ({ inquiry }) => !inquiry.openAdditionRequest,
  'request-addition': ({ inquiry }) => inquiry.openAdditionRequest,
  'escalate-fast-track': ({ fastTrackSigns }) => !fastTrackSigns,
  'request-identity': (facts) => verified(facts) || facts.inquiry.customerId === null,
  'accept-colleague': (facts) => verified(facts) || facts.inquiry.verification === 'colleague',
  'introduce-specialist': ({ inquiry }) => inquiry.wishForSpecialistAt === null,
  'add-copy': (facts) => !verified(facts),
  'remove-copy': ({ hasCopies }) => !hasCopies,
  'move-appointment': ({ hasAppointments }) => !hasAppointments,
  'settle-appointment': ({ hasAppointments }) => !hasAppointments,
  'record-complaint': ({ inquiry }) => inquiry.complaintAt !== null,
  'settle-complaint': ({ inquiry }) => inquiry.complaintAt === null,
  'request-warm-transfer': ({ heldCall }) => heldCall !== 'none',
  'decline-warm-transfer': ({ heldCall }) => heldCall !== 'waiting',
  'end-warm-transfer': ({ heldCall }) => heldCall === 'none',
  'announce-closing': ({ inquiry }) => inquiry.closingAnnouncedAt !== null,
  close: (facts) => !mayEnd(facts),
  merge: (facts) => !mayEnd(facts),
};

/** Daily until done, then only in case it must be done again; or daily for the other line. */
const rarer: Readonly<Record<string, Condition>> = {
  verify: verified,
  'decide-entitlement': ({ inquiry }) => inquiry.entitlement !== 'unclear',
  'identify-customer': ({ inquiry }) => inquiry.customerId !== null,
  'await-customer': ({ viewer }) => viewer === 'first',
};

/** Sorts the acts a person may try into what is open, what is at hand and what is put away. */
export function actPanels(offered: readonly Offered[], facts: PanelFacts): ActPanels {
  const refused = facts.refusedAct;
  const shown = offered.filter((act) => hasPanel(act) && (act.name === refused || hidden[act.name]?.(facts) !== true));
  const names = new Set(shown.map(({ name }) => name));
  const primary = primaries.find(([act, when]) => names.has(act) && when(facts))?.[0];
  const isLikely = (name: string): boolean => refused === undefined && name === primary;
  const standsOpen = (name: string): boolean => name === refused || (isLikely(name) && closed[name]?.(facts) !== true);
  const panel = ({ name, label }: Offered): ActPanel => ({ name, label, submit: submitOf(label), open: standsOpen(name), next: isLikely(name) && !standsOpen(name) && !quiet.has(name) });
  const isDaily = ({ name }: Offered): boolean => (daily as readonly string[]).includes(name) && rarer[name]?.(facts) !== true;
  const urgent = shown.filter(({ name }) => name === 'escalate-fast-track').map(panel);
  const others = shown.filter(({ name }) => name !== 'escalate-fast-track');
  const main = others.filter(isDaily).toSorted((a, b) => rank(a.name, primary) - rank(b.name, primary)).map(panel);
  const more = others.filter((act) => !isDaily(act)).map(panel);
  return { guidance: guidance(facts, primary), urgent: urgent[0], main, more, moreOpen: more.some(({ open }) => open), all: [...urgent, ...main, ...more] };
}

function rank(name: string, primary: string | undefined): number {
  return name === primary ? -1 : (daily as readonly string[]).indexOf(name);
}

function submitOf(label: string): string {
  // 「電話で回答した」 names what has happened; 「追加のご質問を受け付ける」 what the button does.
  return label.endsWith('た') ? `${label}ことを記録する` : label;
}

/** Names of fields for the list of faults on top of the page. */
export const actFieldLabels: Readonly<Record<string, string>> = {
  occurredAt: '日時',
  leaveOpen: '追記できなかった項目',
  number: '電話番号',
  person: '電話に出た方',
  note: 'メモ',
  method: '確認方法',
  result: '結果',
  reason: '理由',
  comment: '伝えること',
  summary: '回答の要旨',
  unread: '確認を待たずに報告する',
  readerId: '確認する方',
  outcome: '結果',
  purpose: '用件',
  questionIds: '項目',
  answerBy: '期限',
  callFrom: 'お電話の時間帯（始まり）',
  callUntil: 'お電話の時間帯（終わり）',
  asked: 'お願いしたこと',
  supportKind: '引継ぎ先',
  nextCaller: 'お客様への連絡元',
  entitlement: '契約の状態',
  resolution: '完了の区分',
  watch: '経過観察のお願い',
  intoNumber: '統合先の受付番号',
  noticeTo: '送り先のメールアドレス',
  providers: '専門事業者',
  customerId: '利用者',
  ownerId: '担当者',
  providerId: '指定の専門業者',
  consentToPassData: 'お客様の同意',
  consentBy: '同意された方',
  consentMeans: '同意をうかがった手段',
  consentAt: '同意をうかがった日時',
  text: 'メモ',
  unknownReason: '「不明」にする理由',
  contactId: '本サービス担当者',
  name: 'お名前',
  address: 'メールアドレス',
  confirmedByPhone: '電話での確認',
  copyId: '同報先',
  source: 'ログの種類',
  device: '機器',
  days: '保存期間',
  appointmentId: '約束',
  kind: '約束の種類',
  startsAt: '約束の日時',
  minutes: '時間の目安',
  place: '会議のアドレス',
  sendInvitation: '招待メール',
};
