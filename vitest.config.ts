import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';
import { keepTemporaryFilesInMemory } from './test/support/memory-folder.js';

const long = process.env['DESK_TEST_LONG'] === '1';
// The long forms keep to the disk, as the product does.
if (!long) keepTemporaryFilesInMemory();

export default defineConfig({
  test: {
    // `npm run test:long` runs the long forms alone, `npm test` everything else.
    include: [long ? 'test/**/*.long.spec.ts' : 'test/**/*.spec.ts'],
    exclude: [...(long ? [] : ['test/**/*.long.spec.ts']), 'node_modules'],
    // Only to end what hangs: on a busy machine a test may take its time.
    testTimeout: long ? 600_000 : 90_000,
    hookTimeout: 120_000,
    // Threads that the product starts are outside of vitest: they compile TypeScript themselves. No flag
    // of V8's here: more room for short lives would hold for these threads too, and end the process with one.
    execArgv: ['--import', `${import.meta.dirname}/test/support/typescript-loader.mjs`],
    // The whole desk is loaded once for each of the two processes, not once for each file.
    isolate: false,
    setupFiles: ['test/support/leave-no-trace.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    sequence: { sequencer: LongestFirst },
    maxWorkers: 2,
  },
});
