/**
 * An address written so that nobody opens it by accident and no mail program makes a link of it:
 * `hxxps://evil[.]example[.]com/`, `192[.]0[.]2[.]1`, `2001[:]db8[:][:]1`.
 */
export function defang(address: string): string {
  const plain = refang(address);
  const dotless = plain.replaceAll(/(?<=[^\s[])\.(?=[^\s\]])/gu, '[.]');
  if (isIpv6(plain)) return dotless.replaceAll(':', '[:]');
  return dotless.replace(/^([a-z][a-z0-9+.-]*):\/\//iu, (_, scheme: string) => `${scheme.replace(/^http/iu, 'hxxp').replace(/^ftp/iu, 'fxp')}://`).replaceAll('@', '[@]');
}

/** The address as it truly is, from any of the usual ways to defang it. */
export function refang(address: string): string {
  const plain = address
    .trim()
    .replaceAll(/\[\s*\.\s*\]/gu, '.')
    .replaceAll(/\[\s*:\s*\]/gu, ':')
    .replaceAll(/\[\s*:\/\/\s*\]/gu, '://')
    .replaceAll(/\[\s*@\s*\]/gu, '@')
    .replace(/^h(?:xx|\*\*|tt)p(s?)(?=:\/\/)/iu, 'http$1')
    .replace(/^f(?:xp|tp)(s?)(?=:\/\/)/iu, 'ftp$1');
  // In the path of a URL such brackets may be meant.
  const [, host = plain, rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*|[^/?#]*)(.*)$/isu.exec(plain) ?? [];
  return `${host.replaceAll(/\(\s*\.\s*\)|\{\s*\.\s*\}|\[dot\]|\(dot\)/giu, '.').replaceAll(/\(\s*@\s*\)|\[at\]|\(at\)/giu, '@')}${rest}`;
}

function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+$/iu.test(text) && text.split(':').length > 2;
}
