import { describe, expect, it } from 'vitest';
import { viewHelpers } from '../../src/web/view-helpers.js';

const { text } = viewHelpers((name) => name);

describe('a text on a page', () => {
  it.each([
    ['検知は2026年11月27日（金）09:12（日本時間）です', '検知は<span class="nowrap">2026年11月27日（金）09:12</span><span class="nowrap">（日本時間）</span>です'],
    ['11月下旬のCVE-2026-00001と26-000123-7-L1', '11月下旬の<span class="nowrap">CVE-2026-00001</span>と<span class="nowrap">26-000123-7-L1</span>'],
    ['別紙3 2(4)②。標準：5営業日', '<span class="nowrap">別紙3 2(4)②</span>。<span class="nowrap">標準：5営業日</span>'],
    ['（別紙2 2(3)）の文面', '（<span class="nowrap">別紙2 2(3)</span>）の文面'],
    ['1文字ずつ、平日9:00～17:00の中で。例：13時～15時', '<span class="nowrap">1文字ずつ</span>、平日<span class="nowrap">9:00～17:00</span>の中で。例：<span class="nowrap">13時～15時</span>'],
    ['届出になります（第1条5）。第2条(5)から3営業日以内、24時間', '届出になります（<span class="nowrap">第1条5</span>）。<span class="nowrap">第2条(5)</span>から<span class="nowrap">3営業日以内</span>、<span class="nowrap">24時間</span>'],
    ['例：2028-05-01', '例：<span class="nowrap">2028-05-01</span>'],
    ['電話 03-0000-7002、<b>12-1234567-8</b>', '電話 03-0000-7002、&lt;b&gt;12-1234567-8&lt;/b&gt;'],
  ])('keeps dates and numbers whole, and is escaped: %s', (written, shown) => {
    expect(text(written)).toBe(shown);
  });
});
