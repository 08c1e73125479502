const longest = 120;

/**
 * A sender's file name made safe to show and to hand out as a download name (security.md F8): no
 * folder, no control or direction character, no leading dot, not longer than a person reads. Empty
 * where nothing is left. It is never used as a path.
 */
export function safeDisplayName(name: string): string {
  const visible = name
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, '')
    .replaceAll(/["<>|:*?]/g, '_');
  const last = visible.split(/[/\\]/).at(-1)?.trim().replace(/^\.+/, '') ?? '';
  const characters = Array.from(last);
  if (characters.length <= longest) return last;
  const extension = /\.[^.]{1,10}$/u.exec(last)?.[0] ?? '';
  return characters.slice(0, longest - extension.length).join('') + extension;
}
