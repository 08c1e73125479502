import { DomainError } from '../platform/errors.js';
import { readOfficialCsv, type OfficialHoliday } from './official-csv.rules.js';

const maxBytes = 1_000_000;

/**
 * The rows of 内閣府's list as published: CP932 bytes.
 *
 * @throws DomainError `too_large`, or `calendar_rejected` with the line at fault
 */
export function decodeOfficialCsv(bytes: Uint8Array): readonly OfficialHoliday[] {
  if (bytes.byteLength > maxBytes) throw new DomainError('too_large', '祝日CSVは1MBまでです。');
  const read = readOfficialCsv(decode(bytes));
  if ('fault' in read) throw rejected(read.fault.line, read.fault.message);
  return read.holidays;
}

/** The refusal of a file, with the line to look at. */
export function rejected(line: number, message: string, facts: Readonly<Record<string, unknown>> = {}): DomainError {
  const sentence = `祝日CSVを取り込めません（${line}行目）：${message}現在の祝日表はそのまま使われます。`;
  return new DomainError('calendar_rejected', sentence, { facts: { ...facts, line } });
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes);
  } catch {
    throw rejected(lineOfFirstBadByte(bytes), '文字コードがCP932（Shift_JIS）ではありません。');
  }
}

function lineOfFirstBadByte(bytes: Uint8Array): number {
  const decoded = new TextDecoder('shift_jis').decode(bytes);
  const before = decoded.slice(0, Math.max(0, decoded.indexOf('\uFFFD')));
  return before.split('\n').length;
}
