import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { SignedIn } from '../support/sessions.js';

export interface Heard {
  readonly name: string;
  readonly id: string | undefined;
  readonly data: { readonly ids?: readonly string[] };
}

/** A page that listens to the desk, without a browser. */
export interface LivePage {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly heard: readonly Heard[];
  /** Whether the desk has ended the stream. */
  readonly ended: () => boolean;
  /** Waits until something is heard that fits; throws after some seconds. */
  hear(fits: (heard: Heard) => boolean, withinMs?: number): Promise<Heard>;
  close(): Promise<void>;
}

/** Opens `/live` as a signed-in page, on a connection of its own that closes with it. */
export async function listen(baseUrl: string, person: Pick<SignedIn, 'token'>, query = '', more: Readonly<Record<string, string>> = {}): Promise<LivePage> {
  const headers = { authorization: `Bearer ${person.token}`, accept: 'text/event-stream', ...more };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${baseUrl}/live${query}`, { agent: false, headers }, resolve).on('error', reject);
  });
  const heard: Heard[] = [];
  let ended = false;
  let text = '';
  const closed = new Promise<void>((resolve) => answer.on('close', resolve));
  answer.setEncoding('utf8');
  answer.on('error', () => undefined);
  answer.on('end', () => (ended = true));
  answer.on('data', (chunk: string) => {
    const parts = (text + chunk).split('\n\n');
    text = parts.pop() ?? '';
    heard.push(...parts.flatMap(heardIn));
  });
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    heard,
    ended: () => ended,
    hear: async (fits, withinMs = 6_000) => {
      const until = Date.now() + withinMs;
      for (;;) {
        const found = heard.find(fits);
        if (found !== undefined) return found;
        if (Date.now() > until) throw new Error(`Not heard; there was ${JSON.stringify(heard)}.`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: async () => {
      answer.destroy();
      await closed;
    },
  };
}

function heardIn(part: string): Heard[] {
  const line = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
  const name = line('event');
  return name === undefined ? [] : [{ name, id: line('id'), data: JSON.parse(line('data') ?? '{}') as Heard['data'] }];
}
