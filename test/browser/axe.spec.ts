import { describe } from 'vitest';
import { axeFaults, inTheDark, newColourFaults, unfold, zoomFaults } from './axe.js';
import { everyPageOfTheDemo } from './every-page.js';
import type { JudgedColours } from './new-colours.js';

// axe.long.spec.ts runs every rule on every look. Here each combination of colours is judged once, in
// light and in dark, because most of axe's time goes into judging the same ones again and again.
describe('every page of the demo, in a browser', () => {
  const judged: JudgedColours = new Set();

  everyPageOfTheDemo(async (page, except) => {
    await unfold(page);
    return [
      ...(await axeFaults(page, 'structure', except)),
      ...(await newColourFaults(page, judged, except)),
      ...(await inTheDark(page, () => newColourFaults(page, judged, except))),
      ...(await zoomFaults(page, except)),
    ];
  });
});
