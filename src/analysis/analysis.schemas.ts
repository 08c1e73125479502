import { z } from 'zod';
import { key, occurredAt, optionalWords } from '../inquiries/acts/act.schemas.js';
import { uploadedFile } from '../web/uploads.js';
import { zones } from './marking.rules.js';

export const idParameter = z.uuid();
export const rawForm = z.record(z.string(), z.unknown());

/** Acts whose form stands on the workbench. */
export const workbenchAct = z.enum([
  'save-portal-notice', 'add-portal-note', 'add-configuration', 'release-value', 'set-attack-progress', 'set-assessment', 'add-indicator',
  'raise-gateway-proposal', 'request-logs', 'set-log-request-state',
]);

export type WorkbenchAct = z.infer<typeof workbenchAct>;

/** What the workbench is opened for. */
export const workbenchQuery = z.object({ quote: z.literal('sheet').optional().catch(undefined) });

/** Acts whose form stands on the report's page. */
export const reportAct = z.enum(['save-report', 'request-review', 'return-report', 'take-back-report', 'approve-report', 'send-report', 'approve-afterwards', 'release-value']);

/** The report that a page shows; none where no report is open. */
export const shownReport = z.object({ report: z.union([z.uuid(), z.literal('')]).catch(''), version: z.coerce.number().int().min(0).max(999_999_999).catch(0) });

/** A file that an analyst puts on record, as it came. */
export const newEvidenceBody = z.strictObject({
  file: uploadedFile,
  receivedFrom: z.string().trim().min(1, '誰から受け取ったかを入力してください。').max(200, '200文字以内で入力してください。'),
  receivedAt: occurredAt,
  logRequestId: z.union([key, z.literal('')]).default(''),
  statedSha256: optionalWords(100),
  coveredFrom: occurredAt,
  coveredTo: occurredAt,
  zone: z.enum(zones).default('unknown'),
});
export type NewEvidenceBody = z.output<typeof newEvidenceBody>;

/** What somebody has written of an answer so far; the form's other fields do not matter yet. */
export const answerDraft = z.looseObject({ text: z.string().max(20_000).default('') });
