import { parentPort, workerData } from 'node:worker_threads';
import type { Chart } from './chart.js';
import { drawCharts } from './draw-charts.js';

/** The thread in which the charts of one page are drawn: the library is gone from memory when it ends. */
if (parentPort !== null) parentPort.postMessage(drawCharts(workerData as readonly Chart[]));
