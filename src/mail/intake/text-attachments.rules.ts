import { withoutSpaceAround } from './header-lines.rules.js';
import { uudecoded } from './transfer-encoding.rules.js';

/** A file that an old program wrote into the text itself. */
export interface TextFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A text without the files that were in it. */
export interface TextWithoutFiles {
  readonly text: Buffer;
  readonly files: readonly TextFile[];
}

const mostFiles = 100;
const uuBegin = /^begin [0-7]{3,4} (\S[^\r\n]{0,250})$/;
const uuLine = /^[\u0020-\u0060]{1,90}$/;
const yBegin = /^=ybegin (?:.* )?name=([^\r\n]{1,250})$/;

/** Takes uuencoded and yEnc files out of a text. What only looks like one stays where it is. */
export function textWithoutFiles(bytes: Buffer): TextWithoutFiles {
  if (!/^(?:begin [0-7]{3,4} \S|=ybegin )/m.test(bytes.toString('latin1'))) return { text: bytes, files: [] };
  const lines = bytes.toString('latin1').split(/\r?\n/);
  const kept: string[] = [];
  const files: TextFile[] = [];
  let tries = 0;
  for (let at = 0; at < lines.length; at += 1) {
    const begins = tries < mostFiles && /^(?:begin |=ybegin )/.test(lines[at] ?? '');
    if (begins) tries += 1;
    const found = begins ? fileAt(lines, at) : undefined;
    if (found === undefined) kept.push(lines[at] ?? '');
    else {
      files.push(found.file);
      at = found.end;
    }
  }
  return { text: Buffer.from(kept.join('\n'), 'latin1'), files };
}

function fileAt(lines: readonly string[], at: number): { file: TextFile; end: number } | undefined {
  const line = lines[at] ?? '';
  const uuName = uuBegin.exec(line)?.[1];
  if (uuName !== undefined) return uuencoded(lines, at, withoutSpaceAround(uuName));
  const yName = yBegin.exec(line)?.[1];
  return yName === undefined ? undefined : yEncoded(lines, at, withoutSpaceAround(yName));
}

function uuencoded(lines: readonly string[], at: number, name: string): { file: TextFile; end: number } | undefined {
  let end = at + 1;
  while (end < lines.length && lines[end] !== 'end' && uuLine.test((lines[end] ?? '').padEnd(1))) end += 1;
  if (lines[end] !== 'end') return undefined;
  return { file: { name, bytes: uudecoded(lines.slice(at + 1, end)) }, end };
}

function yEncoded(lines: readonly string[], at: number, name: string): { file: TextFile; end: number } | undefined {
  const end = lines.findIndex((line, index) => index > at && line.startsWith('=yend'));
  if (end === -1) return undefined;
  const body = lines.slice(at + 1, end).filter((line) => !line.startsWith('=ypart ')).join('');
  const out: number[] = [];
  for (let index = 0; index < body.length; index += 1) {
    const escaped = body[index] === '=';
    if (escaped) index += 1;
    out.push((body.charCodeAt(index) - 42 - (escaped ? 64 : 0)) & 0xff);
  }
  return { file: { name, bytes: Buffer.from(out) }, end };
}
