import { join } from 'node:path';
import { z } from 'zod';
import type { FilesSetting } from './platform/content/open-file-store.js';

/** Where a clamd listens. */
export type ClamdSetting = { readonly path: string } | { readonly host: string; readonly port: number };

/** What the environment says about files: where they lie, how large they may be, who looks for malware. */
export interface FilesSettings {
  readonly files: FilesSetting;
  /** The largest file that a customer may hand over by its upload address. */
  readonly uploadMaxBytes: number;
  readonly clamd: ClamdSetting | undefined;
}

const megabyte = 1024 * 1024;

/** The variables, as part of the environment's schema. */
export const filesVariables = {
  DESK_FILES_DIR: z.string().optional().describe('Folder of the sealed files, `files/` in the data folder if not given'),
  DESK_S3_BUCKET: z.string().optional().describe('Bucket of an S3-compatible server that holds the sealed files instead; with the two below'),
  DESK_S3_ACCESS_KEY: z.string().optional().describe('Its access key'),
  DESK_S3_SECRET_KEY: z.string().optional().describe('Its secret key'),
  DESK_S3_ENDPOINT: z.url().optional().describe('Address of the server; that of Amazon S3 in the region if not given'),
  DESK_S3_REGION: z.string().default('ap-northeast-1').describe('Its region'),
  DESK_UPLOAD_MAX_MB: z.coerce.number().int().min(1).max(2000).default(2000).describe('Largest file, in MB, that a customer may hand over by its upload address'),
  DESK_CLAMD: z.string().optional().describe('Where ClamAV listens: path of its socket, or `host:port` on a loopback host. Files stay 未検査 if not given'),
} as const;

type FilesEnvironment = z.infer<z.ZodObject<typeof filesVariables>>;

/** The settings; `filesFaults` has found nothing wrong with them. */
export function filesSettings(env: FilesEnvironment, dataDir: string): FilesSettings {
  return { files: filesSetting(env, dataDir), uploadMaxBytes: env.DESK_UPLOAD_MAX_MB * megabyte, clamd: clamdSetting(env.DESK_CLAMD) };
}

/** What is wrong with the variables. */
export function filesFaults(env: FilesEnvironment, isLoopback: (host: string) => boolean): string[] {
  const faults: string[] = [];
  const s3 = [env.DESK_S3_BUCKET, env.DESK_S3_ACCESS_KEY, env.DESK_S3_SECRET_KEY].filter((value) => value !== undefined).length;
  if (s3 > 0 && s3 < 3) faults.push('DESK_S3_BUCKET: wants DESK_S3_BUCKET, DESK_S3_ACCESS_KEY and DESK_S3_SECRET_KEY together.');
  const clamd = clamdSetting(env.DESK_CLAMD);
  if (env.DESK_CLAMD !== undefined && clamd === undefined) faults.push('DESK_CLAMD: give the path of a socket or host:port.');
  if (clamd !== undefined && 'host' in clamd && !isLoopback(clamd.host)) faults.push('DESK_CLAMD: files go in the clear to a loopback host only.');
  return faults;
}

function filesSetting(env: FilesEnvironment, dataDir: string): FilesSetting {
  const { DESK_S3_BUCKET: bucket, DESK_S3_ACCESS_KEY: accessKeyId, DESK_S3_SECRET_KEY: secretAccessKey } = env;
  if (bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return { kind: 'folder', path: env.DESK_FILES_DIR ?? join(dataDir, 'files') };
  return { kind: 's3', settings: { endpoint: env.DESK_S3_ENDPOINT, region: env.DESK_S3_REGION, bucket, accessKeyId, secretAccessKey } };
}

function clamdSetting(text: string | undefined): ClamdSetting | undefined {
  if (text === undefined) return undefined;
  if (text.startsWith('/')) return { path: text };
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}
