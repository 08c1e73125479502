// Clients that keep a connection each and ask one after another.
import { Agent, request } from 'node:http';

/** Sends one request and resolves with status, headers and body once all of it has arrived. */
export function send(agent, url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { agent, method, headers: { ...headers, ...length } }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Requests a second of `clients` clients over some seconds; every answer must have `status`. */
export async function ratePerSecond({ clients, seconds, status, make }) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const end = performance.now() + seconds * 1_000;
  const started = performance.now();
  let done = 0;
  const client = async () => {
    while (performance.now() < end) {
      const { url, ...options } = make();
      const answer = await send(agent, url, options);
      if (answer.status !== status) throw new Error(`${url} was answered with ${answer.status}: ${answer.text.slice(0, 300)}`);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return done / ((performance.now() - started) / 1_000);
}

/** The median time of one request, in milliseconds, the first ones left out. */
export async function medianMs(times, make) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took = [];
  for (let index = 0; index < times + 10; index += 1) {
    const started = performance.now();
    const { url, ...options } = make();
    const answer = await send(agent, url, options);
    if (answer.status !== 200) throw new Error(`${url} was answered with ${answer.status}: ${answer.text.slice(0, 300)}`);
    if (index >= 10) took.push(performance.now() - started);
  }
  agent.destroy();
  return took.toSorted((a, b) => a - b)[Math.floor(times / 2)];
}
