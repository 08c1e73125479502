import type { Instant } from '../platform/clock.js';
import { dateOf, dayOf, hourMs, partsOf, timeOfDayMs, twoDigits, weekdayOf, type CivilDate, type CivilDay } from './civil-day.rules.js';

const weekdays = ['日', '月', '火', '水', '木', '金', '土'] as const;
const minuteMs = 60_000;

/** `2026年11月24日（火）17:00`, in Tokyo whatever zone the process is in; seconds are cut off. */
export function formatDateTime(at: Instant): string {
  return `${formatDay(dayOf(at))}${formatTime(at)}`;
}

/** `2026年11月24日（火）`. */
export function formatDate(at: Instant): string {
  return formatDay(dayOf(at));
}

/** `17:00`. */
export function formatTime(at: Instant): string {
  const minutes = Math.floor(timeOfDayMs(at) / minuteMs);
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** `2026年11月24日（火）` of a civil day. */
export function formatDay(day: CivilDay): string {
  return `${partsOf(day).year}年${formatMonthDay(day)}`;
}

/** `11月24日（火）` of a civil day. */
export function formatMonthDay(day: CivilDay): string {
  return `${partsOf(day).month}月${formatDayOfMonth(day)}`;
}

/** `24日（火）` of a civil day. */
export function formatDayOfMonth(day: CivilDay): string {
  return `${partsOf(day).day}日（${weekdays[weekdayOf(day)] ?? ''}）`;
}

/** A length of reception time: `3時間20分`; less than a minute is `1分未満`. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(ms / minuteMs);
  if (minutes < 1) return '1分未満';
  const parts = [minutes >= 60 ? `${Math.floor(minutes / 60)}時間` : '', minutes % 60 === 0 ? '' : `${minutes % 60}分`];
  return parts.join('');
}

/** How long ago something was, roughly: `たった今`, `25分前`, `3時間前`, `2日前`. */
export function formatAgo(at: Instant, now: Instant): string {
  const minutes = Math.floor((now - at) / minuteMs);
  if (minutes < 1) return 'たった今';
  if (minutes < 60) return `${minutes}分前`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}時間前` : `${Math.floor(hours / 24)}日前`;
}

/** What is left until a target, in reception time: `受付時間であと3時間20分`; below zero `受付時間で20分超過`. */
export function formatBusinessDuration(ms: number): string {
  return ms >= 0 ? `受付時間であと${formatDuration(ms)}` : `受付時間で${formatDuration(-ms)}超過`;
}

/** `2026-11-24T17:00:00+09:00`; milliseconds are written only where there are any. */
export function toIsoTokyo(at: Instant): string {
  const timeMs = timeOfDayMs(at);
  const seconds = Math.floor(timeMs / 1000) % 60;
  const rest = timeMs % 1000;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`;
  const hours = twoDigits(Math.floor(timeMs / hourMs));
  const minutes = twoDigits(Math.floor(timeMs / minuteMs) % 60);
  return `${civilDate(at)}T${hours}:${minutes}:${twoDigits(seconds)}${fraction}+09:00`;
}

/** The date in Tokyo, `YYYY-MM-DD`. */
export function civilDate(at: Instant): CivilDate {
  return dateOf(dayOf(at));
}
