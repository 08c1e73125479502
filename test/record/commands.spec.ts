import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runDesk } from '../../src/cli.js';
import { openDb, type DatabaseTarget } from '../../src/platform/data-sources.js';
import { sql } from '../../src/platform/sql.js';
import { databaseKinds, schema } from '../support/databases.js';
import { Places } from './backups.js';
import { bend, disarm } from './bend.js';

const places = new Places();

async function desk(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const code = await runDesk(args, { stdin: Readable.from(['']), out: (line) => void said.out.push(line), err: (line) => void said.err.push(line) });
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

function use({ target, dataDir }: { target: DatabaseTarget; dataDir: string }): void {
  vi.stubEnv('DESK_MODE', 'test');
  vi.stubEnv('DESK_DATA_DIR', target.kind === 'sqlite' ? join(target.file, '..') : dataDir);
  vi.stubEnv('DATABASE_URL', target.kind === 'sqlite' ? '' : target.url);
}

describe.each(databaseKinds())('from the command line (%s)', (kind) => {
  let first: Awaited<ReturnType<Places['empty']>>;

  beforeEach(async () => {
    first = await places.empty(kind);
    use(first);
    await desk('migrate');
    await desk('staff', 'add', '--mail', 'owner@desk.example.jp', '--name', '山田花子', '--role', 'service_owner');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await places.clear();
  });

  it('R36: a desk is backed up, restored elsewhere, verified and let send mail again', async () => {
    const folder = join(places.folder(), 'backup');
    const backup = await desk('backup', folder, '--json');
    expect([backup.code, backup.err]).toEqual([0, '']);
    expect((await desk('backup', folder)).err).toContain('is not empty');
    const place = await places.empty(kind);
    use(place);
    const restored = await desk('restore', folder, '--json');
    expect(restored.code).toBe(0);
    expect(JSON.parse(restored.out)).toMatchObject({ rows: (JSON.parse(backup.out) as { rows: number }).rows, mailFenced: true, verdict: { intact: true } });
    const again = await desk('restore', folder);
    expect([again.code, again.out]).toEqual([1, '']);
    expect((await desk('audit', 'verify', '--json')).code).toBe(0);
    expect(JSON.parse((await desk('mail', 'unfence', '--json')).out)).toEqual({ lifted: true, waiting: 0 });
    expect((await desk('mail', 'unfence')).out).toBe('No fence stands: mail leaves already.');
    const db = await openDb(place.target, schema);
    const acts = await db.rows<{ type: string; actor: string }>(sql`SELECT type, actor_kind AS actor FROM event WHERE stream_id IN ('backups', 'fence') ORDER BY recorded_at`);
    await db.close();
    expect(acts).toEqual([{ type: 'restored', actor: 'operator' }, { type: 'fence_lifted', actor: 'operator' }]);
  });

  it('E1: verifying ends with 1 and names the place where the record was bent', async () => {
    const db = await openDb(first.target, schema);
    await disarm(db);
    await bend(db, sql`UPDATE event SET actor_kind = 'system' WHERE stream_type = 'staff' AND seq = 1`);
    const [staff] = await db.rows<{ id: string }>(sql`SELECT stream_id AS id FROM event WHERE stream_type = 'staff'`);
    await db.close();
    const { code, out } = await desk('audit', 'verify');
    expect(code).toBe(1);
    expect(out).toContain(`BROKEN content_changed: stream staff/${staff?.id ?? ''}: the content of event 1`);
  });
});
