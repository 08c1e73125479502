/** What of an archive is listed, and from when on it looks like one that is made to harm (R30). */
export const mostEntries = 1_000;
const mostRatio = 100;
export const mostTotalBytes = 100 * 1024 * 1024;
/** Below this size nothing is a bomb: a short text of one letter packs a thousandfold. */
const leastBombBytes = 1024 * 1024;

export interface ListedEntry {
  readonly name: string;
  readonly size: number;
  readonly warnings: readonly string[];
}

/** An entry as the archive's own list describes it. */
export interface ArchiveEntry {
  readonly rawName: Uint8Array;
  readonly isUtf8: boolean;
  readonly compressed: number;
  readonly size: number;
  readonly encrypted: boolean;
  /** Unix mode; 0 where the archive has none. */
  readonly mode: number;
}

/** Whether so much has come out of so little that it was made to harm. */
export function looksLikeBomb(packed: number, unpacked: number): boolean {
  return unpacked > leastBombBytes && unpacked > packed * mostRatio;
}

/** The name made fit to be shown, and what is wrong with the entry. */
export function entryWarnings(entry: ArchiveEntry): { readonly name: string; readonly warnings: readonly string[] } {
  const name = shownName(entry);
  const warnings: string[] = [];
  if (/(^|[/\\])\.\.([/\\]|$)/.test(name) || /^([/\\]|[A-Za-z]:)/.test(name)) warnings.push('外のフォルダーを指す名前');
  if ((entry.mode & 0o170000) === 0o120000) warnings.push('シンボリックリンク');
  if (entry.encrypted) warnings.push('パスワード付き');
  if (entry.size > mostTotalBytes || (entry.compressed > 0 && entry.size / entry.compressed > mostRatio)) warnings.push('展開すると極端に大きい');
  if (/\.(zip|7z|rar|gz|tgz|bz2|xz|lzh|cab|jar)$/i.test(name)) warnings.push('圧縮ファイルの入れ子');
  return { name, warnings };
}

/** Names from Japanese Windows are Shift_JIS unless marked as UTF-8. Control and direction marks are made visible. */
function shownName({ rawName, isUtf8 }: ArchiveEntry): string {
  const text = new TextDecoder(isUtf8 || isAscii(rawName) ? 'utf-8' : 'shift_jis').decode(rawName);
  return [...text].slice(0, 300).join('').replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '�');
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}
