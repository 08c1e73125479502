/**
 * An address written so that nobody opens it by accident and no mail program makes a link of it:
 * `hxxps://evil[.]example[.]com/`, `192[.]0[.]2[.]1`, `2001[:]db8[:][:]1`.
 */
export function defang(address: string): string {
  const plain = refang(address);
  if (isIpv6(plain)) return plain.replaceAll(':', '[:]');
  return plain
    .replace(/^([a-z][a-z0-9+.-]*):\/\//iu, (_, scheme: string) => `${scheme.replace(/^http/iu, 'hxxp').replace(/^ftp/iu, 'fxp')}://`)
    .replaceAll('@', '[@]')
    .replaceAll(/(?<=[^\s[])\.(?=[^\s\]])/gu, '[.]');
}

/** The address as it truly is, from any of the usual ways to defang it. */
export function refang(address: string): string {
  return address
    .trim()
    .replaceAll(/\[\s*\.\s*\]|\(\s*\.\s*\)|\{\s*\.\s*\}|\[dot\]|\(dot\)/giu, '.')
    .replaceAll(/\[\s*:\s*\]|\(\s*:\s*\)/gu, ':')
    .replaceAll(/\[\s*:\/\/\s*\]/gu, '://')
    .replaceAll(/\[\s*@\s*\]|\(\s*@\s*\)|\[at\]|\(at\)/giu, '@')
    .replace(/^h(?:xx|\*\*|tt)p(s?)(?=:\/\/)/iu, 'http$1')
    .replace(/^f(?:xp|tp)(s?)(?=:\/\/)/iu, 'ftp$1');
}

function isIpv6(text: string): boolean {
  return /^[0-9a-f:.]+$/iu.test(text) && text.split(':').length > 2;
}
