import { describe, expect, it } from 'vitest';
import { safeHtmlDocument } from '../../src/mail/pages/safe-html.rules.js';

const vectors = [
  '<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '<svg onload=alert(1)>', '<svg><script>alert(1)</script></svg>', '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<a href="javascript:alert(1)">x</a>', '<a href="jav&#x0A;ascript:alert(1)">x</a>', '<a href="&#0000106avascript:alert(1)">x</a>', '<a href="/inquiries">x</a>', '<a href="//evil.example">x</a>', '<img src="/mail/outbox">', '<img src="http://evil.example/x.gif">',
  '<iframe src="javascript:alert(1)"></iframe>', '<object data="x"></object>', '<embed src="x">', '<form action="/mail/quarantine"><input name=a></form>', '<button formaction="javascript:alert(1)">x</button>', '<meta http-equiv="refresh" content="0;url=http://evil.example">',
  '<base href="http://evil.example/">', '<link rel=stylesheet href="http://evil.example/x.css">', '<style>@import "http://evil.example/x.css";</style>', '<div style="background:url(http://evil.example/x)">x</div>', '<p onclick="alert(1)">x</p>', '<body onload=alert(1)>',
  '<textarea><img src=x onerror=alert(1)></textarea>', '<noscript><p title="</noscript><img src=x onerror=alert(1)>">', '<xmp><img src=x onerror=alert(1)></xmp>', '<template><script>alert(1)</script></template>', '<table background="http://evil.example/x"><tr><td>x</td></tr></table>',
  '<span title="&quot;><script>alert(1)</script>">x</span>', '<<script>script>alert(1)<</script>/script>', '<img src="file:///etc/passwd">', '<video src=x onerror=alert(1)>', '<input autofocus onfocus=alert(1)>',
];

describe('a sender’s HTML (V17 to V20, V27)', () => {
  it.each(vectors)('%s can do nothing', (vector) => {
    const document = safeHtmlDocument(`<p>本文</p>${vector}`) ?? '';
    expect(document).toContain('本文');
    const tags = [...document.matchAll(/<\/?([a-z!][\w-]*)([^>]*)>/gi)].filter(([, name]) => !/^(?:!doctype|html|head|meta|title|body)$/i.test(name ?? ''));
    expect(tags.map(([, name]) => name?.toLowerCase()).filter((name) => /^(?:script|img|svg|math|iframe|object|embed|form|input|button|base|link|style|a|video|template|textarea|noscript|xmp)$/.test(name ?? ''))).toEqual([]);
    expect(tags.flatMap(([, , attributes]) => [...(attributes ?? '').matchAll(/\s([\w-]+)=/g)].map((found) => found[1])).filter((name) => !/^(?:title|colspan|rowspan)$/.test(name ?? ''))).toEqual([]);
    expect(document.match(/<meta/g)).toHaveLength(1);
  });

  it('says where a link led', () => {
    expect(safeHtmlDocument('<a href="https://evil.example/a?b=1&c">こちら</a>')).toContain('<span title="リンク先: https://evil.example/a?b=1&amp;c">こちら</span>');
  });

  it.each([
    ['too long', 'x'.repeat(600_000)],
    ['of too many tags', '<b>x</b>'.repeat(6_000)],
  ])('is not shown when %s', (_name, html) => {
    expect(safeHtmlDocument(html)).toBeUndefined();
  });

  it('goes no deeper than a person reads', () => {
    expect(safeHtmlDocument('<div>'.repeat(4_000) + 'x')).toContain('<div>');
  });
});
