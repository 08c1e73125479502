import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Configuration } from 'openid-client';
import type { Config } from '../../config.js';
import type { OidcSettings } from '../../oidc-settings.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { CONFIG } from '../../settings.module.js';
import { personFrom, type ProviderPerson } from './oidc-claims.rules.js';

const timeoutSeconds = 10;
/** A proof at the provider counts for as long as the longest session of the desk. */
const maxAgeSeconds = 12 * 3600;

/** What the desk must know again when somebody comes back from the provider. */
export interface OidcSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** OpenID Connect itself (code flow, PKCE, state, nonce). The library is loaded, and the provider asked, at first use. */
@Injectable()
export class OidcClient {
  readonly #log = new Logger('oidc');
  #discovered: Promise<Configuration> | undefined;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws DomainError not_found where no provider is set up */
  get settings(): OidcSettings {
    if (this.config.oidc === undefined) throw notFound('サインインの方法');
    return this.config.oidc;
  }

  /**
   * The provider's page, and what is needed when somebody comes back.
   *
   * @param afresh the person must prove anew who he is, even where the provider knows him still
   * @throws DomainError sign_in_unavailable
   */
  async start(afresh: boolean): Promise<{ readonly url: string; readonly secrets: OidcSecrets }> {
    const client = await import('openid-client');
    const provider = await this.#provider();
    const secrets = { state: client.randomState(), nonce: client.randomNonce(), verifier: client.randomPKCECodeVerifier() };
    const url = client.buildAuthorizationUrl(provider, {
      redirect_uri: this.#callback(),
      scope: this.settings.scope,
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(secrets.verifier),
      code_challenge_method: 'S256',
      max_age: String(afresh ? 0 : maxAgeSeconds),
    });
    return { url: url.href, secrets };
  }

  /**
   * Takes what the browser brings back: who it is. Undefined where anything of it is not right.
   *
   * @param query what stands behind the question mark of the callback
   * @throws DomainError unavailable
   */
  async finish(query: string, { state, nonce, verifier }: OidcSecrets): Promise<ProviderPerson | undefined> {
    const client = await import('openid-client');
    const provider = await this.#provider();
    try {
      const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge: maxAgeSeconds };
      const tokens = await client.authorizationCodeGrant(provider, new URL(`${this.#callback()}?${query}`), checks);
      const idToken = tokens.claims();
      if (idToken === undefined) return undefined;
      const userInfo = provider.serverMetadata().userinfo_endpoint === undefined ? {} : await client.fetchUserInfo(provider, tokens.access_token, idToken.sub);
      return personFrom(idToken, userInfo, this.settings);
    } catch (error) {
      // What went wrong is for the operator; it names codes of the protocol, no token.
      this.#log.warn(`A sign-in at the provider was refused: ${codeOf(error)}`);
      return undefined;
    }
  }

  /** The provider's page for signing out there too; undefined where it has none. */
  async signOutUrl(): Promise<string | undefined> {
    const client = await import('openid-client');
    const provider = await this.#provider();
    if (provider.serverMetadata().end_session_endpoint === undefined) return undefined;
    return client.buildEndSessionUrl(provider, { post_logout_redirect_uri: `${this.config.baseUrl}/sign-in` }).href;
  }

  /** Built from the settings, never from a request: the one address to which the provider sends people back. */
  #callback(): string {
    return `${this.config.baseUrl}/sign-in/oidc/callback`;
  }

  async #provider(): Promise<Configuration> {
    try {
      this.#discovered ??= this.#discover();
      return await this.#discovered;
    } catch (error) {
      this.#discovered = undefined;
      this.#log.error(`The provider ${new URL(this.settings.issuer).host} does not answer: ${codeOf(error)}`);
      throw new DomainError('sign_in_unavailable', `${this.settings.name}のサインインが、いま応答していません。しばらく待つか、パスワードかパスキーでサインインしてください。`);
    }
  }

  async #discover(): Promise<Configuration> {
    const client = await import('openid-client');
    const { issuer, clientId, clientSecret } = this.settings;
    const url = new URL(issuer);
    // Only this machine itself may be spoken to without TLS; the settings were checked for it.
    const execute = url.protocol === 'http:' ? [client.allowInsecureRequests] : [];
    return client.discovery(url, clientId, undefined, client.ClientSecretBasic(clientSecret), { execute, timeout: timeoutSeconds });
  }
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? (Reflect.get(error, 'error') ?? Reflect.get(error, 'code') ?? error.name) : error;
  return typeof code === 'string' ? code.slice(0, 100) : 'unknown';
}
