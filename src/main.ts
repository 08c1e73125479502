import { startDesk } from './start.js';

await startDesk();
