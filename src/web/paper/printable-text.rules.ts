/** Controls and format characters: they print nothing, and could hide or turn round what stands beside them. */
const invisible = /[\p{Cc}\p{Cf}]/gu;

/** A line as it may stand on paper: in composed form, without control characters; a tab is a space. */
export function printableText(line: string): string {
  return line.normalize('NFC').replaceAll('\t', ' ').replaceAll(invisible, '');
}
