import { z } from 'zod';
import { roles } from '../platform/scope.js';
import { apiTokenDays } from './api-token.rules.js';
import { passkeyPurposes } from './passkeys/passkey-challenge.entity.js';
import { passkeyNameMax } from './passkeys/passkey.rules.js';
import { permissions } from './permissions.js';

const loginName = z.string().trim().max(254).pipe(z.email());
const displayName = z.string().trim().min(1).max(100);

/** What a sign-in carries. The bounds keep hashing cheap; what is wrong beyond them is never said. */
export const credentials = z.strictObject({
  loginName: z.string().min(1).max(254),
  password: z.string().min(1).max(1000),
  /** Six digits of the authenticator app, or a recovery code. */
  code: z.string().min(1).max(100),
});

const next = z.string().max(2000).optional();

export const signInForm = credentials.omit({ code: true }).extend({ next });
export const codeForm = z.strictObject({ code: z.string().trim().min(1).max(100), next });
/** With the offered secret under seal. */
export const authenticatorForm = z.strictObject({ code: z.string().trim().min(1, '確認コードを入力してください。').max(100), offer: z.string().max(1000) });
export const linkPasswordForm = z.strictObject({ password: z.string().min(1).max(1000) });
/** The answer of a passkey, as JSON in a hidden field that the script of the page fills in. */
const credential = z.string({ error: 'パスキーの応答がありません。JavaScriptが使えるブラウザーで、もう一度お試しください。' }).min(1, 'パスキーの応答がありません。JavaScriptが使えるブラウザーで、もう一度お試しください。').max(40_000);
const passkeyName = z.string().trim().min(1).max(passkeyNameMax);

export const passkeyAnswerForm = z.strictObject({ credential, next });
export const newPasskeyForm = z.strictObject({ name: passkeyName, credential });
export const passkeyNameForm = z.strictObject({ name: passkeyName });
export const passkeyId = z.uuid();
export const passkeyOptionsBody = z.strictObject({ purpose: z.enum(passkeyPurposes) });

export const signInQuery = z.strictObject({ next, provider: z.literal('1').optional() });
/** To the provider: to sign in, by an invitation, or to prove once more who one is. */
export const oidcQuery = z.strictObject({ next, invitation: z.string().regex(/^[\w-]{43}$/).optional() });
/** What a provider adds to the address is its own affair; openid-client checks it. */
export const oidcCallback = z.record(z.string().max(100), z.unknown());

/** Shorter ones too: a link that a mail program has cut in two leads to the page that says so. */
export const linkToken = z.string().regex(/^[\w-]{1,200}$/);
export const staffId = z.uuid();
export const sessionId = z.uuid();
export const apiTokenId = z.uuid();

export const resetForm = z.strictObject({ loginName });

/** Typed twice, because nobody can read it back. Its rules are `passwordFault`. */
export const passwordForm = z.strictObject({ password: z.string().min(1).max(1000), repeated: z.string().max(1000) }).refine((form) => form.password === form.repeated, {
  path: ['repeated'],
  error: '2回の入力が一致していません。',
});

export const changePasswordForm = z
  .strictObject({ current: z.string().min(1).max(1000), password: z.string().min(1).max(1000), repeated: z.string().max(1000) })
  .refine((form) => form.password === form.repeated, { path: ['repeated'], error: '2回の入力が一致していません。' });

export const newStaff = z.strictObject({
  loginName,
  displayName,
  roles: z.array(z.enum(roles)).min(1).max(roles.length),
  supportDeskIds: z.array(z.uuid()).max(100).default([]),
  providerId: z.uuid().nullable().default(null),
});

/** A browser sends one box as a text, several as a list, none not at all. */
const boxes = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(item).max(100));

const providerChoice = z.preprocess((value) => (value === '' || value === undefined ? null : value), z.uuid().nullable());

export const newStaffForm = z.strictObject({ loginName, displayName, roles: boxes(z.enum(roles)), supportDeskIds: boxes(z.uuid()), providerId: providerChoice });

/** What may change of a person; the address he signs in with stays. */
export const changedStaff = newStaff.omit({ loginName: true });
export const changedStaffForm = newStaffForm.omit({ loginName: true });

export const staffListQuery = z.object({ q: z.string().max(200).default('') });

export const apiTokenForm = z.strictObject({
  name: z.string().trim().min(1).max(100),
  permissions: boxes(z.enum(permissions)).pipe(z.array(z.enum(permissions)).min(1)),
  days: z.coerce.number().pipe(z.literal(apiTokenDays)),
});

/** Password or code of the second factor, to confirm an act. */
export const confirmation = z.strictObject({ confirm: z.string().min(1).max(1000) });

export const statusChange = z.strictObject({ active: z.boolean() });
/** `heldCases` repeats how many open cases he was told that the person holds. */
export const statusForm = z.strictObject({ change: z.enum(['enable', 'disable']), heldCases: z.string().max(10).default('0') });
/** Where somebody goes back to who is asked for his proof. */
export const confirmQuery = z.object({ back: z.string().max(2_000).optional().catch(undefined) });

export const sessionAnswer = z.object({ token: z.string(), expiresAt: z.string() });
export const linkAnswer = z.object({ url: z.string(), expiresAt: z.string() });
export const createdAnswer = z.object({ id: z.string() });

export const personAnswer = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)),
  supportDeskIds: z.array(z.string()),
  providerId: z.string().nullable(),
  permissions: z.array(z.string()),
});

export const staffAnswer = z.object({
  id: z.string(),
  loginName: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(roles)),
  supportDesks: z.array(z.object({ id: z.string(), name: z.string() })),
  providerId: z.string().nullable(),
  providerName: z.string().nullable(),
  active: z.boolean(),
  hasPassword: z.boolean(),
  version: z.number().int(),
});
