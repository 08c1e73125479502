import { parentPort } from 'node:worker_threads';
import { drawPaper } from './draw-paper.js';
import type { Paper } from './paper.js';

/** The thread in which papers are drawn, one after another; the typefaces stay loaded between them. */
parentPort?.on('message', (paper: Paper) => void answer(paper));

async function answer(paper: Paper): Promise<void> {
  try {
    parentPort?.postMessage({ result: await drawPaper(paper) });
  } catch (error) {
    // What kind of fault, never what stands on the paper (E4).
    parentPort?.postMessage({ fault: error instanceof Error ? error.name : 'unknown fault' });
  }
}
