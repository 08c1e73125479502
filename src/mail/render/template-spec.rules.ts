import { formatDate } from '../../calendar/japanese-time.js';
import type { CustomerMailHead, CustomerNoticeHead, InternalMailHead, MailSignature, PartnerMailHead } from '../../inquiries/outbox/outgoing-mail.js';
import type { Instant } from '../../platform/clock.js';
import { unlinked } from './printable.rules.js';
import { line, type Field } from './template-field.rules.js';

/** Whom a mail is for: it decides which pieces it must have. */
export type MailReader = 'customer' | 'stranger' | 'partner' | 'staff';

/** What every mail knows of itself beside its data. */
export interface Written {
  /** When the act that wants it sent queued it; the same however long it waits and however often it is printed. */
  readonly writtenAt: Instant;
}

/** What a template has to work with, and what it may not be without. */
export interface TemplateSpec<Data> {
  readonly reader: MailReader;
  /** When it goes out, in one sentence for whoever edits it. */
  readonly occasion: string;
  readonly fields: readonly Field<Data & Written>[];
  /** Names that must be printed whatever the data are (domain.md 6.2). */
  readonly must: readonly string[];
  /** Names that may stand in the subject: never a name, a threat or a host. */
  readonly inSubject: readonly string[];
}

/** 受付時間 as it stands in every signature. */
const hoursText = '平日9:00～17:00（土日祝、12/28～1/4を除く）';

const writtenOn = line<Written>('作成日', 'このメールを作成した日（送信を待つ間も変わりません）', ({ writtenAt }) => formatDate(writtenAt));

interface Signed {
  readonly signature: MailSignature;
}

/** Who signs, and when it was written. Rows queued before there was a privacy address have none. */
const signatureFields: readonly Field<Signed & Written>[] = [
  line('窓口名', '署名する窓口の名称', ({ signature }) => signature.deskName),
  line('会社名', '署名する会社の名称', ({ signature }) => signature.companyName),
  line('電話番号', '署名する窓口の電話番号', ({ signature }) => signature.phone),
  line('窓口のメールアドレス', '署名する窓口のメールアドレス', ({ signature }) => signature.mailAddress),
  line('受付時間', '受付時間の決まり文句', () => hoursText),
  line('プライバシーポリシー', '署名する会社のプライバシーポリシーのURL', ({ signature }: { readonly signature: Partial<MailSignature> }) => signature.privacyUrl ?? ''),
  writtenOn,
];

/** Who is written to. Rows queued before the partner was named have none. */
const addressFields: readonly Field<CustomerNoticeHead>[] = [
  line('貴社名', 'お客様の法人正式名称', (data) => unlinked(data.customerName)),
  line('お名前', '本サービス担当者のお名前', (data) => unlinked(data.contactName)),
  line('部署', '本サービス担当者の部署', (data) => unlinked(data.contactDepartment)),
  line('役職', '本サービス担当者の役職', (data) => unlinked(data.contactTitle)),
  line('所属', '部署と役職', (data) => unlinked([data.contactDepartment, data.contactTitle].filter((part) => part.trim() !== '').join(' '))),
  line('販売パートナー名', '貴社へ販売したパートナーの名称（ないこともあります）', ({ partnerName }: Partial<CustomerNoticeHead>) => unlinked(partnerName ?? '')),
];

const number = line<{ readonly inquiryNumber: string }>('受付番号', '受付番号（26-000123-7の形）', (data) => data.inquiryNumber);
const link = line<{ readonly link: string }>('ページのURL', '窓口の画面のURL', (data) => data.link);

interface Own<Data> {
  readonly occasion: string;
  readonly fields: readonly Field<Data>[];
  readonly must: readonly string[];
  readonly inSubject?: readonly string[];
}

/** A mail to the registered contact about an inquiry. */
export function toContact<Data extends CustomerMailHead>(own: Own<Data>): TemplateSpec<Data> {
  return { reader: 'customer', ...own, fields: [number, ...own.fields, ...addressFields, ...signatureFields], inSubject: ['受付番号', ...(own.inSubject ?? [])] };
}

/** A mail to the registered contact about the registration as a whole. */
export function toCustomer<Data extends CustomerNoticeHead>(own: Own<Data>): TemplateSpec<Data> {
  return { reader: 'customer', ...own, fields: [...own.fields, ...addressFields, ...signatureFields], inSubject: [] };
}

/** A fixed text to somebody unknown: nothing of any customer can stand in it. */
export function toStranger(occasion: string): TemplateSpec<Signed> {
  return { reader: 'stranger', occasion, fields: signatureFields, must: [], inSubject: [] };
}

/** A mail to a sales partner. */
export function toPartner<Data extends PartnerMailHead>(own: Own<Data>): TemplateSpec<Data> {
  const partner = line<PartnerMailHead>('販売パートナー名', '販売パートナーの名称', (data) => unlinked(data.partnerName));
  return { reader: 'partner', ...own, fields: [partner, ...own.fields, link, ...signatureFields], inSubject: [] };
}

/** A notice to staff about an inquiry: number and link, no data of a customer. */
export function toStaff<Data extends InternalMailHead>(own: Own<Data>): TemplateSpec<Data> {
  return { reader: 'staff', ...own, fields: [number, ...own.fields, link, writtenOn], must: [...own.must, 'ページのURL'], inSubject: ['受付番号', ...(own.inSubject ?? [])] };
}

/** A notice to staff that concerns no single inquiry. */
export function toColleague<Data extends { readonly link: string }>(own: Own<Data>): TemplateSpec<Data> {
  return { reader: 'staff', ...own, fields: [...own.fields, link, writtenOn], inSubject: [] };
}
