import { formatDate, formatDateTime, formatDay } from '../calendar/japanese-time.js';
import { parseDate } from '../calendar/civil-day.rules.js';
import type { ContactRequest } from './contact-request.queries.js';
import type { ContactRequestState } from './contact-request.entity.js';
import { insuranceEffectiveFrom, nonRenewalNoticeDeadline, termStateOn, useBeganOn, type TermState } from './contract-term.rules.js';
import type { ContractEndReason } from './contract.entity.js';
import type { CustomerHit } from './customer-search.queries.js';
import type { Contract, CustomerDetails, RegisteredContact } from './customer.queries.js';
import type { GatewayProtection } from './customer.entity.js';
import type { ImportLineRow, ImportOutcome, ImportRunRow } from './import-run.entity.js';
import { formatPhone } from './phone-number.rules.js';
import type { ContactDetails, ProposedRegistration } from './registration.js';
import { noticeMonthsOf } from './service-profiles.rules.js';
import type { SuccessionRow } from './succession.entity.js';

/** A word with its colour, for `badge`. */
export interface Badge {
  readonly text: string;
  readonly tone: string;
}

export const gatewayNames: Readonly<Record<GatewayProtection, string>> = {
  utm: 'UTM',
  fw_proxy: 'FW+Proxy',
  none: 'なし',
  unknown: '不明',
};

const termBadges: Readonly<Record<TermState, Badge>> = {
  in_force: { text: '契約中', tone: 'tone-success' },
  before_term: { text: '納入前', tone: 'tone-info' },
  unclear: { text: '契約確認待ち', tone: 'tone-warn' },
  ended: { text: '終了', tone: 'tone-neutral' },
};

export const endReasonNames: Readonly<Record<ContractEndReason, string>> = { non_renewal: '更新しない通知', cancellation: '解約' };

const outcomeBadges: Readonly<Record<ImportOutcome, Badge>> = {
  taken: { text: '取込済み', tone: 'tone-success' },
  requested: { text: '承認待ち', tone: 'tone-info' },
  unchanged: { text: '変更なし', tone: 'tone-neutral' },
  refused: { text: '取込不可', tone: 'tone-danger' },
};

const requestBadges: Readonly<Record<ContactRequestState, Badge>> = {
  waiting: { text: '承認待ち', tone: 'tone-info' },
  approved: { text: '承認済み', tone: 'tone-success' },
  refused: { text: '承認せず', tone: 'tone-danger' },
  superseded: { text: '後の申請に差し替え', tone: 'tone-neutral' },
};

/** The lists of requests, by state. */
export const requestTabs = Object.entries(requestBadges).map(([state, { text }]) => ({ state, label: text }));

const none = '－';

/** `2026年4月1日（水）` of a civil date; a dash where there is none. */
export function dateText(date: string | null): string {
  const day = date === null ? undefined : parseDate(date);
  return day === undefined ? none : formatDay(day);
}

export function phoneText(e164: string | null): string {
  return e164 === null || e164 === '' ? none : formatPhone(e164);
}

export function hitView(hit: CustomerHit): Record<string, unknown> {
  return { ...hit, mainPhone: phoneText(hit.mainPhone), contactPhone: phoneText(hit.contactPhone), contractNumber: hit.contractNumber ?? none };
}

/** What the page of one customer prints; `today` is the civil date in Japan. */
export function customerView(customer: CustomerDetails, today: string): Record<string, unknown> {
  return {
    ...customer,
    mainPhone: phoneText(customer.mainPhone),
    gateway: gatewayNames[customer.gatewayProtection],
    partnerName: customer.partnerName ?? '未設定',
    contact: customer.contact === undefined ? undefined : contactView(customer.contact),
    history: customer.contactHistory.map((contact) => contactView(contact)),
    contracts: customer.contracts.map((contract) => contractView(contract, today)),
    affiliates: customer.affiliates.map((affiliate) => ({ ...affiliate, consentedOn: dateText(affiliate.consentedOn), endedOn: affiliate.endedOn === null ? undefined : dateText(affiliate.endedOn) })),
  };
}

function contactView(contact: RegisteredContact): Record<string, unknown> {
  return {
    ...contact,
    phone: phoneText(contact.phone),
    altPhone: phoneText(contact.altPhone),
    span: `${formatDateTime(contact.validFrom)}から${contact.validTo === null ? '' : ` ${formatDateTime(contact.validTo)}まで`}`,
  };
}

function contractView(contract: Contract, today: string): Record<string, unknown> {
  const state = termStateOn(contract, today);
  const began = useBeganOn(contract);
  return {
    id: contract.id,
    number: contract.contractNumber,
    device: contract.deviceId === '' ? none : contract.deviceId,
    deliveredOn: dateText(contract.deliveredOn),
    startsOn: dateText(contract.termStartsOn),
    endsOn: contract.termEndsOn === null ? '未登録（契約書類で確認してください）' : dateText(contract.termEndsOn),
    noticeBy: contract.termEndsOn === null ? none : dateText(nonRenewalNoticeDeadline(contract.termEndsOn, noticeMonthsOf(contract.serviceProfile))),
    insuredFrom: began === null ? none : dateText(insuranceEffectiveFrom(began)),
    ended: contract.endedOn === null ? undefined : `${dateText(contract.endedOn)}（${contract.endReason === null ? none : endReasonNames[contract.endReason]}）`,
    termsVersion: dateText(contract.termsVersion),
    state: termBadges[state],
  };
}

/** A request beside what is registered now, difference by difference. */
export function requestView(request: ContactRequest, current: RegisteredContact | undefined): Record<string, unknown> {
  return {
    id: request.id,
    customerId: request.customerId,
    customerName: request.customerName,
    deskName: request.supportDeskName,
    state: requestBadges[request.state],
    isWaiting: request.state === 'waiting',
    requestedAt: formatDateTime(request.requestedAt),
    source: request.source === 'form' ? '画面から' : `パラメーターシート ${request.lineNumber ?? ''}行目`,
    decided: request.decidedAt === null ? undefined : formatDateTime(request.decidedAt),
    effective: request.effectiveAt === null ? undefined : formatDateTime(request.effectiveAt),
    note: request.decisionNote,
    changes: [...contactChanges(current, request.proposed.contact), ...otherFacts(request.proposed)],
  };
}

const contactLabels = [
  ['name', '担当者名'],
  ['kana', 'フリガナ'],
  ['department', '部署'],
  ['title', '役職'],
  ['email', 'メールアドレス'],
  ['phone', '電話番号'],
  ['altPhone', '代替電話番号'],
] as const;

function contactChanges(current: ContactDetails | undefined, proposed: ContactDetails): Record<string, unknown>[] {
  const shown = (key: (typeof contactLabels)[number][0], contact: ContactDetails): string =>
    key === 'phone' || key === 'altPhone' ? phoneText(contact[key]) : contact[key] || none;
  return contactLabels.map(([key, label]) => {
    const before = current === undefined ? none : shown(key, current);
    const after = shown(key, proposed);
    return { label, before, after, differs: before !== after };
  });
}

function otherFacts({ company, contract }: ProposedRegistration): Record<string, unknown>[] {
  const facts: [string, string | undefined][] = [
    ['法人名', company.name],
    ['法人名フリガナ', company.kana],
    ['代表番号', company.mainPhone === undefined ? undefined : phoneText(company.mainPhone)],
    ['対策', company.gatewayProtection === undefined ? undefined : gatewayNames[company.gatewayProtection]],
    ['契約番号', contract?.contractNumber],
    ['機器番号', contract?.deviceId],
    ['納入完了日', contract?.deliveredOn === undefined ? undefined : dateText(contract.deliveredOn)],
  ];
  return facts.flatMap(([label, after]) => (after === undefined ? [] : [{ label, before: '（比較なし）', after, differs: false }]));
}

export function runView(run: ImportRunRow): Record<string, unknown> {
  return {
    id: run.id,
    fileName: run.fileName,
    encoding: run.encoding === 'CP932' ? 'Shift_JIS（CP932）' : run.encoding,
    at: formatDateTime(run.at),
    date: formatDate(run.at),
    unknownHeaders: run.unknownHeaders,
    counts: (['taken', 'requested', 'unchanged', 'refused'] as const).map((outcome) => ({ outcome, ...outcomeBadges[outcome], count: run[outcome] })),
  };
}

export function importLineView(line: Omit<ImportLineRow, 'runId'>): Record<string, unknown> {
  return { ...line, state: outcomeBadges[line.outcome] };
}

/** One succession with the names of its desks. */
export function successionView(succession: SuccessionRow, deskNames: ReadonlyMap<string, string>): Record<string, unknown> {
  return {
    at: formatDateTime(succession.effectiveAt),
    from: deskNames.get(succession.fromDeskId) ?? none,
    to: deskNames.get(succession.toDeskId) ?? none,
    state: succession.state === 'done' ? { text: '引継ぎ済み', tone: 'tone-success' } : { text: '予定', tone: 'tone-info' },
    customerCount: succession.state === 'done' ? succession.customerCount : none,
  };
}
