import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An authorisation server on this machine: gives tokens for a refresh token and says which are good. */
export interface TokenServer {
  readonly tokenUrl: string;
  readonly introspectionUrl: string;
  /** What it was asked, in order. */
  readonly asked: URLSearchParams[];
  /** What it answers from now on: a refresh token that it takes, or nothing at all. */
  refreshToken: string;
  /** The refresh token it hands out with the next answer; undefined: the old one stays. */
  nextRefreshToken: string | undefined;
  /** How long a token is good from now on, as it says itself. */
  lifeSeconds: number;
  /** Takes back every token given so far. */
  revoke(): void;
  close(): Promise<void>;
}

export async function startTokenServer(user: string): Promise<TokenServer> {
  const good = new Set<string>();
  const state: Pick<TokenServer, 'asked' | 'refreshToken' | 'nextRefreshToken' | 'lifeSeconds'> = { asked: [], refreshToken: 'refresh-1', nextRefreshToken: undefined, lifeSeconds: 3_600 };
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    if (request.url?.startsWith('/introspect') === true) return say(response, 200, { active: good.has(form.get('token') ?? ''), username: user });
    state.asked.push(form);
    if (form.get('refresh_token') !== state.refreshToken) return say(response, 400, { error: 'invalid_grant' });
    const token = `access-${state.asked.length}`;
    good.add(token);
    const next = state.nextRefreshToken;
    if (next !== undefined) state.refreshToken = next;
    return say(response, 200, { access_token: token, token_type: 'Bearer', expires_in: state.lifeSeconds, ...(next === undefined ? {} : { refresh_token: next }) });
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(state, {
    tokenUrl: `${base}/token`,
    introspectionUrl: `${base}/introspect`,
    revoke: () => good.clear(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
