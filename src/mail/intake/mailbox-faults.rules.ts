/** What can be wrong with a mailbox. */
export const mailboxFaults = [
  'unreachable', 'certificate', 'no_tls', 'login_refused', 'token_refused', 'secret_missing', 'folder_missing',
  'cut_off', 'disk_full', 'not_stored', 'not_acknowledged', 'too_large', 'not_fetched',
] as const;
export type MailboxFault = (typeof mailboxFaults)[number];

/** What people read about each. */
export const faultTexts: Readonly<Record<MailboxFault, string>> = {
  unreachable: 'メールサーバーに接続できません。',
  certificate: 'メールサーバーの証明書を確認できません。',
  no_tls: 'メールサーバーとの通信を暗号化できません。',
  login_refused: 'メールサーバーがサインインを拒否しています。利用者名とパスワードを確認してください。',
  token_refused: '認可サーバーがトークンを発行しません。アクセスの許可をやり直してください。',
  secret_missing: 'パスワードなどの秘密情報が設定されていません。',
  folder_missing: 'メールボックスのフォルダーが見つかりません。',
  cut_off: 'メールサーバーとの通信が途中で切れました。',
  disk_full: '保存先の空き容量がありません。メールはメールサーバーに残してあります。',
  not_stored: 'データベースに保存できません。メールはメールサーバーに残してあります。',
  not_acknowledged: '保存したメールに、メールサーバー上で取り込み済みの印を付けられません。',
  too_large: '大きすぎて取り込めないメールがあります。メールサーバーに残してあります。',
  not_fetched: '取り込めないメールがあります。メールサーバーに残してあります。',
};

/** After so many failed fetches a message is left alone for a while, so that the next ones come through. */
export const mostFetches = 3;

const waitsMs = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000] as const;
/** A server that is asked more often with a wrong password locks the account. */
const refusedWaitsMs = [60_000, 120_000, 300_000] as const;

/**
 * How long to wait after so many failures in a row, in milliseconds. A refused sign-in is tried again
 * after a minute at the earliest, later every five (R20).
 */
export function waitAfter(fault: MailboxFault, failures: number): number {
  const refused = fault === 'login_refused' || fault === 'token_refused' || fault === 'secret_missing';
  const waits: readonly number[] = refused ? refusedWaitsMs : waitsMs;
  return waits[Math.min(Math.max(failures, 1), waits.length) - 1] ?? 60_000;
}
