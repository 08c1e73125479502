import { expect, test } from 'vitest';
import { localPath } from '../../src/web/local-path.js';

test.each(['/', '/staff', '/inquiries/26-000123-7?tab=mail&x=%E5%8F%97', '/a/b.c~d'])('ASVS 3.7.2: goes on to %s', (path) => {
  expect(localPath(path)).toBe(path);
});

test.each([
  undefined, '', 'staff', 'https://evil.example', '//evil.example', '/\\evil.example', '\\\\evil', '/%2f%2fevil', '/%2Fevil', '/%5cevil', '/\u0009/evil',
  '/a\r\nset-cookie: x=1', '/%0d%0aset-cookie:x', 'javascript:alert(1)', '/%zz', '/a b', '/#x', ' /staff', '/日本', '/..//evil.example', '/.//evil', '/%2e%2e//evil', '/a/..//evil',
])('V51: stays here for %j', (path) => {
  expect(localPath(path)).toBe('/');
});
