import { describe } from 'vitest';
import { axeFaults, inTheDark, unfold, zoomFaults } from './axe.js';
import { everyPageOfTheDemo } from './every-page.js';

// The long form of axe.spec.ts: every rule on every look, whatever was judged before.
describe('every page of the demo, in a browser, whole each time', () => {
  everyPageOfTheDemo(async (page, except) => {
    await unfold(page);
    return [
      ...(await axeFaults(page, 'everything', except)),
      ...(await inTheDark(page, () => axeFaults(page, 'colours', except))),
      ...(await zoomFaults(page, except)),
    ];
  });
});
