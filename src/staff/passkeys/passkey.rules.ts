import { z } from 'zod';

/** Who asks a passkey, as browsers see it. */
export interface RelyingParty {
  /** Host name under which the passkeys live: that of `DESK_BASE_URL`. */
  readonly id: string;
  readonly origin: string;
  readonly name: string;
}

/** The desk as a relying party; `localhost` in the demo, since browsers take no address for a name. */
export function relyingParty(baseUrl: string): RelyingParty {
  const { hostname, origin } = new URL(baseUrl);
  return { id: hostname, origin, name: 'SOC in Pocket 対応窓口' };
}

export const passkeyNameMax = 100;
/** More than anybody uses; bounds what a page and a challenge list. */
export const passkeysPerPerson = 20;

const base64url = z.string().max(16_000).regex(/^[\w-]*$/);

/** What browsers say beside the answer itself: nothing of it is taken over. */
const beside = { clientExtensionResults: z.object({}).catch({}) };
const transports = z.array(z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'])).max(10);

/** A browser's answer to a challenge (AuthenticationResponseJSON). */
export const assertion = z.object({
  id: base64url.min(1).max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url, userHandle: base64url.max(200).nullish() }),
  ...beside,
});

/** A browser's new passkey (RegistrationResponseJSON). */
export const attestation = z.object({
  id: base64url.min(1).max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: base64url, attestationObject: base64url, transports: transports.catch([]).default([]) }),
  ...beside,
});

export type Assertion = z.infer<typeof assertion>;
export type Attestation = z.infer<typeof attestation>;

/** Reads what a form carried as JSON; undefined where it is nothing of the kind. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> | undefined {
  return schema.safeParse(parsed(text)).data;
}

/** The challenge that an answer was signed for; undefined where it names none. */
export function challengeIn({ response }: Assertion | Attestation): string | undefined {
  const said = parsed(Buffer.from(response.clientDataJSON, 'base64url').toString('utf8'));
  return z.object({ challenge: base64url.min(1).max(200) }).safeParse(said).data?.challenge;
}

/** Whether a proof that somebody types or sends is a passkey's answer rather than a code or a password. */
export function looksLikeAssertion(text: string): boolean {
  return text.startsWith('{') && readAnswer(assertion, text) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
