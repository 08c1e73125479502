import { formatAgo, formatDate, formatDateTime, formatTime } from '../calendar/japanese-time.js';
import type { FieldFault } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { FormState } from './forms.js';
import { currentRequest } from './request-context.js';

/** Escapes text for HTML, attributes included. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** What `it.h` offers to every template. What returns HTML is printed with `<%~ %>`. */
export interface ViewHelpers {
  /** 2026年11月24日（火）17:00 */
  readonly dateTime: (at: number) => string;
  readonly date: (at: number) => string;
  readonly time: (at: number) => string;
  /** `25分前`, `3時間前`, `2日前` */
  readonly ago: (at: number, now: number) => string;
  /** HTML: the hidden CSRF field; every form that posts needs it. */
  readonly csrf: () => string;
  /** HTML: CSRF and a new idempotency key; for forms whose route is `@Idempotent()`. */
  readonly once: () => string;
  /** HTML: the version looked at, for routes with `@ExpectedVersion()`. */
  readonly version: (version: number) => string;
  /** What was typed into a field, or what it starts with. */
  readonly value: (form: FormState, name: string) => string;
  /** The sentence beside a field that was refused. */
  readonly fault: (form: FormState, name: string) => string | undefined;
  /** Address of a file of `src/web/static`. */
  readonly asset: (name: string) => string;
  /** HTML: text whose dates, times, numbers (of CVE, of inquiries) and counts stay whole. */
  readonly text: (text: string) => string;
  /** HTML: text with its line breaks. */
  readonly lines: (text: string) => string;
  /** HTML: an address that may break after its `@` rather than anywhere. */
  readonly breakable: (address: string) => string;
  /** HTML: a picture that we drew ourselves; anything else is left out. */
  readonly chart: (svg: string) => string;
}

/** The helpers; `asset` looks a file's address up. */
export function viewHelpers(asset: (name: string) => string): ViewHelpers {
  return {
    dateTime: formatDateTime,
    date: formatDate,
    time: formatTime,
    ago: formatAgo,
    csrf,
    once: () => `${csrf()}${hidden('_key', newId())}`,
    version: (version) => hidden('_version', String(version)),
    value: (form, name) => textOf(form.values[name]),
    fault: (form, name) => faultOf(form.faults, name),
    asset,
    text: unbrokenText,
    lines: (text) => escapeHtml(text).replaceAll(/\r\n|\r|\n/g, '<br>'),
    breakable: (address) => escapeHtml(address).replaceAll('@', '@<wbr>'),
    chart,
  };
}

/** A number with what it counts: 「1文字」, 「3営業日以内」. */
const counted = String.raw`[\d０-９][\d０-９,.]*(?:文字|時間|営業日|か月|項目|時台?|年|日|分|秒|件|台|回|社|名|人|つ|桁|字|%|％|[kMGT]B)(?:以内|以上|以下|ずつ)?`;
const timeOfDay = String.raw`\d{1,2}(?::\d{2}|時(?!間)(?:\d{1,2}分)?)`;

/** What nobody can read at a glance when a line ends within it. */
const unbroken = new RegExp(
  String.raw`(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:（[月火水木金土日]）)?(?:\d{1,2}:\d{2})?|（日本時間）|\d{4}-\d{2}-\d{2}|CVE-\d{4}-\d{4,}|別紙\d \d(?:\(\d\))?[①-⑨]?|標準：\d+営業日|お聞かせください|\d{2}-\d{6}-\d(?:-[A-Z]\d+)?|第\d+条(?:\d+|\(\d+\))?|${timeOfDay}[～〜]${timeOfDay}|${counted}`,
  'g',
);

function unbrokenText(text: string): string {
  return escapeHtml(text).replaceAll(unbroken, '<span class="nowrap">$&</span>');
}

/** Only what can neither run nor load anything, nor style what stands around it. */
function chart(svg: string): string {
  return svg.startsWith('<svg class="chart"') && !/<(?:script|style|foreignObject|image|use|a)\b|\s(?:on\w+|style|href)=/i.test(svg) ? svg : '';
}

function csrf(): string {
  const token = currentRequest()?.session?.csrfToken;
  return token === undefined ? '' : hidden('_csrf', token);
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function faultOf(faults: readonly FieldFault[], name: string): string | undefined {
  return faults.find(({ field }) => field === name)?.message;
}
