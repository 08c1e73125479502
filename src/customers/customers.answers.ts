import { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { ContactRequest } from './contact-request.queries.js';
import { contactRequestStates } from './contact-request.entity.js';
import { contractEndReasons } from './contract.entity.js';
import type { CustomerDetails, RegisteredContact } from './customer.queries.js';
import { gatewayProtections } from './customer.entity.js';
import type { ImportReport } from './parameter-sheets.service.js';
import { importOutcomes } from './import-run.entity.js';

/** What the API answers about customers: instants as ISO 8601 in Tokyo time, numbers in E.164. */

export const createdAnswer = z.object({ id: z.string() });

export const customerHitAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kana: z.string(),
  mainPhone: z.string().nullable(),
  contractNumber: z.string().nullable(),
  contactName: z.string().nullable(),
  contactPhone: z.string().nullable(),
  supportDeskId: z.string(),
  supportDeskName: z.string(),
  partnerName: z.string().nullable(),
  affiliates: z.string().array().describe('承諾のうえで利用中の親会社・子会社（第2条(5)）'),
});

const contactAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kana: z.string(),
  department: z.string(),
  title: z.string(),
  email: z.string(),
  phone: z.string(),
  altPhone: z.string(),
  validFrom: z.string(),
  validTo: z.string().nullable(),
});

const contractAnswer = z.object({
  id: z.string(),
  contractNumber: z.string(),
  deviceId: z.string(),
  deliveredOn: z.string().nullable(),
  termStartsOn: z.string().nullable(),
  termEndsOn: z.string().nullable(),
  endedOn: z.string().nullable(),
  endReason: z.enum(contractEndReasons).nullable(),
  endNoticeOn: z.string().nullable(),
  serviceProfile: z.string(),
  termsVersion: z.string(),
});

export const customerAnswer = z.object({
  id: z.string(),
  name: z.string(),
  kana: z.string(),
  mainPhone: z.string().nullable(),
  gatewayProtection: z.enum(gatewayProtections),
  partnerId: z.string().nullable(),
  partnerName: z.string().nullable(),
  supportDeskId: z.string(),
  supportDeskName: z.string(),
  createdAt: z.string(),
  version: z.number().int(),
  contact: contactAnswer.nullable(),
  contactHistory: contactAnswer.array(),
  contracts: contractAnswer.array(),
  affiliates: z.object({ id: z.string(), name: z.string(), kana: z.string(), consentedOn: z.string(), endedOn: z.string().nullable() }).array(),
});

export const contactRequestAnswer = z.object({
  id: z.string(),
  customerId: z.string(),
  customerName: z.string(),
  supportDeskName: z.string(),
  state: z.enum(contactRequestStates),
  source: z.enum(['form', 'import']),
  importRunId: z.string().nullable(),
  lineNumber: z.number().int().nullable(),
  requestedBy: z.string(),
  requestedAt: z.string(),
  proposed: z.record(z.string(), z.unknown()),
  decidedAt: z.string().nullable(),
  effectiveAt: z.string().nullable(),
  decisionNote: z.string().nullable(),
});

export const importReportAnswer = z.object({
  runId: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  format: z.enum(['csv', 'xlsx']),
  encoding: z.string(),
  at: z.string(),
  unknownHeaders: z.array(z.string()),
  taken: z.number().int(),
  requested: z.number().int(),
  unchanged: z.number().int(),
  refused: z.number().int(),
  lines: z
    .object({ lineNumber: z.number().int(), contractNumber: z.string(), outcome: z.enum(importOutcomes), reason: z.string(), customerId: z.string().nullable() })
    .array(),
});

export const partnerAnswer = z.object({ id: z.string(), code: z.string(), name: z.string(), version: z.number().int() });

export const supportDeskAnswer = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  companyName: z.string(),
  phone: z.string(),
  mailAddress: z.string(),
  privacyUrl: z.string(),
  partnerId: z.string().nullable(),
  isOwnerDesk: z.boolean(),
  version: z.number().int(),
});

export const successionAnswer = z.object({
  id: z.string(),
  fromDeskId: z.string(),
  toDeskId: z.string(),
  effectiveAt: z.string(),
  state: z.enum(['planned', 'done']),
  executedAt: z.string().nullable(),
  customerCount: z.number().int(),
});

export function answerCustomer(customer: CustomerDetails): z.infer<typeof customerAnswer> {
  return {
    ...customer,
    createdAt: toIsoTokyo(customer.createdAt),
    contact: customer.contact === undefined ? null : answerContact(customer.contact),
    contactHistory: customer.contactHistory.map((contact) => answerContact(contact)),
    contracts: customer.contracts.map(({ customerId: _customer, ...contract }) => contract),
    affiliates: customer.affiliates.map(({ customerId: _customer, ...affiliate }) => affiliate),
  };
}

function answerContact({ customerId: _customer, ...contact }: RegisteredContact): z.infer<typeof contactAnswer> {
  return { ...contact, validFrom: toIsoTokyo(contact.validFrom), validTo: optionalIso(contact.validTo) };
}

export function answerRequest(request: ContactRequest): z.infer<typeof contactRequestAnswer> {
  return {
    ...request,
    proposed: { ...request.proposed },
    requestedAt: toIsoTokyo(request.requestedAt),
    decidedAt: optionalIso(request.decidedAt),
    effectiveAt: optionalIso(request.effectiveAt),
  };
}

export function answerReport(report: ImportReport): z.infer<typeof importReportAnswer> {
  return { ...report, at: toIsoTokyo(report.at), unknownHeaders: [...report.unknownHeaders], lines: [...report.lines] };
}

/** An instant that may be missing, as ISO 8601. */
export function optionalIso(at: number | null): string | null {
  return at === null ? null : toIsoTokyo(at);
}
