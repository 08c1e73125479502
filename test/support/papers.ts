import type { INestApplicationContext } from '@nestjs/common';
import { drawPaper } from '../../src/web/paper/draw-paper.js';
import { Papers } from '../../src/web/paper/papers.service.js';

/**
 * Lets a desk draw its papers in its own thread, which loads the library once and not for each of a
 * hundred papers. For tests that read what stands on many; papers.spec.ts is about the threads.
 */
export function drawPapersHere(app: INestApplicationContext): void {
  app.get(Papers, { strict: false }).draw = async (paper) => Buffer.from(await drawPaper(paper));
}
