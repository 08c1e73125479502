import { formatDateTime } from '../../calendar/japanese-time.js';
import type { Instant } from '../../platform/clock.js';
import { productName } from '../../platform/product-name.js';
import type { AccountMailKind } from '../../staff/account-mail.entity.js';
import { foldLines } from '../render/fold-lines.rules.js';
import { oneLine } from '../render/printable.rules.js';
import type { RenderedMail } from '../render/render-mail.js';

/** What a mail about an account is printed from. */
export interface AccountMailFacts {
  readonly name: string;
  readonly at: Instant;
  readonly baseUrl: string;
  /** The one-time link and until when it is good; for a reset alone. */
  readonly link?: { readonly url: string; readonly expiresAt: Instant };
}

type NoticeKind = Exclude<AccountMailKind, 'password_reset'>;

const notices: Readonly<Record<NoticeKind, { readonly subject: string; readonly says: string }>> = {
  password_changed: { subject: 'パスワードが変更されました', says: 'アカウントのパスワードが変更されました。ほかのサインインはすべて終了しています。' },
  factor_added: { subject: '二要素（確認コード）が登録されました', says: 'アカウントに二要素（確認コード）が登録されました。' },
  factor_removed: { subject: '認証アプリが削除されました', says: 'アカウントの認証アプリ（確認コード）が削除されました。' },
  factor_reset: { subject: '二要素（確認コード）が解除されました', says: 'サービス主管が、アカウントの二要素（確認コード）を解除しました。再登録用のリンクは、サービス主管からお渡しします。' },
  passkey_added: { subject: 'パスキーが登録されました', says: 'アカウントにパスキーが登録されました。' },
  passkey_removed: { subject: 'パスキーが削除されました', says: 'アカウントのパスキーが削除されました。' },
  identity_linked: { subject: '会社のアカウントと結び付きました', says: 'アカウントが、会社のアカウント（シングルサインオン）と結び付きました。次から、そのサインインを使えます。' },
  recovery_codes_made: { subject: 'リカバリーコードが作り直されました', says: 'アカウントのリカバリーコードが作り直されました。前のコードは使えません。' },
  recovery_code_used: { subject: 'リカバリーコードでサインインがありました', says: '認証アプリの代わりに、リカバリーコードを使ったサインインがありました。' },
  api_token_made: { subject: 'APIトークンが作成されました', says: 'アカウントのAPIトークンが作成されました。' },
};

/** Prints a mail about an account. These texts are fixed: they speak of safety, not of customers. */
export function printAccountMail(kind: AccountMailKind, facts: AccountMailFacts): RenderedMail {
  const { subject, lines } = kind === 'password_reset' ? resetText(facts) : noticeText(kind, facts);
  const text = [`${oneLine(facts.name)} 様`, '', ...lines, '', productName, facts.baseUrl].join('\n');
  return { subject: `【SOC in Pocket】${subject}`, text: `${foldLines(text)}\n` };
}

function noticeText(kind: NoticeKind, { at }: AccountMailFacts): { subject: string; lines: string[] } {
  const { subject, says } = notices[kind];
  return { subject, lines: [says, `日時：${formatDateTime(at)}`, '', 'お心当たりがないときは、すぐにサービス主管に連絡してください。'] };
}

function resetText({ link }: AccountMailFacts): { subject: string; lines: string[] } {
  if (link === undefined) throw new Error('A reset without its link says nothing.');
  const lines = [
    'パスワードの再設定の申し込みがありました。次のリンクから、新しいパスワードを設定してください。',
    link.url,
    `有効期限：${formatDateTime(link.expiresAt)}まで、1回だけ使えます。`,
    '',
    '設定のあとのサインインには、これまでどおり二要素（確認コード）が必要です。',
    'お申し込みでないときは、このメールを捨ててください。パスワードは変わりません。',
  ];
  return { subject: 'パスワードの再設定', lines };
}
