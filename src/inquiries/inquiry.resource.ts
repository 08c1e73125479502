import { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../calendar/reception-calendar.js';
import { dueSentence } from './due.view.js';
import type { InquiryRow } from './inquiry.entity.js';
import type { QueueRow } from './queue.queries.js';
import { clockLabels, statusLabelOf, statuses, verifications, entitlements, clocks, channels } from './rulebook/status.js';

const time = z.string().describe('ISO 8601, +09:00');

/** An inquiry in a list. */
export const inquirySummarySchema = z.object({
  id: z.string(),
  number: z.string(),
  version: z.number(),
  status: z.enum(statuses),
  statusLabel: z.string().describe('画面と同じ状態の名前。読み終えた報告書は「確認済み・報告待ち」（status は report_review のまま）'),
  line: z.enum(['first', 'second']),
  channel: z.enum(channels),
  verification: z.enum(verifications),
  entitlement: z.enum(entitlements),
  clock: z.enum(clocks),
  clockLabel: z.string(),
  receivedAt: time,
  acceptedAt: time,
  dueAt: time,
  firstResponseAt: time.nullable(),
  headline: z.string(),
  customerName: z.string().nullable().optional(),
  ownerId: z.string().nullable(),
  fastTrack: z.boolean(),
});

/** An inquiry as a program gets it. */
export const inquirySchema = inquirySummarySchema.extend({
  supportDeskId: z.string().nullable(),
  customerId: z.string().nullable(),
  contactId: z.string().nullable(),
  cycle: z.number(),
  resolution: z.string().nullable(),
  callerName: z.string(),
  callbackPhone: z.string().nullable(),
  mutualCode: z.string().describe('相互確認コード（H1）：お客様へ電話する者が、はじめに読み上げる3桁の数字'),
  sheetVersion: z.number(),
  termsVersion: z.string(),
  mergedInto: z.string().nullable(),
  explanation: z.string().describe('目標期限の説明（D3）'),
  acts: z.array(z.string()).describe('今できる操作'),
});

export type InquiryResource = z.infer<typeof inquirySchema>;

type Summarised = Pick<
  InquiryRow | QueueRow,
  | 'id' | 'number' | 'version' | 'status' | 'line' | 'channel' | 'verification' | 'entitlement' | 'clock' | 'receivedAt'
  | 'acceptedAt' | 'dueAt' | 'firstResponseAt' | 'headline' | 'ownerId' | 'fastTrack' | 'reportApprovedBy'
>;

/** The summary of a row; instants as ISO 8601 in Tokyo. */
export function summaryOf(row: Summarised): z.infer<typeof inquirySummarySchema> {
  const { id, number, version, status, line, channel, verification, entitlement, clock, headline, ownerId, fastTrack } = row;
  return {
    id, number, version, status, statusLabel: statusLabelOf(row), line, channel, verification, entitlement, clock,
    clockLabel: clockLabels[clock], headline, ownerId, fastTrack,
    receivedAt: toIsoTokyo(row.receivedAt),
    acceptedAt: toIsoTokyo(row.acceptedAt),
    dueAt: toIsoTokyo(row.dueAt),
    firstResponseAt: row.firstResponseAt === null ? null : toIsoTokyo(row.firstResponseAt),
  };
}

/** The whole resource, with the sentence that explains its target and the acts its reader may try. */
export function resourceOf(row: InquiryRow, calendar: ReceptionCalendar, acts: readonly string[]): InquiryResource {
  const { supportDeskId, customerId, contactId, cycle, resolution, callerName, callbackPhone, mutualCode, sheetVersion, termsVersion, mergedInto } = row;
  return Object.assign(summaryOf(row), {
    supportDeskId, customerId, contactId, cycle, resolution, callerName, callbackPhone, mutualCode, sheetVersion,
    termsVersion, mergedInto, explanation: dueSentence(row, calendar), acts: [...acts],
  });
}
