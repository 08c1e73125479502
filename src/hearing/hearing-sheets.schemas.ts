import { z } from 'zod';
import { uploadedFile } from '../web/uploads.js';
import { inquiryKinds } from './sheet-definition.schemas.js';

/** The number of a sheet in an address. */
export const sheetVersion = z.coerce.number().int().min(1).max(1_000_000);

/** A definition as the body of a request; `readDefinition` checks it and says in Japanese what is wrong where. */
export const definitionBody = z.record(z.string().max(64), z.unknown());

/** A definition as an uploaded file. */
export const definitionUpload = z.strictObject({ definition: uploadedFile });

/** The desk that takes note. */
export const acknowledgeBody = z.strictObject({ deskId: z.uuid() });

/** What a preview is looked at with: a kind of inquiry and of threat open their questions. */
export const previewQuery = z.object({
  kind: z.enum(inquiryKinds).optional().catch(undefined),
  threat: z.string().max(64).optional().catch(undefined),
  reader: z.enum(['first_line', 'second_line']).catch('first_line'),
});

export const sheetEntryAnswer = z.object({
  version: z.number(),
  title: z.string(),
  state: z.enum(['draft', 'published']),
  createdAt: z.string(),
  publishedAt: z.string().nullable(),
  inForce: z.boolean(),
});

export const sheetAnswer = z.object({
  version: z.number(),
  sha256: z.string(),
  publishedAt: z.string().nullable(),
  definition: z.unknown(),
});

export const draftAnswer = z.object({ version: z.number() });
