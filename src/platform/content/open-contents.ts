import type { Clock } from '../clock.js';
import type { Db } from '../db.js';
import { SecretBox, type SecretKeySetting } from '../secret-box.js';
import { Contents } from './contents.service.js';
import { DataKeys } from './data-keys.service.js';
import { openFileStore, type FilesSetting } from './open-file-store.js';

/** The contents for a command that opens the database alone. */
export function openContents(db: Db, { secretKey, files }: { readonly secretKey: SecretKeySetting | undefined; readonly files: FilesSetting }, clock: Clock): Contents {
  return new Contents(db, new DataKeys(db, new SecretBox(secretKey)), openFileStore(files), clock);
}
