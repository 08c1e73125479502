import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeOfficialCsv } from '../../src/calendar/official-csv.js';
import { shippedCsv } from '../../src/calendar/shipped-calendar.js';
import { DomainError } from '../../src/platform/errors.js';

const text = iconv.decode(Buffer.from(shippedCsv()), 'cp932');
const encode = (changed: string): Uint8Array => iconv.encode(changed, 'cp932');
const lines = text.split('\r\n');
const lineOf = (start: string): number => lines.findIndex((line) => line.startsWith(start)) + 1;

function refusal(bytes: Uint8Array): DomainError {
  try {
    decodeOfficialCsv(bytes);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('The file was taken.');
}

describe('the official list of holidays', () => {
  it('is read as it was published on 2026-02-02: CP932, CRLF, 1,067 rows', () => {
    const holidays = decodeOfficialCsv(shippedCsv());
    expect(holidays).toHaveLength(1067);
    expect(holidays[0]?.name).toBe('元日');
    expect(holidays.at(-1)?.name).toBe('勤労感謝の日');
  });

  it('is read with LF as well', () => {
    expect(decodeOfficialCsv(encode(text.replaceAll('\r\n', '\n')))).toHaveLength(1067);
  });

  it.each<[string, () => Uint8Array, number, string]>([
    ['in UTF-8', () => Buffer.from(text, 'utf8'), 1, ''],
    ['without its header', () => encode(lines.slice(1).join('\r\n')), 1, '見出し行'],
    ['with a header of another file', () => encode(text.replace('名称', '名前')), 1, '見出し行'],
    ['with a header and nothing else', () => encode(`${lines[0]}\r\n`), 1, '1行もありません'],
    ['empty', () => new Uint8Array(), 1, '見出し行'],
    ['with a date twice', () => encode(text.replace('2026/5/4,みどりの日', '2026/5/3,みどりの日')), lineOf('2026/5/4'), '重複'],
    ['with dates out of order', () => encode(text.replace('2026/5/4,みどりの日', '2026/4/4,みどりの日')), lineOf('2026/5/4'), '昇順'],
    ['with a date that does not exist', () => encode(text.replace('2026/2/23,', '2026/2/30,')), lineOf('2026/2/23'), '存在しない日付'],
    ['with a row that is none', () => encode(text.replace('2026/2/23,天皇誕生日', '2026/2/23;天皇誕生日')), lineOf('2026/2/23'), '形ではありません'],
    ['with a blank line in it', () => encode(text.replace('2026/2/23,', '\r\n2026/2/23,')), lineOf('2026/2/23'), '形ではありません'],
    ['with a name left out', () => encode(text.replace('2026/2/23,天皇誕生日', '2026/2/23,')), lineOf('2026/2/23'), '形ではありません'],
    ['cut off in its last year', () => encode(lines.slice(0, lineOf('2027/7/19')).join('\r\n')), lineOf('2027/1/1'), '15日から25日'],
    ['with a year missing', () => encode(lines.filter((line) => !line.startsWith('2026/')).join('\r\n')), lineOf('2026/'), '15日から25日'],
    ['with a byte of no character', () => Buffer.concat([encode(lines.slice(0, 3).join('\r\n')), Buffer.from([0x85, 0x20, 0x0d, 0x0a])]), 3, 'CP932'],
  ])('is refused %s', (_what, bytes, line, because) => {
    const error = refusal(bytes());
    expect(error.code).toBe('calendar_rejected');
    expect(error.facts['line']).toBe(line);
    expect(error.message).toContain(`${line}行目`);
    expect(error.message).toContain(because);
  });

  it('is refused when it is far too large to be one', () => {
    expect(refusal(new Uint8Array(1_000_001)).code).toBe('too_large');
  });
});
