import type { CustomerMailHead, CustomerNoticeHead, InternalMailHead, MailSignature, PartnerMailHead } from '../../inquiries/outbox/outgoing-mail.js';
import { unlinked } from './printable.rules.js';
import { line, type Field } from './template-field.rules.js';

/** Whom a mail is for: it decides which pieces it must have. */
export type MailReader = 'customer' | 'stranger' | 'partner' | 'staff';

/** What a template has to work with, and what it may not be without. */
export interface TemplateSpec<Data> {
  readonly reader: MailReader;
  /** When it goes out, in one sentence for whoever edits it. */
  readonly occasion: string;
  readonly fields: readonly Field<Data>[];
  /** Names that must be printed whatever the data are (domain.md 6.2). */
  readonly must: readonly string[];
  /** Names that may stand in the subject: never a name, a threat or a host. */
  readonly inSubject: readonly string[];
}

/** 受付時間 as it stands in every signature. */
export const hoursText = '平日9:00～17:00（土日祝、12/28～1/4を除く）';

interface Signed {
  readonly signature: MailSignature;
}

/** Who signs. Rows queued before there was a privacy address have none. */
export const signatureFields: readonly Field<Signed>[] = [
  line('窓口名', '署名する窓口の名称', ({ signature }) => signature.deskName),
  line('会社名', '署名する会社の名称', ({ signature }) => signature.companyName),
  line('電話番号', '署名する窓口の電話番号', ({ signature }) => signature.phone),
  line('窓口のメールアドレス', '署名する窓口のメールアドレス', ({ signature }) => signature.mailAddress),
  line('受付時間', '受付時間の決まり文句', () => hoursText),
  line('プライバシーポリシー', '署名する会社のプライバシーポリシーのURL', ({ signature }: { readonly signature: Partial<MailSignature> }) => signature.privacyUrl ?? ''),
];

const addressFields: readonly Field<CustomerNoticeHead>[] = [
  line('貴社名', 'お客様の法人正式名称', (data) => unlinked(data.customerName)),
  line('お名前', '本サービス担当者のお名前', (data) => unlinked(data.contactName)),
  line('部署', '本サービス担当者の部署', (data) => unlinked(data.contactDepartment)),
  line('役職', '本サービス担当者の役職', (data) => unlinked(data.contactTitle)),
  line('所属', '部署と役職', (data) => unlinked([data.contactDepartment, data.contactTitle].filter((part) => part.trim() !== '').join(' '))),
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

/** A notice to staff: number and link, no data of a customer. */
export function toStaff<Data extends InternalMailHead>(own: Own<Data>): TemplateSpec<Data> {
  return { reader: 'staff', ...own, fields: [number, ...own.fields, link], must: [...own.must, 'ページのURL'], inSubject: ['受付番号', ...(own.inSubject ?? [])] };
}
