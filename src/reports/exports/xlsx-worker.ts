import { parentPort, workerData } from 'node:worker_threads';
import { writeXlsx, type XlsxOrder } from './xlsx.js';

/** The thread in which one workbook is packed. */
if (parentPort !== null) parentPort.postMessage(await writeXlsx(workerData as XlsxOrder));
