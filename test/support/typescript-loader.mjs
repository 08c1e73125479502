// Lets a worker thread of a test run the TypeScript of the product: threads start outside of vitest.
// Loaded with `--import`; costs nothing until a `.ts` file is wanted.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
