import type { Answer } from '../support/http-client.js';
import type { SignedIn } from '../support/sessions.js';

/** The words of a page as a person reads them, and what stands in its attributes, without the markup. */
export function wordsOf(html: string): string {
  const body = html.replaceAll(/<(script|style|head)[^]*?<\/\1>/g, ' ').replaceAll(/<[^>]*>/g, ' ');
  return unescaped(body).replaceAll(/\s+/g, ' ');
}

/** One element with an id, up to the next element of the same kind that closes at its depth. */
export function elementById(html: string, id: string): string {
  const start = html.search(new RegExp(`<(\\w+)[^>]*\\sid="${id}"`));
  if (start < 0) throw new Error(`There is no #${id} on the page.`);
  const tag = /^<(\w+)/.exec(html.slice(start))?.[1] ?? '';
  let depth = 0;
  for (const match of html.slice(start).matchAll(new RegExp(`<(/?)${tag}\\b`, 'g'))) {
    depth += match[1] === '/' ? -1 : 1;
    if (depth === 0) return html.slice(start, start + match.index);
  }
  return html.slice(start);
}

/** The panel of an act. */
export function panelOf(html: string, act: string): string {
  return elementById(html, `panel-${act}`);
}

/** Whether a panel stands open. */
export function isOpen(panel: string): boolean {
  return /^<details[^>]*\sopen/.test(panel);
}

/** The hidden value of a form field. */
export function hiddenValue(html: string, name: string): string {
  const value = new RegExp(`<input type="hidden"[^>]*name="${name}"[^>]*value="([^"]*)"`).exec(html)?.[1];
  if (value === undefined) throw new Error(`There is no hidden ${name}.`);
  return unescaped(value);
}

/** Opens the page of an inquiry. */
export async function openInquiry(person: SignedIn, id: string): Promise<Answer> {
  return person.client.get(`/inquiries/${id}`);
}

/** Opens the page and sends the form of an act as the browser would, with the version the page shows. */
export async function sendAct(person: SignedIn, id: string, act: string, fields: Readonly<Record<string, string | readonly string[]>> = {}): Promise<Answer> {
  const page = await openInquiry(person, id);
  return person.client.postForm(`/inquiries/${id}/acts/${act}`, { _version: hiddenValue(page.text, '_version'), ...fields });
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
