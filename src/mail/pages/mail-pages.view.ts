import { endingDiffers, typeLabel } from '../../analysis/content-type.rules.js';
import { mailLabels } from '../../inquiries/mail.view.js';
import { formatDateTime } from '../../calendar/japanese-time.js';
import type { AttemptOutcome } from '../outbox/send-outcome.rules.js';
import { reasonTexts } from '../intake/intake.rules.js';
import type { QuarantineDecision } from '../raw-message.entity.js';
import type { OutboxView } from './outbox-page.queries.js';
import type { IncomingDetails, IncomingFile, IncomingMail, QuarantineView } from './quarantine.queries.js';

export const quarantineTabs: Readonly<Record<QuarantineView, string>> = { waiting: '確認待ち', decided: '処理済み', automatic: '自動メール・不達通知' };
export const outboxTabs: Readonly<Record<OutboxView, string>> = { all: 'すべて', trouble: '確認が必要', waiting: '送信待ち', sent: '送信済み' };

const decisionLabels: Readonly<Record<QuarantineDecision, { readonly text: string; readonly tone: string }>> = {
  answered: { text: '定型文で返信済み', tone: 'tone-success' },
  spam: { text: '迷惑メール', tone: 'tone-neutral' },
  released: { text: '新しい問合せにした', tone: 'tone-success' },
  attached: { text: '問合せに追加した', tone: 'tone-success' },
};

const authenticationLabels: Readonly<Record<string, string>> = { pass: '認証済み', fail: '認証失敗', none: '認証結果なし' };

/** What a list of incoming mail says of one. */
export interface IncomingView {
  readonly sender: string;
  readonly subject: string;
  readonly badge: { readonly text: string; readonly tone: string };
  readonly reason: string;
  readonly reasonCode: string;
  readonly authentication: string;
  readonly decidedText: string;
}

/** The words for an incoming message; its own words come last and are only ever shown escaped. */
export function incomingView(mail: IncomingMail): IncomingView {
  return {
    sender: senderText(mail),
    subject: mail.subject === '' ? '（件名なし）' : mail.subject,
    badge: badgeOf(mail),
    reason: mail.reason === null ? '' : reasonTexts[mail.reason],
    reasonCode: mail.reason ?? '',
    authentication: authenticationLabels[mail.authentication] ?? '',
    decidedText: mail.decidedAt === null ? '' : `${formatDateTime(mail.decidedAt)} ${mail.decidedByName ?? ''}`.trim(),
  };
}

/** The same with its files, for the page of one message. */
export function incomingPage(mail: IncomingDetails) {
  const offersHtml = mail.hasHtml === null ? mail.kind !== 'unreadable' : Boolean(mail.hasHtml);
  return { ...mail, ...incomingView(mail), offersHtml, files: mail.files.map((file) => ({ ...file, ...kindOfFile(file) })) };
}

/** What it is by its content, in words. */
function kindOfFile({ name, type }: IncomingFile): { readonly typeText: string; readonly typeDiffers: boolean } {
  if (type.startsWith('message/')) return { typeText: 'メール', typeDiffers: false };
  const isText = type.startsWith('text/');
  return { typeText: isText ? 'テキスト' : typeLabel(type), typeDiffers: endingDiffers(name, isText ? 'text/plain' : type) };
}

function senderText({ fromName, fromAddress }: IncomingMail): string {
  if (fromAddress === '') return fromName === '' ? '差出人不明' : fromName;
  return fromName === '' ? fromAddress : `${fromName} <${fromAddress}>`;
}

function badgeOf(mail: IncomingMail): { text: string; tone: string } {
  if (mail.decision !== null) return decisionLabels[mail.decision];
  if (mail.kind === 'bounce') return { text: '不達通知', tone: 'tone-warn' };
  if (mail.kind === 'automatic') return { text: '自動メール', tone: 'tone-neutral' };
  if (mail.state === 'failed') return { text: '要確認', tone: 'tone-danger' };
  if (mail.reason === 'spoof_suspected') return { text: 'なりすましの疑い', tone: 'tone-danger' };
  if (mail.state === 'quarantined') return { text: '確認待ち', tone: 'tone-warn' };
  return mail.state === 'stored' ? { text: '処理中', tone: 'tone-neutral' } : { text: '受信済み', tone: 'tone-success' };
}

/** What became of an attempt, for the page of a mail. */
export const attemptLabels: Readonly<Record<AttemptOutcome, { readonly text: string; readonly tone: string }>> = {
  sent: { text: '送信できた', tone: 'tone-success' },
  retry: { text: '後でもう一度', tone: 'tone-warn' },
  server: { text: 'メールサーバーにつながらない', tone: 'tone-warn' },
  failed: { text: '断られた', tone: 'tone-danger' },
  unknown: { text: '結果が分からない', tone: 'tone-warn' },
  interrupted: { text: '送信前に中断', tone: 'tone-neutral' },
};

/** Names of templates and states, shared with the inquiry's page. */
export const outgoingLabels = mailLabels;
