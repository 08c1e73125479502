import { answersTo, type SheetAnswers } from '../../hearing/answers.rules.js';
import type { Instant } from '../../platform/clock.js';

/** Logs that a customer may have (`domain.md` 1.3, I1); `sheet` where only the shortest of all is known. */
export const logSources = ['proxy', 'utm_fw', 'dns', 'dhcp', 'ad', 'endpoint_event', 'av_edr', 'mail', 'other'] as const;
export type LogSource = (typeof logSources)[number];

export const logSourceLabels: Readonly<Record<LogSource, string>> = {
  proxy: 'Proxy',
  utm_fw: 'UTM・ファイアウォール',
  dns: 'DNS',
  dhcp: 'DHCP',
  ad: 'Active Directory',
  endpoint_event: '端末のイベントログ',
  av_edr: 'ウイルス対策・EDR',
  mail: 'メール',
  other: 'その他',
};

/** How long something is kept. */
export interface Retention {
  readonly label: string;
  readonly days: number;
}

/** When the log of the moment that matters is overwritten. */
export interface LogLoss extends Retention {
  readonly lostAt: Instant;
}

const dayMs = 24 * 60 * 60_000;

/**
 * H3: from retention and the earliest detection, when each log of it is overwritten, the soonest first.
 * Where nobody knows when it was detected, the receipt of the inquiry counts: it cannot have been later.
 */
export function logLosses({ answers, retentions, receivedAt }: { readonly answers: SheetAnswers; readonly retentions: readonly Retention[]; readonly receivedAt: Instant }): readonly LogLoss[] {
  const from = earliestDetection(answers) ?? receivedAt;
  const heard = shortestHeard(answers);
  const known = heard === undefined ? retentions : [...retentions, { label: 'お客様のログ（最も短いもの）', days: heard }];
  return known.map((retention) => ({ ...retention, lostAt: from + retention.days * dayMs })).toSorted((a, b) => a.lostAt - b.lostAt);
}

/** The loss that waiting still brings: the soonest ahead; where all has been overwritten, the last there was. */
export function nextLoss(losses: readonly LogLoss[], now: Instant): LogLoss | undefined {
  return losses.find(({ lostAt }) => lostAt > now) ?? losses.at(-1);
}

function earliestDetection(answers: SheetAnswers): Instant | undefined {
  const instants = answersTo(answers, 'detected_at').flatMap(({ state, value }) => {
    if (state !== 'value' || typeof value !== 'object' || value === null || !('wall' in value) || value.at === null) return [];
    return [value.at];
  });
  return instants.length === 0 ? undefined : Math.min(...instants);
}

function shortestHeard(answers: SheetAnswers): number | undefined {
  const days = answersTo(answers, 'log_retention_days').flatMap(({ state, value }) => (state === 'value' && typeof value === 'number' ? [value] : []));
  return days.length === 0 ? undefined : Math.min(...days);
}
