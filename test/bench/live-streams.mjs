// Open pages that listen: what they cost while nothing happens, and how soon they hear of a change.
import Database from 'better-sqlite3';
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const perPerson = 10;
const idleSeconds = 10;

/**
 * @param pages how many listen
 * @param change makes one inquiry change that all of them may see, and gives its id
 */
export async function liveStreams({ file, baseUrl, pid, pages, change }) {
  const tokens = colleagues(file, Math.ceil(pages / perPerson));
  const before = processOf(pid);
  const open = await Promise.all(Array.from({ length: pages }, (_none, index) => listen(baseUrl, tokens[index % tokens.length])));
  await sleep(1_000);
  const [from, at] = [processOf(pid), performance.now()];
  await sleep(idleSeconds * 1_000);
  const to = processOf(pid);
  const idleCpuPercent = ((to.cpuMs - from.cpuMs) / (performance.now() - at)) * 100;
  const heardMs = await heard(open, change);
  for (const { close } of open) close();
  return { pages, idleCpuPercent: Math.round(idleCpuPercent * 100) / 100, MiB: Math.round(to.MiB - before.MiB), allHeardAfterMs: Math.round(heardMs) };
}

async function heard(open, change) {
  const started = performance.now();
  const id = await change();
  while (open.some(({ text }) => !text().includes(id))) {
    if (performance.now() - started > 10_000) throw new Error('Some pages never heard of the change.');
    await sleep(5);
  }
  return performance.now() - started;
}

/** More people of the first session's desk and role, each signed in. */
function colleagues(file, count) {
  const database = new Database(file);
  const like = (table, where, own) => {
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all().map(({ name }) => name);
    const values = columns.map((name) => (name in own ? '?' : name));
    const run = database.prepare(`INSERT INTO ${table} (${columns.join(', ')}) SELECT ${values.join(', ')} FROM ${table} WHERE ${where} LIMIT 1`);
    run.run(...columns.flatMap((name) => (name in own ? [own[name]] : [])));
  };
  const { staff_id: first } = database.prepare('SELECT s.staff_id FROM session s JOIN staff_role r ON r.staff_id = s.staff_id ORDER BY s.created_at LIMIT 1').get();
  const tokens = Array.from({ length: count }, () => {
    const [id, token] = [crypto.randomUUID(), randomBytes(32).toString('base64url')];
    like('staff', `id = '${first}'`, { id, login_name: `${id}@desk.example.jp` });
    like('staff_role', `staff_id = '${first}'`, { id: crypto.randomUUID(), staff_id: id });
    like('session', `staff_id = '${first}'`, { token_hash: createHash('sha256').update(token).digest('hex'), id: crypto.randomUUID(), staff_id: id });
    return token;
  });
  database.close();
  return tokens;
}

function listen(baseUrl, token) {
  return new Promise((resolve, reject) => {
    const asked = get(`${baseUrl}/live`, { agent: false, headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`A stream was answered with ${answer.statusCode}.`));
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => (text += chunk));
      answer.on('error', () => undefined);
      return resolve({ text: () => text, close: () => answer.destroy() });
    });
    asked.on('error', reject);
  });
}

function processOf(pid) {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).map(Number);
  const kib = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return { cpuMs: (user + system) * 10, MiB: kib / 1_024 };
}
