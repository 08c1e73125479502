import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { TooCostly } from '../../src/platform/thread.js';
import { WarmThread } from '../../src/platform/warm-thread.js';

const program = `
  import { parentPort } from 'node:worker_threads';
  let count = 0;
  parentPort.on('message', (order) => {
    count += 1;
    if (order === 'fail') throw new RangeError('broken');
    while (order === 'for ever') ;
    parentPort.postMessage(count);
    if (order === 'leave') setImmediate(() => process.exit(0));
  });`;
const cost = { mostMs: 5_000, mostHeapMegabytes: 64 };
const thread = new WarmThread(new URL(`data:text/javascript,${encodeURIComponent(program)}`));
afterEach(() => thread.stop());

it('a warm thread keeps what it has loaded from one piece of work to the next', async () => {
  const answers: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) answers.push(await thread.run<number>('work', cost));
  expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});

it('a warm thread begins anew after what took too long or failed', async () => {
  expect(await thread.run('work', cost)).toBe(1);
  await expect(thread.run('for ever', { ...cost, mostMs: 50 })).rejects.toBeInstanceOf(TooCostly);
  expect(await thread.run('work', cost)).toBe(1);
  await expect(thread.run('fail', cost)).rejects.toThrow('broken');
  expect(await thread.run('work', cost)).toBe(1);
});

it('a warm thread that ended while it waited is followed by another', async () => {
  expect(await thread.run('leave', cost)).toBe(1);
  await sleep(300);
  expect(await thread.run('work', cost)).toBe(1);
});
