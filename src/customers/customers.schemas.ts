import { z } from 'zod';
import { isCivilDate } from '../calendar/civil-day.rules.js';
import { isNumber, normalizeNumber } from './contract-number.rules.js';
import { contactRequestStates } from './contact-request.entity.js';
import { contractEndReasons } from './contract.entity.js';
import { gatewayProtections } from './customer.entity.js';
import { importOutcomes } from './import-run.entity.js';
import { isKana, normalizeKana } from './japanese-text.rules.js';
import { describePhoneFault, readPhone } from './phone-number.rules.js';

export const rowId = z.uuid();

const line = (length: number) =>
  z
    .string()
    .trim()
    .max(length)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: '改行などの使えない文字があります。' });
const requiredLine = (length: number) => line(length).min(1);
const kana = (length: number) => line(length).transform(normalizeKana).refine(isKana, { error: 'カタカナで入力してください。' });
const number = line(64).transform(normalizeNumber);
const usable = (text: string): boolean => text === '' || isNumber(text);

/** Empty for none; a number in any notation becomes E.164. An extension is refused, it cannot be dialled. */
const optionalPhone = line(50).transform((text, context): string => {
  const reading = readPhone(text);
  if ('e164' in reading && reading.extension === undefined) return reading.e164;
  if ('fault' in reading && reading.fault === 'empty') return '';
  const sentence = 'fault' in reading ? `この番号${describePhoneFault(reading.fault)}` : '内線番号は除いてください。';
  context.addIssue({ code: 'custom', message: sentence, input: text });
  return z.NEVER;
});
const phone = optionalPhone.refine((e164) => e164 !== '', { error: '入力してください。' });

const emptyToNull = <Schema extends z.ZodType>(schema: Schema) => z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());
const date = z.string().refine(isCivilDate, { error: '日付は 2026-11-24 の形式で入力してください。' });

/** The registered contact, with two numbers of which one does not run through the company's exchange (A6). */
export const contactDetails = z
  .strictObject({
    name: requiredLine(100),
    kana: kana(100).default(''),
    department: line(100).default(''),
    title: line(100).default(''),
    email: z.string().trim().max(254).pipe(z.email()),
    phone,
    altPhone: phone,
  })
  .refine((contact) => contact.phone !== contact.altPhone, {
    path: ['altPhone'],
    error: '電話番号と同じです。会社の交換機を通らない番号を登録してください。',
  });

const company = {
  name: requiredLine(200),
  kana: kana(200).default(''),
  mainPhone: z.preprocess((value) => value ?? '', optionalPhone).transform((e164) => (e164 === '' ? null : e164)),
  partnerId: emptyToNull(z.uuid()),
  gatewayProtection: z.enum(gatewayProtections).default('unknown'),
};

/** What the owner changes of a company. */
export const companyFacts = z.strictObject(company);

/** A contract as the owner keeps it; ending one takes the reason and the day it was received (第4条3-5). */
export const contractFacts = z
  .strictObject({
    contractNumber: number.refine((text) => text !== '', { error: '入力してください。' }).refine(usable, { error: '使えない文字があります。' }),
    deviceId: number.refine(usable, { error: '使えない文字があります。' }).default(''),
    deliveredOn: emptyToNull(date),
    termStartsOn: emptyToNull(date),
    termEndsOn: emptyToNull(date),
    endedOn: emptyToNull(date),
    endReason: emptyToNull(z.enum(contractEndReasons)),
    endNoticeOn: emptyToNull(date),
  })
  .refine(({ endedOn, endReason }) => (endedOn === null) === (endReason === null), {
    path: ['endReason'],
    error: '契約の終了日と終了の理由は、両方を入力するか、両方を空にしてください。',
  })
  .refine(({ termStartsOn, termEndsOn }) => termStartsOn === null || termEndsOn === null || termStartsOn < termEndsOn, {
    path: ['termEndsOn'],
    error: '満了日は開始日より後にしてください。',
  });

const isBlank = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.values(value).every((inner) => inner === '' || inner === undefined));

/** A new customer; the contact may follow with the parameter sheet. */
export const newCustomer = z.strictObject({
  ...company,
  supportDeskId: z.uuid(),
  contract: contractFacts,
  contact: z.preprocess((value) => (isBlank(value) ? null : value), contactDetails.nullable()),
});

export const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));
/** `2026-11-24T17:00` as a browser sends it; Tokyo is meant. */
const localInstant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/, '日時を選んでください。')
  .transform((text, context) => {
    const at = Date.parse(`${text.length === 16 ? `${text}:00` : text}+09:00`);
    if (!Number.isNaN(at)) return at;
    context.addIssue({ code: 'custom', message: '日時を選んでください。', input: text });
    return z.NEVER;
  });
export const optionalLocalInstant = z.preprocess((value) => (value === '' ? undefined : value), localInstant.optional());

/** A contact put in place by the owner, at once or from an instant on. */
export const contactReplacement = z.strictObject({ contact: contactDetails, effectiveAt: instant.optional() });
export const contactForm = z.strictObject({ contact: contactDetails, effectiveAt: optionalLocalInstant });

export const approval = z.preprocess((body) => body ?? {}, z.strictObject({ effectiveAt: instant.optional() }));
export const approvalForm = z.strictObject({ effectiveAt: optionalLocalInstant });
export const contactRefusal = z.strictObject({ reason: requiredLine(500) });

export const partnerFacts = z.strictObject({ code: requiredLine(32).regex(/^[\w.-]+$/, '半角の英数字と . _ - で入力してください。'), name: requiredLine(200) });

/** A designated provider; without the day of its undertaking of secrecy nothing is handed over (E2). */
export const providerFacts = z.strictObject({ name: requiredLine(200), secrecyUndertakenOn: emptyToNull(date) });

/** A parent or subsidiary that uses the service with written consent (第2条(5)). */
export const affiliateFacts = z.strictObject({ name: requiredLine(200), kana: kana(200).default(''), consentedOn: date });

export const supportDeskFacts = z.strictObject({
  code: requiredLine(32).regex(/^[\w.-]+$/, '半角の英数字と . _ - で入力してください。'),
  name: requiredLine(200),
  companyName: requiredLine(200),
  phone,
  mailAddress: z.string().trim().toLowerCase().max(254).pipe(z.email()),
  privacyUrl: z.string().trim().max(500).regex(/^(?:https:\/\/[A-Za-z0-9][\w.-]*(?::\d+)?(?:\/[\w.~!$&'()*+,;=:@%/?#-]*)?)?$/, 'https:// で始まるURLを半角で入力してください。').default(''),
  partnerId: emptyToNull(z.uuid()),
  isOwnerDesk: z.preprocess((value) => value === true || value === 'yes', z.boolean()),
});

export const successionOrder = z.strictObject({ fromDeskId: z.uuid(), toDeskId: z.uuid(), effectiveAt: instant });
export const successionForm = z.strictObject({ fromDeskId: z.uuid(), toDeskId: z.uuid(), effectiveAt: localInstant });

const code = z.preprocess((value) => (value === '' ? undefined : value), requiredLine(32).optional());
/** What may be sent beside a parameter sheet. */
export const importTarget = z.strictObject({ partnerCode: code, deskCode: code });

export const listQuery = z.object({ q: z.string().max(200).default(''), after: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export const requestsQuery = z.object({ state: z.enum(contactRequestStates).default('waiting'), after: z.uuid().optional() });
export const importLinesQuery = z.object({
  outcome: z.enum([...importOutcomes, 'all']).default('all'),
  after: z.coerce.number().int().min(0).max(10_000_000).default(0),
});
