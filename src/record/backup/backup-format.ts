import { z } from 'zod';

/** Tables that are no part of a backup: keys lie apart, answers and forms of the last day are of no use in a copy. */
export const leftOut: readonly string[] = ['data_key', 'idempotency_key', 'kept_form'];

/** How the values of a column are written: text, number and boolean as JSON has them, bytes as the SHA-256 of a file in `blobs/`. */
const columnKinds = ['text', 'number', 'boolean', 'bytes'] as const;
export type ColumnKind = (typeof columnKinds)[number];

const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const tableName = z.string().regex(/^[a-z][a-z0-9_]*$/);

/** One table of the database. */
const tableShape = z.object({ name: tableName, columns: z.array(z.object({ name: tableName, kind: z.enum(columnKinds) })) });
export type TableShape = z.infer<typeof tableShape>;

/** A row that is a customer's: it can be read with his key alone, and by nobody once that is destroyed. */
export const sealedRow = z.strictObject({ customerId: z.string(), sealed: z.string() });
export type SealedRow = z.infer<typeof sealedRow>;

/** A value as it stands in a line. */
export type Value = string | number | boolean | null;

export const formatName = 'soc-in-pocket-desk-backup';

/**
 * `manifest.json`, written last: a folder without one is no backup. Each table is a file of one JSON array
 * a line in the order of its columns, or of a sealed row; each blob is a file under its SHA-256.
 */
export const manifestSchema = z.object({
  format: z.literal(formatName),
  /** 1 had every row in the clear; what it says is otherwise alike, and is read still. */
  version: z.literal([1, 2]),
  createdAt: z.iso.datetime(),
  database: z.enum(['sqlite', 'postgres']),
  /** Name of the last migration. */
  migration: z.string(),
  tables: z.array(tableShape.extend({ rows: z.int().nonnegative(), sha256: sha256Hex })),
  blobs: z.object({ count: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  /** Files of the store, sealed under keys that only `DESK_SECRET_KEY` opens. */
  sealedFiles: z.object({ count: z.int().nonnegative(), bytes: z.int().nonnegative() }).default({ count: 0, bytes: 0 }),
  /** Files of the data folder. */
  files: z.array(z.object({ path: z.enum(['heads/heads.jsonl']), sha256: sha256Hex })),
  record: z.object({
    events: z.int().nonnegative(),
    streams: z.int().nonnegative(),
    newestHead: z.object({ number: z.int(), hash: sha256Hex }).nullable(),
  }),
  /** Contents that no longer matched their own name when they were backed up. */
  damagedBlobs: z.array(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The kind of a column by the type that its database gives it. */
export function kindOfColumn(type: string): ColumnKind {
  const bare = type.toLowerCase();
  if (/char|text/.test(bare)) return 'text';
  if (/bool/.test(bare)) return 'boolean';
  if (/int|real|double|numeric/.test(bare)) return 'number';
  if (/blob|bytea/.test(bare)) return 'bytes';
  throw new Error(`A column of the type ${type} cannot be backed up.`);
}

export const manifestFile = 'manifest.json';
export const tableFile = (name: string): string => `tables/${name}.ndjson`;
export const blobFile = (sha256: string): string => `blobs/${sha256.slice(0, 2)}/${sha256}`;
export const sealedFile = (name: string): string => `sealed/${name.slice(0, 2)}/${name}`;
export const copiedFile = (path: string): string => `files/${path}`;
