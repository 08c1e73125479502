import { z } from 'zod';
import { isSafeAddress, mailboxPlace } from '../../mailbox-settings.js';
import { isLoopback } from '../../platform/loopback.js';

/** The name of a mailbox in an address. */
export const mailboxName = z.string().regex(/^[\w.-]{1,64}$/);

/** A mailbox without its secrets, as it is kept. */
export const mailboxDefinition = mailboxPlace.extend({
  oauth2: z.strictObject({ tokenUrl: z.url(), clientId: z.string().min(1), scope: z.string().optional() }).optional(),
});
export type MailboxDefinition = z.infer<typeof mailboxDefinition>;

const line = (most: number) => z.string().trim().min(1, '入力してください。').max(most, `${most}文字までにしてください。`);
const optionalLine = (most: number) => z.string().trim().max(most, `${most}文字までにしてください。`).transform((text) => (text === '' ? undefined : text)).optional();
const server = line(253).regex(/^[\w.:[\]-]+$/, 'サーバー名かIPアドレスを入力してください。');

const addresses = z.string().max(4_000).transform((text, context) => {
  const lines = text.split(/[\s,、]+/).filter((each) => each !== '');
  for (const each of lines) if (!z.email().safeParse(each).success) context.addIssue({ code: 'custom', message: `「${each.slice(0, 60)}」はメールアドレスとして読み取れません。` });
  if (lines.length === 0) context.addIssue({ code: 'custom', message: 'このメールボックスに届く、窓口のメールアドレスを入力してください。' });
  return lines;
});

const fields = z.strictObject({
  /** Only of a new one; afterwards the desk remembers by it what it has taken. */
  name: mailboxName.optional(),
  host: server,
  port: z.coerce.number('数字で入力してください。').int().min(1).max(65_535),
  tls: z.enum(['implicit', 'starttls', 'none']),
  user: line(254),
  folder: line(200),
  moveTo: optionalLine(200),
  addresses,
  pollSeconds: z.coerce.number('数字で入力してください。').int().min(5, '5秒以上にしてください。').max(900, '900秒までにしてください。'),
  login: z.enum(['password', 'oauth2']),
  password: optionalLine(1_000),
  tokenUrl: optionalLine(500),
  clientId: optionalLine(300),
  clientSecret: optionalLine(2_000),
  refreshToken: optionalLine(8_000),
  scope: optionalLine(1_000),
});

/** What an owner types to set up a mailbox. A secret left empty stays as it is. */
export const mailboxForm = fields.superRefine((form, context) => {
  const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
  if (form.tls === 'none' && !isLoopback(form.host)) fault('tls', '暗号化なしで接続できるのは、同じ機器の中だけです。');
  if (form.moveTo === form.folder) fault('moveTo', '取り込むフォルダーとは別のフォルダーにしてください。');
  if (form.login === 'password') return;
  if (form.clientId === undefined) fault('clientId', '入力してください。');
  if (form.tokenUrl === undefined || !z.url().safeParse(form.tokenUrl).success || !isSafeAddress(form.tokenUrl)) fault('tokenUrl', 'https:// で始まるアドレスを入力してください。');
});
export type MailboxForm = z.infer<typeof mailboxForm>;
