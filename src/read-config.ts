import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseConfig, type Config } from './config.js';

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
