import type { FileStore } from './file-store.js';
import { FolderStore } from './folder-store.js';
import { S3Store, type S3Settings } from './s3-store.js';

/** Where large files lie. */
export type FilesSetting = { readonly kind: 'folder'; readonly path: string } | { readonly kind: 's3'; readonly settings: S3Settings };

/** The store of a setting; nothing is touched before the first file. */
export function openFileStore(setting: FilesSetting): FileStore {
  return setting.kind === 'folder' ? new FolderStore(setting.path) : new S3Store(setting.settings);
}
