/** The last part of what the sender called the file, without characters that no file name has (V22, V24). Never a path. */
export function safeFileName(name: string): string {
  // Normalised first: what a check does not see must not be there afterwards either.
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const plain = last.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '').replaceAll(/[. ]+$/g, '').trim();
  return plain === '' || plain === '.' || plain === '..' ? '名称なし' : [...plain].slice(0, 120).join('');
}
