/**
 * A path of this desk to go on to after signing in; anything that could lead elsewhere becomes `/`
 * (ASVS 3.7.2, V51: `//evil`, `/\evil`, `/%2f%2fevil`).
 */
export function localPath(text: string | undefined): string {
  if (text === undefined || !/^\/(?![/\\])[\w\-./?=&%~:@!$'()*+,;]*$/.test(text)) return '/';
  const decoded = safelyDecoded(text);
  if (decoded === undefined || /^\/[/\\]|[\\\p{Cc}]/u.test(decoded)) return '/';
  // Whoever shortens `/..//evil` on the way would make another host of it.
  const { origin, pathname } = new URL(text, 'http://desk.invalid');
  return origin === 'http://desk.invalid' && !pathname.startsWith('//') ? text : '/';
}

function safelyDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
