import { quoteMark } from './quote-marks.rules.js';

/** More tags than the longest newsletter has; beyond them mailparser takes its time. */
const mostTags = 10_000;
const options = { skipImageLinks: true, skipTextToHtml: true, skipTextLinks: true, maxHtmlLengthToParse: 1024 * 1024 };

/** Where programs begin what they quote without saying so in words (security.md 4.4, 24). */
const quoteBegins = /<(?:div|hr|p|table)\b[^>]{0,300}?(?:id=["']?(?:divRplyFwdMsg|x_divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|OLK_SRC_BODY_SECTION)\b|class=["'][^"'>]{0,100}(?:gmail_quote(?!_attr)|protonmail_quote|yahoo_quoted|moz-cite-prefix)|style=["'][^"'>]{0,200}border-top:\s*solid #[\dA-F]{3,6} 1\.0pt)[^>]{0,300}>/i;

/** HTML as text, read by mailparser as a person would; what it cannot read is stripped of its tags. */
export async function textOfHtml(html: string): Promise<string> {
  // Without a sign between them the cells of a table run into one word, and its rows into one line.
  const marked = withMark(html.replaceAll('\u0000', '').replaceAll(/<\/t[dh]>/gi, '\u00A0\u00A0$&').replaceAll(/<\/tr>/gi, '<br>$&'));
  if (marked.length > options.maxHtmlLengthToParse || (marked.match(/</g)?.length ?? 0) > mostTags) return stripped(marked);
  const message = `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(marked).toString('base64')}`;
  try {
    const { simpleParser } = await import('mailparser');
    const { text } = await simpleParser(message, options);
    return text === undefined || text === '' ? stripped(marked) : text;
  } catch {
    return stripped(marked);
  }
}

function withMark(html: string): string {
  const at = html.length > options.maxHtmlLengthToParse ? null : quoteBegins.exec(html);
  return at === null ? html : `${html.slice(0, at.index)}<p>${quoteMark}</p>${html.slice(at.index)}`;
}

/** The last resort, in one pass over any size. */
function stripped(html: string): string {
  return withoutElements(html)
    .replaceAll(/<(?:br|\/p|\/div|\/tr|\/li)\b[^<>]*>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/&(nbsp|lt|gt|quot|amp);/g, (_all, name: string) => ({ nbsp: ' ', lt: '<', gt: '>', quot: '"', amp: '&' })[name] ?? '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}

/** Without scripts, styles and heads, whose text nobody reads; one that never ends goes on to the end. */
function withoutElements(html: string): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  for (const found of lower.matchAll(/<(script|style|head|title)\b/g)) {
    if (found.index < at) continue;
    kept.push(html.slice(at, found.index));
    const end = lower.indexOf(`</${found[1]}`, found.index);
    at = end === -1 ? html.length : end;
  }
  return kept.join(' ') + html.slice(at);
}
