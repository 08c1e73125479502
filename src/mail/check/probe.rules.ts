import { judgeAuthentication, microsoft365, readResults, type Authentication, type Method, type Results } from '../intake/authentication.rules.js';
import { valuesOf, type HeaderLine } from '../intake/header-lines.rules.js';
import { decideIntake, reasonTexts, type MailKind } from '../intake/intake.rules.js';
import type { ParsedMail } from '../intake/parse-mail.js';

/** What is known beside the message itself. */
export interface ProbeFacts {
  readonly kind: MailKind;
  readonly authservId: string | undefined;
  /** Undefined where it was not asked for. */
  readonly ownSignature: 'pass' | 'none' | undefined;
}

/** What a message that an administrator sent himself is seen as, line by line (security.md F15). */
export function probeLines(mail: ParsedMail, { kind, authservId, ownSignature }: ProbeFacts): string[] {
  const lines = valuesOf(mail.headers, 'authentication-results');
  const domain = mail.sender?.split('@')[1] ?? '';
  const said = judgeAuthentication(mail.headers, authservId, domain);
  const authentication = said === 'none' && ownSignature === 'pass' ? 'pass' : said;
  return [
    `差出人 / sender: ${mail.sender ?? `1つに決められません（${mail.shownSender.name} ${mail.shownSender.address}）`}`,
    `種類 / kind: ${kind}`,
    '',
    `Authentication-Results: ${lines.length === 0 ? 'ありません / none' : `${lines.length}行 / lines（上から / topmost first）`}`,
    ...lines.map((line, index) => `  ${index + 1}. ${describe(readResults(line))}`),
    ...advice(mail.headers, authservId, domain),
    ...(ownSignature === undefined ? [] : [`DKIM（当方で確認 / checked here）: ${ownSignature}`]),
    '',
    `送信元の認証 / authentication: ${authentication}`,
    `  登録済みの担当者のアドレスなら / if registered: ${rowFor(mail, kind, authentication, ['registered'])}`,
    `  登録のないアドレスなら / otherwise: ${rowFor(mail, kind, authentication, [])}`,
  ];
}

function describe(results: Results | undefined): string {
  if (results === undefined) return '読み取れません（括弧が閉じていません） / not readable';
  const methods = (['dmarc', 'dkim', 'spf'] as const).flatMap((name) => results[name].map((method) => describeMethod(name, method)));
  return `authserv-id: ${results.authservId === '' ? '（なし / none）' : results.authservId}; ${methods.join('; ') || '結果なし / no result'}`;
}

function describeMethod(name: string, { result, properties }: Method): string {
  return [`${name}=${result}`, ...Object.entries(properties).map(([key, value]) => `${key}=${value}`)].join(' ');
}

/** Which host to believe, and what would make believing it unsafe. */
function advice(head: readonly HeaderLine[], authservId: string | undefined, domain: string): string[] {
  const ids = valuesOf(head, 'authentication-results').map((line) => readResults(line)?.authservId);
  const [top] = ids;
  const candidate = top === '' ? microsoft365 : top;
  if (candidate === undefined) return ['  → メールサーバーで認証結果（Authentication-Results）を付ける設定にしてください。/ Let your mail server write Authentication-Results.'];
  const twice = ids.filter((id) => id === top).length > 1;
  return [
    ...(authservId?.toLowerCase() === candidate ? [`  → DESK_AUTHSERV_ID=${candidate} は正しく設定されています。/ is set correctly.`] : [`  → このサーバーが自社のものなら / if it is yours: DESK_AUTHSERV_ID=${candidate} （判定 / verdict: ${judgeAuthentication(head, candidate, domain)}）`]),
    ...(twice ? ['  ! 同じ名前の行が複数あります。外から来た同名の行をサーバーで取り除いてください。/ Several lines of one name: let the server remove those from outside.'] : []),
  ];
}

/** The row of the decision table (security.md 2.7) that the message falls into. */
function rowFor(mail: ParsedMail, kind: MailKind, authentication: Authentication, registeredCustomerIds: readonly string[]): string {
  const decision = decideIntake({ kind, senderWellFormed: mail.sender !== undefined, authentication, registeredCustomerIds, found: null });
  if (decision.act === 'quarantine') return `確認待ち / quarantine（${reasonTexts[decision.reason]}）`;
  if (decision.act === 'record') return '自動メールとして記録 / recorded as automatic';
  return decision.sender === 'registered_authenticated' ? '送信者認証済・本人確認待ち / authenticated, to be verified' : '送信者未認証 / not authenticated';
}
