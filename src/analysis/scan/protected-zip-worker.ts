import { parentPort, workerData } from 'node:worker_threads';
import { serveStream } from '../../platform/thread-stream.js';
import { zipWithPassword } from './zip-with-password.js';

/** The thread in which one harmful file is packed. */
if (parentPort !== null) await serveStream(parentPort, (source) => zipWithPassword(workerData as string, source));
