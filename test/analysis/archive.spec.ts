import { describe, expect, it } from 'vitest';
import { entryWarnings } from '../../src/analysis/custody/archive.rules.js';
import { endingDiffers, typeOf } from '../../src/analysis/content-type.rules.js';
import { isEncryptedArchive } from '../../src/analysis/encrypted-archive.rules.js';
import { safeFileName } from '../../src/analysis/file-name.rules.js';

const entry = (name: string, more: object = {}) =>
  entryWarnings({ rawName: Buffer.from(name), isUtf8: true, compressed: 100, size: 1_000, encrypted: false, mode: 0, ...more });

describe('an entry of an archive', () => {
  it.each<[string, string, object, string[]]>([
    ['ASVS 5.3.3: a name that climbs out', '../../etc/passwd', {}, ['外のフォルダーを指す名前']],
    ['V24: a name with backslashes', '..\\..\\windows\\system32\\x.dll', {}, ['外のフォルダーを指す名前']],
    ['V24: an absolute name', '/etc/cron.d/x', {}, ['外のフォルダーを指す名前']],
    ['V24: a name with a drive', 'C:\\x.exe', {}, ['外のフォルダーを指す名前']],
    ['ASVS 5.2.5: a symbolic link', 'link', { mode: 0o120777 }, ['シンボリックリンク']],
    ['an encrypted one', 'a.log', { encrypted: true }, ['パスワード付き']],
    ['R30: a bomb by its ratio', 'zeros', { size: 1_000_000 }, ['展開すると極端に大きい']],
    ['R30: a bomb by its size', 'flat', { size: 10 * 1024 ** 3, compressed: 10 * 1024 ** 3 }, ['展開すると極端に大きい']],
    ['R30: an archive within', 'inner.zip', {}, ['圧縮ファイルの入れ子']],
    ['a plain log', 'logs/proxy.log', {}, []],
  ])('%s is shown as such', (_what, name, more, warnings) => {
    expect(entry(name, more).warnings).toEqual(warnings);
  });

  it('V22: shows hidden marks and reads names from Japanese Windows', () => {
    expect(entry('invoice\u202Efdp.exe').name).toBe('invoice�fdp.exe');
    expect(entryWarnings({ rawName: Buffer.from('838d834f2e747874', 'hex'), isUtf8: false, compressed: 1, size: 1, encrypted: false, mode: 0 }).name).toBe('ログ.txt');
  });
});

describe('V22, V24: the name of a file', () => {
  it.each([
    ['../../etc/passwd', 'passwd'], ['..\\..\\boot.ini', 'boot.ini'], ['\u200B.htaccess', '.htaccess'], ['\uFEFF..', '名称なし'], ['invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['a\u0000.log', 'a.log'], ['x.log. . ', 'x.log'], ['', '名称なし'], ['..', '名称なし'], ['長'.repeat(1_000), '長'.repeat(120)],
  ])('%j becomes %j', (given, shown) => {
    expect(safeFileName(given)).toBe(shown);
  });
});

describe('ASVS 5.2.2: what a file is, its content says', () => {
  it.each<[string, Buffer, boolean]>([
    ['report.pdf', Buffer.from('MZ\u0090'), true],
    ['setup.exe', Buffer.from('MZ\u0090'), false],
    ['logs.xlsx', Buffer.from('PK\u0003\u0004', 'latin1'), false],
    ['logs.txt', Buffer.from('PK\u0003\u0004', 'latin1'), true],
    ['fw.log', Buffer.from('2026-11-24 遮断'), false],
    ['capture.pcap', Buffer.from('d4c3b2a1', 'hex'), false],
    ['image.png', Buffer.from('plain text'), true],
  ])('%s', (name, head, differs) => {
    expect(endingDiffers(name, typeOf(head).type)).toBe(differs);
  });
});

describe('an archive that needs a password', () => {
  const none = Buffer.alloc(64);
  it.each<[string, Buffer, Buffer, boolean]>([
    ['a zip whose first file is encrypted', Buffer.from('504b0304140001000800'.padEnd(60, '0'), 'hex'), none, true],
    ['a zip whose second file is', Buffer.from('504b0304140000000800'.padEnd(60, '0'), 'hex'), Buffer.from(`504b01021400140001000800${'00'.repeat(40)}`, 'hex'), true],
    ['a plain zip', Buffer.from('504b0304140000000800'.padEnd(60, '0'), 'hex'), Buffer.from(`504b01021400140000000800${'00'.repeat(40)}`, 'hex'), false],
    ['a 7z with AES', Buffer.from('377abcaf271c0004'.padEnd(60, '0'), 'hex'), Buffer.from('0124 06f10701 12'.replaceAll(' ', ''), 'hex'), true],
    ['a plain 7z', Buffer.from('377abcaf271c0004'.padEnd(60, '0'), 'hex'), Buffer.from('0123030101', 'hex'), false],
    ['a RAR 4 with hidden names', Buffer.from('526172211a0700cf9073800d'.padEnd(60, '0'), 'hex'), none, true],
    ['a RAR 5 with hidden names', Buffer.from('526172211a070100aabbccdd210400'.padEnd(60, '0'), 'hex'), none, true],
    ['a log', Buffer.from('2026-11-24 09:00 GET / 200'), none, false],
  ])('%s', (_what, head, tail, encrypted) => {
    expect(isEncryptedArchive(head, tail)).toBe(encrypted);
  });
});
