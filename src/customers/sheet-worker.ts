import { parentPort, workerData } from 'node:worker_threads';
import { DomainError } from '../platform/errors.js';
import { readParameterSheet, type SheetAnswer } from './parsed-sheet.js';

/** The thread in which one parameter sheet is read, away from everything else the desk does. */
async function answerOf(bytes: Uint8Array): Promise<SheetAnswer> {
  try {
    return { kind: 'read', sheet: await readParameterSheet(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const { code, message, faults, facts } = error;
    return { kind: 'refused', code, message, faults, facts };
  }
}

if (parentPort !== null && workerData instanceof Uint8Array) parentPort.postMessage(await answerOf(workerData));
