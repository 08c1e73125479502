import { parentPort } from 'node:worker_threads';
import { drawPaper } from './draw-paper.js';
import type { Paper } from './paper.js';

/** The thread in which papers are drawn, one after another; a fault ends it. */
parentPort?.on('message', (paper: Paper) => {
  void drawPaper(paper).then((bytes) => parentPort?.postMessage(bytes));
});
