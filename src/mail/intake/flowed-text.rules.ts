/**
 * Joins the lines of `format=flowed` (RFC 3676): one that ends in a space goes on in the next, where
 * both are quoted alike. With `delsp=yes`, as Japanese programs send it, that space is no part of it.
 */
export function unflowed(text: string, deletesSpace: boolean): string {
  const out: string[] = [];
  let open: { depth: number } | undefined;
  for (const line of text.replaceAll(/\r\n?/g, '\n').split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const content = line.slice(depth).replace(/^ /, '');
    const isSignature = content === '-- ';
    const last = out.length - 1;
    if (open !== undefined && open.depth === depth && !isSignature) out[last] = `${deletesSpace ? (out[last] ?? '').replace(/ $/, '') : out[last]}${content}`;
    else out.push(depth === 0 ? content : `${'>'.repeat(depth)} ${content}`);
    open = content.endsWith(' ') && !isSignature ? { depth } : undefined;
  }
  return out.join('\n');
}
