/** A page of ours with the text alone where a link would end in a refusal, as in the manual of another role. */
export function withoutClosedLinks(html: string, isClosed: (path: string) => boolean): string {
  return html.replaceAll(/<a href="(\/[^"?#]*)[^"]*"[^>]*>(.*?)<\/a>/gs, (link: string, path: string, text: string) => (isClosed(path) ? text : link));
}
