// An inquiry of an analyst's own: heard, escalated with its sheet, taken, and with a first finding.
import { send } from './clients.mjs';

/** Leads a fresh inquiry into the second line and returns its id. */
export async function analystsInquiry({ baseUrl, id, firstLine, secondLine }) {
  const escalated = await act(baseUrl, { session: firstLine, id, version: 1, name: 'escalate' }, { reason: 'cannot_answer', comment: '判断をお願いします', markOpenUnknown: true, unknownReason: '確認できず' });
  const taken = await act(baseUrl, { session: secondLine, ...of(escalated), name: 'take' }, {});
  await act(baseUrl, { session: secondLine, ...of(taken), name: 'add-portal-note' }, { text: '管理画面の詳細' });
  return id;
}

const of = ({ id, version }) => ({ id, version });

async function act(baseUrl, { session, id, version, name }, body) {
  const headers = { ...session, 'content-type': 'application/json', 'if-match': `"${version}"`, 'idempotency-key': crypto.randomUUID() };
  const { status, text } = await send(undefined, `${baseUrl}/api/v1/inquiries/${id}/${name}`, { method: 'POST', headers, body: JSON.stringify(body) });
  if (status !== 200) throw new Error(`${name}: ${status} ${text}`);
  return JSON.parse(text);
}
