import { Inject, Injectable } from '@nestjs/common';
import type { AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import type { Config } from '../../config.js';
import { CONFIG } from '../../settings.module.js';
import { challengeValidMs } from './passkey-challenges.service.js';
import { relyingParty, type Assertion, type Attestation, type RelyingParty } from './passkey.rules.js';

/** A passkey as far as a browser must know it to use it, or to not register it twice. */
export interface KnownPasskey {
  readonly credentialId: string;
  readonly transports: readonly string[];
}

/** What is kept of a new passkey. */
export interface NewPasskey extends KnownPasskey {
  readonly publicKey: string;
  readonly counter: number;
  readonly backedUp: boolean;
}

/** What an answer has proved. */
export interface ProvedPasskey {
  readonly counter: number;
  /** The device has asked for a PIN, a finger or a face. */
  readonly userVerified: boolean;
  readonly backedUp: boolean;
}

/** WebAuthn itself: options for browsers and the checking of what comes back. The library is loaded at first use. */
@Injectable()
export class PasskeyVerifier {
  readonly #party: RelyingParty;

  constructor(@Inject(CONFIG) config: Config) {
    this.#party = relyingParty(config.baseUrl);
  }

  async creationOptions(owner: { readonly staffId: string; readonly loginName: string; readonly displayName: string }, known: readonly KnownPasskey[]): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { generateRegistrationOptions } = await import('@simplewebauthn/server');
    return generateRegistrationOptions({
      rpID: this.#party.id,
      rpName: this.#party.name,
      userID: new Uint8Array(userHandle(owner.staffId)),
      userName: owner.loginName,
      userDisplayName: owner.displayName,
      attestationType: 'none',
      timeout: challengeValidMs,
      excludeCredentials: known.map(descriptor),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    });
  }

  /** @param known those that may answer; none where the passkey says whose it is */
  async requestOptions(known: readonly KnownPasskey[], userVerification: 'required' | 'preferred'): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const { generateAuthenticationOptions } = await import('@simplewebauthn/server');
    return generateAuthenticationOptions({ rpID: this.#party.id, timeout: challengeValidMs, userVerification, ...(known.length === 0 ? {} : { allowCredentials: known.map(descriptor) }) });
  }

  /** What to keep of a new passkey; undefined where the answer is not right. */
  async checkNew(answer: Attestation, challenge: string): Promise<NewPasskey | undefined> {
    const { verifyRegistrationResponse } = await import('@simplewebauthn/server');
    const checked = await unlessRefused(() => verifyRegistrationResponse({ response: answer, expectedChallenge: challenge, expectedOrigin: this.#party.origin, expectedRPID: this.#party.id, requireUserVerification: false }));
    if (checked?.verified !== true) return undefined;
    const { credential, credentialBackedUp } = checked.registrationInfo;
    return { credentialId: credential.id, publicKey: Buffer.from(credential.publicKey).toString('base64url'), counter: credential.counter, backedUp: credentialBackedUp, transports: answer.response.transports };
  }

  /** What the answer proves; undefined where it is not right, or the device's counter went back: a copy of it may be about. */
  async check(answer: Assertion, challenge: string, known: { readonly credentialId: string; readonly publicKey: string; readonly counter: number; readonly staffId: string }): Promise<ProvedPasskey | undefined> {
    const { userHandle: handle, ...signed } = answer.response;
    if (typeof handle === 'string' && handle !== userHandle(known.staffId).toString('base64url')) return undefined;
    const { verifyAuthenticationResponse } = await import('@simplewebauthn/server');
    const response: AuthenticationResponseJSON = { ...answer, response: signed };
    const credential = { id: known.credentialId, publicKey: new Uint8Array(Buffer.from(known.publicKey, 'base64url')), counter: known.counter };
    const checked = await unlessRefused(() =>
      verifyAuthenticationResponse({ response, expectedChallenge: challenge, expectedOrigin: this.#party.origin, expectedRPID: this.#party.id, requireUserVerification: false, credential }),
    );
    if (checked?.verified !== true) return undefined;
    const { newCounter, userVerified, credentialBackedUp } = checked.authenticationInfo;
    return { counter: newCounter, userVerified, backedUp: credentialBackedUp };
  }
}

/** The library throws at whatever does not fit; all of it means the same. */
async function unlessRefused<T>(check: () => Promise<T>): Promise<T | undefined> {
  try {
    return await check();
  } catch {
    return undefined;
  }
}

function descriptor({ credentialId, transports }: KnownPasskey): { id: string; transports: string[] } {
  return { id: credentialId, transports: [...transports] };
}

/** What a device keeps to say whose passkey it is: the bytes of the person's id, nothing that speaks of him. */
function userHandle(staffId: string): Buffer {
  return Buffer.from(staffId.replaceAll('-', ''), 'hex');
}
