import { describe, expect, it } from 'vitest';
import { isOpen, statuses } from '../../src/inquiries/rulebook/status.js';
import { closedBecause, mostFiles, mostTotalBytes, refusalOf, type ClosedBecause } from '../../src/analysis/uploads/upload.rules.js';

const now = 1_000_000;
const open = { expiresAt: now + 1, state: 'sent', inquiryStatus: 'awaiting_customer' } as const;
const mb = 1024 * 1024;

describe('E2: the upload address of a log request', () => {
  it.each<[string, Partial<Parameters<typeof closedBecause>[0]>, ClosedBecause | undefined]>([
    ['is open until its last moment', {}, undefined],
    ['stays open while more is to come', { state: 'partially_received' }, undefined],
    ['ends at its time', { expiresAt: now }, 'expired'],
    ['ends when a person says that it is too late', { state: 'expired' }, 'expired'],
    ['ends when all is there', { state: 'received' }, 'received'],
    ['ends when the request is taken back', { state: 'withdrawn' }, 'withdrawn'],
    ['opens with the request, not before', { state: 'draft' }, 'withdrawn'],
    ...statuses.map((inquiryStatus): [string, object, ClosedBecause | undefined] =>
      isOpen(inquiryStatus) ? [`stays open with an inquiry that is ${inquiryStatus}`, { inquiryStatus }, undefined] : [`ends with an inquiry that is ${inquiryStatus}`, { inquiryStatus }, 'inquiry_closed'],
    ),
  ])('%s', (_says, change, because) => {
    expect(closedBecause({ ...open, ...change }, now)).toBe(because);
  });

  it.each([
    ['a file of the largest size', mb, { files: 0, bytes: 0 }, undefined],
    ['a byte more', mb + 1, { files: 0, bytes: 0 }, '1つのファイルは1 MBまで'],
    ['nothing', 0, { files: 0, bytes: 0 }, '0バイト'],
    ['a size that is none', Number.NaN, { files: 0, bytes: 0 }, '分かりません'],
    ['less than nothing', -1, { files: 0, bytes: 0 }, '分かりません'],
    ['the last file', 1, { files: mostFiles - 1, bytes: 0 }, undefined],
    ['one file more', 1, { files: mostFiles, bytes: 0 }, `${mostFiles}個まで`],
    ['the last byte of all', 1, { files: 1, bytes: mostTotalBytes - 1 }, undefined],
    ['a byte beyond all', 1, { files: 1, bytes: mostTotalBytes }, '合計は'],
  ])('ASVS 5.2.1, 5.2.4: %s', (_what, size, taken, reason) => {
    const refusal = refusalOf(size, taken, mb);
    expect(reason === undefined ? refusal === undefined : refusal?.includes(reason)).toBe(true);
  });
});
