import { StringDecoder } from 'node:string_decoder';

/** Longer lines are cut to one character more than this: nobody means them, and memory is not theirs. */
export const longestLine = 1000;

/**
 * The lines of a stream, in batches as they arrive, without ever holding more than a chunk and a
 * line. Ends of line are LF or CRLF, an empty line is a line, and what follows the last end of line
 * is one only if it is not empty.
 */
export async function* readLines(stream: AsyncIterable<string | Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of stream) {
    const text = typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    if (text === '') continue;
    const pieces = (rest + text).split('\n');
    rest = cut(pieces.pop() ?? '');
    if (pieces.length > 0) yield pieces.map((piece) => cut(piece.replace(/\r$/, '')));
  }
  const end = rest + decoder.end();
  if (end !== '') yield [cut(end.replace(/\r$/, ''))];
}

function cut(text: string): string {
  return text.slice(0, longestLine + 1);
}
