import { escapeHtml } from '../../web/view-helpers.js';
import { inks } from './chart-options.rules.js';
import type { Chart } from './chart.js';

/**
 * A picture as our pages may hold it: no style element or attribute (the content security policy allows
 * none), colours of the page's own, ids of its own, and a name and a description for who cannot see it.
 */
export function pageSvg(drawn: string, { id, title, description }: Pick<Chart, 'id' | 'title' | 'description'>): string {
  const plain = drawn
    .replaceAll(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/ (?:class|ecmeta_\w+|pointer-events)="[^"]*"/g, '')
    .replaceAll(/ style="([^"]*)"/g, (_whole, style: string) => attributesOf(style))
    .replaceAll(/\bzr\d+-/g, `chart-${id}-`)
    .replaceAll(/"(#[0-9a-f]{6})"/gi, (whole, colour: string) => (isInk(colour) ? `"${inks[colour]}"` : whole))
    .trim();
  const head = `<svg class="chart" role="img" aria-labelledby="chart-${id}-title chart-${id}-desc"`;
  const names = `<title id="chart-${id}-title">${escapeHtml(title)}</title><desc id="chart-${id}-desc">${escapeHtml(description)}</desc>`;
  return plain.replace(/^<svg/, head).replace(/^(<svg[^>]*>)/, `$1${names}`);
}

/** `font-size:12px;font-family:sans-serif` as attributes; the family is the page's. */
function attributesOf(style: string): string {
  return style
    .split(';')
    .map((part) => part.split(':').map((word) => word.trim()))
    .filter(([name = '', value = '']) => name !== '' && value !== '' && name !== 'font-family')
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('');
}

function isInk(colour: string): colour is keyof typeof inks {
  return Object.hasOwn(inks, colour);
}
