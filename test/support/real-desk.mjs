// A desk as it really runs: the built program in a process of its own. Plain JavaScript, because the
// bench uses it without a test runner; `real-desk.d.mts` has its types.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const project = resolve(import.meta.dirname, '../..');
const main = join(project, 'dist/desk/main.cjs');

/** A module of the build. */
export function built(path) {
  return import(pathToFileURL(join(project, 'dist', path)).href);
}

/** Why a real desk cannot be started here; empty where it can. */
export function realDeskMissing() {
  return existsSync(main) ? '' : 'not built: run `npm run build`, or `npm test`, which builds first';
}

/** Migrates a database and puts in a desk, a customer with contract and contact, and people with open sessions. */
export async function seedRealDesk(target) {
  const { migrateDatabase } = await built('src/migrate.js');
  await migrateDatabase(target);
  const [{ openDb }, { entities }, { migrations }] = await Promise.all([built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js')]);
  const db = await openDb(target, { entities, migrations });
  try {
    return await seed(db);
  } finally {
    await db.close();
  }
}

async function seed(db) {
  const { newId, newToken, sha256 } = await built('src/platform/ids.js');
  const { insert } = await built('src/platform/write.js');
  const { contactRow, contractRow, customerRow } = await built('src/customers/customer-rows.js');
  const [{ SupportDeskRow }, { CustomerRow }, { ContractRow }, { RegisteredContactRow }] = await Promise.all(
    ['support-desk', 'customer', 'contract', 'registered-contact'].map((name) => built(`src/customers/${name}.entity.js`)),
  );
  const [{ StaffRow }, { StaffRoleRow }, { SessionRow }] = await Promise.all(['staff', 'staff-role', 'session'].map((name) => built(`src/staff/${name}.entity.js`)));
  const longAgo = Date.parse('2026-04-01T09:00:00+09:00');
  const [deskId, customerId] = [newId(), newId()];
  const desk = { id: deskId, code: 'D1', name: '受付窓口', companyName: '受付株式会社', phone: '+81312340000', mailAddress: 'desk@desk.example.jp', partnerId: null, isOwnerDesk: false, privacyUrl: '', version: 1 };
  const customer = customerRow({ id: customerId, name: '株式会社検証', kana: 'カブシキガイシャケンショウ', mainPhone: '+81355551000', partnerId: null, supportDeskId: deskId, gatewayProtection: 'utm', createdAt: longAgo });
  const person = { name: '山田 太郎', kana: 'ヤマダ タロウ', department: '情報システム部', title: '課長', email: 'taro@customer.example', phone: '+81355551001', altPhone: '+819000000001' };
  const contact = contactRow(customerId, person, longAgo);
  const staff = (displayName, role, supportDeskId) => {
    const id = newId();
    const row = { id, loginName: `${role}@desk.example.jp`, displayName, passwordHash: null, providerId: null, active: true, createdAt: longAgo, disabledAt: null, version: 1 };
    return { row, role: { id: newId(), staffId: id, role, supportDeskId }, token: newToken() };
  };
  const people = [staff('一次 太郎', 'first_line', deskId), staff('二次 花子', 'second_line', null)];
  const farAway = Date.parse('2099-01-01T00:00:00Z');
  await db.tx(async (tx) => {
    await insert(tx, SupportDeskRow, desk);
    await insert(tx, CustomerRow, customer);
    await insert(tx, ContractRow, contractRow({ customerId, contractNumber: 'SP-2026-00001', deliveredOn: '2026-04-01' }));
    await insert(tx, RegisteredContactRow, contact);
    for (const { row, role, token } of people) {
      await insert(tx, StaffRow, row);
      await insert(tx, StaffRoleRow, role);
      // Never idle and never over, whatever clock the desk is given.
      await insert(tx, SessionRow, { tokenHash: sha256(token), staffId: row.id, csrfToken: newToken(), id: newId(), createdAt: longAgo, lastSeenAt: farAway, expiresAt: farAway, confirmedAt: farAway, idleLimitMs: 1_800_000, address: '', device: '' });
    }
  });
  return { deskId, customerId, contactId: contact.id, firstLine: people[0].token, secondLine: people[1].token };
}

/** Starts the desk on a port, as `npm start` or by itself, and resolves once its first page has been given. */
export async function startRealDesk({ port, dataDir, env = {}, byNpm = false }) {
  const baseUrl = `http://localhost:${port}`;
  const startedAt = performance.now();
  const [program, ...args] = byNpm ? ['npm', 'start'] : [process.execPath, join(project, 'src/setup.mjs'), 'start'];
  const child = spawn(program, args, {
    cwd: project,
    stdio: ['ignore', 'ignore', 'pipe'],
    // npm starts others, which are ended with it.
    detached: byNpm,
    env: { PATH: process.env.PATH, DESK_MODE: 'test', DESK_PORT: String(port), DESK_DATA_DIR: dataDir, DESK_CLOCK: '2026-11-24T10:12:00+09:00', DESK_RATE_FACTOR: '10000', ...env },
  });
  const said = [];
  child.stderr.on('data', (chunk) => said.push(chunk));
  const ended = new Promise((settle) => child.once('exit', settle));
  const stop = (signal) => (byNpm ? process.kill(-Number(child.pid), signal) : child.kill(signal));
  await untilServing(baseUrl, child, stop, () => Buffer.concat(said).toString());
  return {
    baseUrl,
    pid: child.pid,
    firstPageMs: performance.now() - startedAt,
    kill: async (signal = 'SIGKILL') => {
      stop(signal);
      await ended;
    },
  };
}

async function untilServing(baseUrl, child, stop, said) {
  const deadline = Date.now() + 120_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    // Asked only once it says that it listens: questions that nobody hears yet would take the time that is measured.
    const answer = said().includes('The desk listens on') ? await fetch(`${baseUrl}/sign-in`).catch(() => undefined) : undefined;
    if (answer?.status === 200) return;
    await sleep(5);
  }
  stop('SIGKILL');
  throw new Error(`The desk did not start: ${said()}`);
}
