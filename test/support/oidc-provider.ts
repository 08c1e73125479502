import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** Somebody at the provider, as his next sign-in there is to be told. */
export interface ProviderAccount {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly amr?: readonly string[];
  readonly acr?: string;
  readonly groups?: readonly string[];
  /** How long ago he proved who he is. */
  readonly provedSecondsAgo?: number;
}

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who sits before the provider's page. */
  person: ProviderAccount;
  /** Through the provider's pages; returns the address that it sends the browser back to. */
  signIn(url: string): Promise<string>;
  close(): Promise<void>;
}

/** A whole OpenID Connect provider (`oidc-provider`) in this process, that knows one client: the desk. */
export async function startOidcProvider(baseUrl: string): Promise<TestProvider> {
  const clientId = 'desk';
  const clientSecret = 'a secret that only this test knows';
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, ProviderAccount>();
  const test: { person: ProviderAccount } = { person: { sub: 'nobody' } };

  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [`${baseUrl}/sign-in/oidc/callback`], post_logout_redirect_uris: [`${baseUrl}/sign-in`], response_types: ['code'], grant_types: ['authorization_code'] }],
    scopes: ['openid', 'email', 'profile', 'groups'],
    claims: { openid: ['sub', 'amr', 'acr'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    conformIdTokenClaims: true,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: ['a key for cookies of this test'] },
    ttl: { Session: 3600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600 },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...accounts.get(sub), sub }) as never }),
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({ accountId: context.oidc.session?.accountId ?? '', clientId });
      grant.addOIDCScope('openid email profile groups');
      await grant.save();
      return grant;
    },
  });
  provider.on('server_error', (_context, error) => process.stderr.write(`oidc-provider: ${error.stack}\n`));
  const callback = provider.callback();
  handle = (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) return void callback(request, response);
    const { person } = test;
    accounts.set(person.sub, person);
    const login = { accountId: person.sub, ts: Math.floor(Date.now() / 1000) - (person.provedSecondsAgo ?? 0), ...(person.amr === undefined ? {} : { amr: [...person.amr] }) };
    void provider.interactionFinished(request, response, { login });
  };

  return {
    issuer,
    clientId,
    clientSecret,
    get person() {
      return test.person;
    },
    set person(person) {
      test.person = person;
    },
    signIn: (url) => through(url, baseUrl),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
}

/** A browser that follows the provider's redirects until they lead back to the desk. */
async function through(start: string, baseUrl: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = start;
  for (let hop = 0; hop < 10 && !url.startsWith(baseUrl); hop += 1) {
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`The provider stopped at ${url} with ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    url = new URL(location, url).href;
  }
  return url;
}
