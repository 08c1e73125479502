import { formatDateTime } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import type { PeriodZone } from './marking.rules.js';

/** The period in Japanese time, and in UTC beside it where the logs are kept in UTC. */
export function periodText(from: Instant, to: Instant, zone: PeriodZone): string {
  const japan = `${formatDateTime(from)} ～ ${formatDateTime(to)}（日本時間）`;
  if (zone === 'JST') return japan;
  const utc = (at: Instant): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');
  return `${japan}\nログの時刻がUTCの場合：${utc(from)} ～ ${utc(to)}（UTC）`;
}
