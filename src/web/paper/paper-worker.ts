import { parentPort, workerData } from 'node:worker_threads';
import { drawPaper } from './draw-paper.js';
import type { Paper } from './paper.js';

/** The thread in which one paper is drawn. */
if (parentPort !== null) parentPort.postMessage(await drawPaper(workerData as Paper));
