import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig, type Config } from './config.js';
import type { DatabaseTarget } from './platform/data-sources.js';

/** The folder that holds package.json, whether the code runs from `src/` or from `dist/`. */
export function projectDir(from: string = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('No package.json above the program.');
  return projectDir(parent);
}

/**
 * The one place that reads the process's environment.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function readConfig(): Config {
  return parseConfig(process.env, projectDir());
}

/**
 * Only where the data lies, for commands that look at it and need no other setting to be right.
 *
 * @throws ConfigError for a `DATABASE_URL` that is none
 */
export function readDatabaseTarget(): DatabaseTarget {
  const { DATABASE_URL, DESK_DATA_DIR } = process.env;
  return parseConfig({ DESK_MODE: 'test', DATABASE_URL, DESK_DATA_DIR }, projectDir()).database;
}
