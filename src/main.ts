import { readConfig } from './read-config.js';
import { ConfigError } from './config.js';
import { MigrationsPending } from './migrate.js';
import { StartRefused, startDesk } from './start.js';

try {
  const config = readConfig();
  await startDesk(config);
  process.stderr.write(`The desk listens on ${config.baseUrl}\n`);
} catch (error) {
  if (!(error instanceof ConfigError) && !(error instanceof MigrationsPending) && !(error instanceof StartRefused)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
