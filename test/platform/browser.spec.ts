import { describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.js';

describe('the browser of the tests', () => {
  it('starts, and draws Japanese rather than boxes', async ({ skip }) => {
    const started = await startBrowser();
    if (started.browser === undefined) return skip(started.reason);
    try {
      const page = await started.browser.newPage();
      await page.setContent('<p id="a" style="font:80px sans-serif;width:80px">誤</p><p id="b" style="font:80px sans-serif;width:80px">薔</p>');
      // A missing glyph is the same box for every character.
      const [first, second] = [await page.locator('#a').screenshot(), await page.locator('#b').screenshot()];
      expect(first.equals(second)).toBe(false);
    } finally {
      await started.close();
    }
  });
});
