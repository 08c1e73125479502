import { describe, expect, it } from 'vitest';
import { SheetReader, usualSheetLimits } from '../../src/customers/sheet-reader.js';
import { goodLine, headers, utf8Csv, xlsx } from './sheets.js';

describe('a parameter sheet is read in a thread', () => {
  it('and tells its lines like one that was read here', async () => {
    const reader = new SheetReader();
    const lines = [goodLine(1), goodLine(2, { 電話番号: '1' })];
    const [csv, book] = await Promise.all([
      reader.read(utf8Csv(lines)),
      reader.read(xlsx([[...headers], ...lines.map((line) => headers.map((header) => line[header] ?? ''))])),
    ]);
    expect(csv.lines.map(({ ok }) => ok)).toEqual([true, false]);
    expect(book.lines).toEqual(csv.lines);
    expect([csv.encoding, book.encoding]).toEqual(['UTF-8', 'XLSX']);
  });

  it('refuses in words what cannot be read, and goes on', async () => {
    const reader = new SheetReader();
    await expect(reader.read(Buffer.from('あ,い\n1,2\n'))).rejects.toMatchObject({ code: 'import_rejected', message: expect.stringContaining('必要な見出しがありません') });
    await expect(reader.read(Buffer.alloc(0))).rejects.toMatchObject({ code: 'import_rejected' });
    expect((await reader.read(utf8Csv([goodLine(1)]))).lines).toHaveLength(1);
  });

  it('R19 gives up what takes too long or too much memory, and reads the next', async () => {
    const reader = new SheetReader();
    const large = utf8Csv(Array.from({ length: 15_000 }, (_, index) => goodLine(index + 1)));
    await expect(reader.read(large, { ...usualSheetLimits, mostMs: 1 })).rejects.toMatchObject({ code: 'too_large' });
    await expect(reader.read(large, { ...usualSheetLimits, mostHeapMegabytes: 16 })).rejects.toMatchObject({ code: 'too_large' });
    expect((await reader.read(utf8Csv([goodLine(1)]))).lines).toHaveLength(1);
  });
});
