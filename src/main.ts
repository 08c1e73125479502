import { readConfig } from './read-config.js';
import { ConfigError } from './config.js';
import { MigrationsPending } from './migrate.js';
import { StartRefused, startDesk } from './start.js';

/** Starts the desk with the settings of the environment: 0 once it listens, 1 with a message when it refuses to. */
export async function runServer(): Promise<number> {
  try {
    const config = readConfig();
    await startDesk(config);
    process.stderr.write(`The desk listens on ${config.baseUrl}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof MigrationsPending) && !(error instanceof StartRefused)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}
