import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { OAuthSettings } from '../../../mailbox-settings.js';
import { MailboxFailure } from './mailbox-failure.js';
import { readSecret, replaceSecret } from './mailbox-secrets.js';

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().optional(), refresh_token: z.string().min(1).optional() });

interface Token {
  readonly value: string;
  /** Real time. */
  readonly expiresAt: number;
}

const patienceMs = 15_000;
/** A token that ends this soon is not worth a connection. */
const leastLifeMs = 5 * 60_000;
const usualLifeSeconds = 3_600;

/** Access tokens for mailboxes that sign in with OAuth 2 (RFC 6749, 4.4 and 6). */
@Injectable()
export class AccessTokens {
  readonly #tokens = new Map<string, Token>();
  /** Replaced refresh tokens that could not be written back to where the old one lies. */
  readonly #replaced = new Map<string, string>();

  /** @throws MailboxFailure token_refused, secret_missing, unreachable */
  async tokenFor(mailbox: string, oauth: OAuthSettings): Promise<string> {
    const known = this.#tokens.get(mailbox);
    if (known !== undefined && known.expiresAt - leastLifeMs > Date.now()) return known.value;
    const { access_token: value, expires_in: seconds = usualLifeSeconds, refresh_token: next } = await this.#ask(mailbox, oauth);
    this.#tokens.set(mailbox, { value, expiresAt: Date.now() + seconds * 1_000 });
    if (next !== undefined && oauth.refreshToken !== undefined) {
      const kept = await replaceSecret(oauth.refreshToken, next);
      if (!kept) this.#replaced.set(mailbox, next);
    }
    return value;
  }

  /** The mail server does not take it: the next one is asked for anew. */
  forget(mailbox: string): void {
    this.#tokens.delete(mailbox);
  }

  async #ask(mailbox: string, oauth: OAuthSettings): Promise<z.infer<typeof answer>> {
    const body = await this.#form(mailbox, oauth);
    let response: Response;
    try {
      response = await fetch(oauth.tokenUrl, { method: 'POST', body, redirect: 'error', headers: { accept: 'application/json' }, signal: AbortSignal.timeout(patienceMs) });
    } catch (error) {
      throw new MailboxFailure('unreachable', error);
    }
    const parsed = answer.safeParse(await response.json().catch(() => undefined));
    if (response.status >= 500) throw new MailboxFailure('unreachable');
    if (!response.ok || !parsed.success) throw new MailboxFailure('token_refused');
    return parsed.data;
  }

  async #form(mailbox: string, { clientId, clientSecret, refreshToken, scope }: OAuthSettings): Promise<URLSearchParams> {
    const form = new URLSearchParams({ client_id: clientId });
    if (clientSecret !== undefined) form.set('client_secret', await readSecret(clientSecret));
    if (scope !== undefined) form.set('scope', scope);
    if (refreshToken === undefined) form.set('grant_type', 'client_credentials');
    else {
      form.set('grant_type', 'refresh_token');
      form.set('refresh_token', this.#replaced.get(mailbox) ?? (await readSecret(refreshToken)));
    }
    return form;
  }
}
