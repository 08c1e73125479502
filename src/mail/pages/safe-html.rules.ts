import sanitizeHtml from 'sanitize-html';

const longest = 512 * 1024;
const mostTags = 10_000;
const deepest = 60;

const allowedTags = [
  'p', 'br', 'div', 'span', 'b', 'strong', 'i', 'em', 'u', 's', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'dl', 'dt', 'dd', 'pre', 'code', 'blockquote', 'hr',
  'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'sub', 'sup', 'small',
];

/**
 * A sender's HTML as a document that can do nothing: no script, style, link, picture, form or
 * address (V17, V27). Where a link led is said when the pointer rests on it. Undefined for what is
 * larger or deeper than a person would read.
 */
export function safeHtmlDocument(html: string): string | undefined {
  if (html.length > longest || (html.match(/</g)?.length ?? 0) > mostTags) return undefined;
  const body = sanitizeHtml(html, {
    allowedTags,
    allowedAttributes: { span: ['title'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
    allowedSchemes: [],
    allowProtocolRelative: false,
    nestingLimit: deepest,
    transformTags: { a: (_tag, { href = '' }) => ({ tagName: 'span', attribs: { title: `リンク先: ${href.slice(0, 300)}` } }) },
  });
  return documentOf(body);
}

/** A sentence in the place of the mail. */
export function documentOf(body: string): string {
  return `<!doctype html><html lang="ja"><head><meta charset="utf-8"><title>HTML形式のメール</title></head><body>${body}</body></html>`;
}
