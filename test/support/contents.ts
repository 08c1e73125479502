import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../src/platform/clock.js';
import type { Contents } from '../../src/platform/content/contents.service.js';
import { openContents } from '../../src/platform/content/open-contents.js';
import type { Db } from '../../src/platform/db.js';
import { TestClock } from './clock.js';
import { testSecretKey } from './desk.js';

/** The contents of a database under the key of every test; their files lie nowhere until there is one. */
export function contentsIn(db: Db, clock: Clock = new TestClock('2026-11-24T10:12:00+09:00'), folder = join(tmpdir(), 'desk-test-files')): Contents {
  return openContents(db, { secretKey: { kind: 'given', key: Buffer.from(testSecretKey, 'base64') }, files: { kind: 'folder', path: folder } }, clock);
}
