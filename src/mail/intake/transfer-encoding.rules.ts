/** Bytes as they were before they were made fit for the way, and whether anything of it was broken. */
export interface Untransferred {
  readonly bytes: Buffer;
  readonly broken: boolean;
}

/**
 * Undoes a Content-Transfer-Encoding (RFC 2045). What is not what it says is left as it is, and what
 * is broken is read as far as it goes. Never throws.
 */
export function untransfer(body: Buffer, encoding: string): Untransferred {
  const name = encoding.toLowerCase().replace(/[\s;"'].*$/s, '');
  if (name === 'base64') return fromBase64(body);
  if (name === 'quoted-printable') return fromQuotedPrintable(body);
  if (/^(?:x-)?uue(?:ncode)?$/.test(name)) return fromUuencoded(body);
  return { bytes: body, broken: false };
}

function fromBase64(body: Buffer): Untransferred {
  const text = body.toString('latin1');
  return asWritten(text) ?? asFarAsItGoes(body, text);
}

/** As programs write it: nothing but letters and line ends. Large files are read without an object for each letter. */
function asWritten(text: string): Untransferred | undefined {
  const unpadded = text.trimEnd().replace(/={1,2}$/, '');
  if (/[^A-Za-z\d+/\r\n]/.test(unpadded)) return undefined;
  const letters = unpadded.replaceAll(/[\r\n]+/g, '');
  return { bytes: Buffer.from(letters, 'base64'), broken: letters.length % 4 === 1 };
}

function asFarAsItGoes(body: Buffer, text: string): Untransferred {
  const inside = text.match(/[A-Za-z\d+/_-]/g)?.length ?? 0;
  const outside = (text.match(/[^A-Za-z\d+/=\s_-]/g)?.length ?? 0) + (text.match(/[^\s] +(?=[^\s])/g)?.length ?? 0);
  if (outside > 2 && outside * 12 > inside) return { bytes: body, broken: true };
  const clean = text.replaceAll(/[^A-Za-z\d+/=_-]/g, '');
  // Several encodings one after the other each have their own padding.
  const pieces = clean.split(/(?<==)(?!=)/);
  const bytes = pieces.length > 10_000 ? Buffer.from(clean.replaceAll('=', ''), 'base64') : Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
  return { bytes, broken: outside > 0 || clean.replace(/=+$/, '').length % 4 === 1 };
}

const hex = /^[\dA-Fa-f]{2}$/;

function fromQuotedPrintable(body: Buffer): Untransferred {
  const out = Buffer.alloc(body.byteLength);
  let length = 0;
  let broken = false;
  for (let at = 0; at < body.byteLength; at += 1) {
    const byte = body[at] ?? 0;
    if (byte !== 0x3d) {
      out[length++] = byte;
      continue;
    }
    const code = body.subarray(at + 1, at + 3).toString('latin1');
    const soft = /^[ \t]*(?:\r*\n|$)/.exec(body.subarray(at + 1, at + 80).toString('latin1'));
    if (hex.test(code)) {
      out[length++] = Number.parseInt(code, 16);
      at += 2;
    } else if (soft !== null) {
      at += soft[0].length;
    } else {
      out[length++] = byte;
      broken = true;
    }
  }
  return { bytes: out.subarray(0, length), broken };
}

function fromUuencoded(body: Buffer): Untransferred {
  const text = body.toString('latin1');
  const start = /^begin [0-7]{3,4} .*$/m.exec(text);
  if (start === null) return { bytes: body, broken: true };
  const lines = text.slice(start.index + start[0].length).split(/\r?\n/);
  const end = lines.indexOf('end');
  return { bytes: uudecoded(lines.slice(0, end === -1 ? lines.length : end)), broken: end === -1 };
}

/** The bytes of the lines between `begin` and `end`. */
export function uudecoded(lines: readonly string[]): Buffer {
  return Buffer.concat(
    lines.map((line) => {
      const count = ((line.charCodeAt(0) || 0x20) - 0x20) & 0x3f;
      const out: number[] = [];
      for (let at = 1; at < line.length && out.length < count; at += 4) {
        const [a = 0, b = 0, c = 0, d = 0] = [0, 1, 2, 3].map((offset) => ((line.charCodeAt(at + offset) || 0x20) - 0x20) & 0x3f);
        out.push(((a << 2) | (b >> 4)) & 0xff, ((b << 4) | (c >> 2)) & 0xff, ((c << 6) | d) & 0xff);
      }
      return Buffer.from(out.slice(0, count));
    }),
  );
}
