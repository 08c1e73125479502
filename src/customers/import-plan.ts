import type { Instant } from '../platform/clock.js';
import { inSlices } from '../platform/in-slices.js';
import { contactRow, contractRow, customerRow } from './customer-rows.js';
import type { ImportOutcome } from './import-run.entity.js';
import type { ColumnKey } from './parameter-sheet-columns.rules.js';
import type { ParsedLine } from './parameter-sheet.rules.js';
import type { LineRegistration, ProposedRegistration } from './registration.js';
import { changeOf, sameContact, type ChangedRegistration, type CurrentRegistration, type RegistrationChange } from './registration-change.js';

/** A contract number that is known, with what stands on the register. */
export interface KnownContract extends CurrentRegistration {
  readonly partnerId: string | null;
  readonly supportDeskId: string;
  /** What a request that is not decided yet asks for. */
  readonly waiting: ProposedRegistration | null;
}

/** Who brings the file: the owner's lines are taken, a partner's wait for approval (section I). */
export type ImportRights =
  | {
      readonly kind: 'owner';
      /** The partner that was named with the file, if any: its contracts alone are touched. */
      readonly partnerId: string | null;
      readonly newCustomersTo: { readonly partnerId: string | null; readonly supportDeskId: string };
    }
  | { readonly kind: 'partner'; readonly deskIds: readonly string[] };

/** What is to become of one line. */
export interface PlannedLine {
  readonly lineNumber: number;
  readonly contractNumber: string;
  readonly outcome: ImportOutcome;
  readonly reason: string;
  readonly customerId: string | null;
  /** For `taken`. */
  readonly change?: RegistrationChange;
  /** For `requested`. */
  readonly proposed?: ProposedRegistration;
}

/** What the plan of a file is made from. */
export interface ImportFacts {
  readonly rights: ImportRights;
  readonly known: ReadonlyMap<string, KnownContract>;
  readonly presentColumns: ReadonlySet<ColumnKey>;
  readonly at: Instant;
  /** Whoever brings the file has proved who he is (ASVS 7.5.1): without that nothing changes at once by which a customer is called or mailed. */
  readonly proved: boolean;
}

/**
 * The same words whether a contract does not exist or belongs to another: a partner must not learn
 * which numbers others have (B5).
 */
const unknownContract = '契約番号が登録されていません。番号を確認するか、サービス主管に登録を依頼してください。';

/** Decides every line of a file. A customer has one contact, so lines of one customer must agree on it. */
export async function planImport(lines: readonly ParsedLine[], facts: ImportFacts): Promise<PlannedLine[]> {
  const seen = new Map<string, Seen>();
  return inSlices(lines, (line) => {
    const { lineNumber, contractNumber } = line;
    if (!line.ok) return { lineNumber, contractNumber, outcome: 'refused', reason: line.reasons.join(''), customerId: null };
    const verdict = decideLine(line.registration, seen, lineNumber, facts);
    const reason = [verdict.reason ?? '', ...(verdict.outcome === 'refused' ? [] : line.notes)].filter((text) => text !== '').join('');
    return { lineNumber, contractNumber, customerId: null, ...verdict, reason };
  });
}

interface Seen {
  readonly lineNumber: number;
  readonly proposed: ProposedRegistration;
}

type Verdict = Pick<PlannedLine, 'outcome' | 'change' | 'proposed'> & { readonly reason?: string; readonly customerId?: string };

function decideLine(line: LineRegistration, seen: Map<string, Seen>, lineNumber: number, facts: ImportFacts): Verdict {
  const known = facts.known.get(line.contract.contractNumber);
  if (known === undefined) return facts.rights.kind === 'owner' ? takeNew(line, facts.rights.newCustomersTo, facts.at) : refuse(unknownContract);
  const wall = wallRefusal(known, facts.rights);
  if (wall !== undefined) return refuse(wall);
  const proposed = keepAbsent(line, known, facts.presentColumns);
  const before = seen.get(known.customer.id);
  if (before !== undefined && (facts.rights.kind === 'partner' || !sameContact(before.proposed.contact, proposed.contact))) {
    return refuse(secondLine(before));
  }
  seen.set(known.customer.id, { lineNumber, proposed });
  // The contact of a second line was settled by the first; what remains is the other contract.
  const settled = before === undefined ? known.contact : contactRow(known.customer.id, proposed.contact, facts.at);
  const verdict = decideKnown({ ...known, contact: settled }, proposed, facts);
  return before !== undefined && verdict.outcome === 'requested' ? refuse(secondLine(before)) : verdict;
}

const secondLine = ({ lineNumber }: Seen): string => `同じ利用者の行が${lineNumber}行目にあります。担当者は利用者ごとに1名です。`;

function wallRefusal(known: KnownContract, rights: ImportRights): string | undefined {
  if (rights.kind === 'partner') return rights.deskIds.includes(known.supportDeskId) ? undefined : unknownContract;
  const foreign = rights.partnerId !== null && known.partnerId !== null && rights.partnerId !== known.partnerId;
  return foreign ? '指定した販売パートナーとは別の販売パートナーの契約です。' : undefined;
}

function decideKnown(known: KnownContract, proposed: ProposedRegistration, facts: ImportFacts): Verdict {
  const customerId = known.customer.id;
  const change = changeOf(known, proposed, facts.at);
  if (change === undefined) return { outcome: 'unchanged', customerId };
  const unproved = facts.rights.kind === 'owner' && !facts.proved && changesReach(change);
  if (facts.rights.kind === 'partner' || unproved) {
    const asked = known.waiting !== null && JSON.stringify(known.waiting) === JSON.stringify(proposed);
    return asked ? { outcome: 'unchanged', customerId, reason: '同じ内容の申請が承認待ちです。' } : { outcome: 'requested', customerId, proposed, ...(unproved ? { reason: unprovedChange } : {}) };
  }
  if (change.contact?.before && change.contact.before.validFrom > facts.at) {
    return refuse('担当者の変更が先の日時で予定されています。その後に取り込んでください。');
  }
  return { outcome: 'taken', customerId, change };
}

/** Whether it changes how a customer is reached and called back. */
function changesReach({ contact, company }: ChangedRegistration): boolean {
  return contact !== null || company.mainPhone !== undefined;
}

const unprovedChange = '本サービス担当者か代表電話の変更です。「担当者変更の申請」で内容を確かめ、承認してください。';

function takeNew(line: LineRegistration, to: { readonly partnerId: string | null; readonly supportDeskId: string }, at: Instant): Verdict {
  const { company, contact, contract } = line;
  const customer = customerRow({
    name: company.name,
    kana: company.kana ?? '',
    mainPhone: company.mainPhone ?? null,
    gatewayProtection: company.gatewayProtection ?? 'unknown',
    ...to,
    createdAt: at,
  });
  const change: RegistrationChange = {
    kind: 'new',
    customer,
    contract: contractRow({ customerId: customer.id, ...contract }),
    contact: contactRow(customer.id, contact, at),
  };
  return { outcome: 'taken', customerId: customer.id, change };
}

/** What a file has no column for stays as it is. */
function keepAbsent(line: LineRegistration, known: KnownContract, present: ReadonlySet<ColumnKey>): ProposedRegistration {
  const { contact } = line;
  const before = known.contact;
  if (before === null) return line;
  return {
    ...line,
    contact: {
      ...contact,
      kana: present.has('contactKana') ? contact.kana : before.kana,
      department: present.has('department') ? contact.department : before.department,
      title: present.has('title') ? contact.title : before.title,
    },
  };
}

function refuse(reason: string): Verdict {
  return { outcome: 'refused', reason };
}
