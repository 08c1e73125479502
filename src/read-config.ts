import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError, parseCommandConfig, parseConfig, type Config } from './config.js';
import { recallStart } from './last-start.js';

const readText = (path: string): string => readFileSync(path, 'utf8');

/** The folder that holds package.json, whether the code runs from `src/` or from `dist/`. */
export function projectDir(from: string = import.meta.dirname): string {
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('No package.json above the program.');
  return projectDir(parent);
}

/**
 * The settings of the web process. This file alone reads the process's environment.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function readConfig(): Config {
  return parseConfig(process.env, projectDir(), readText);
}

/**
 * The settings of the demo: mode `demo` unless the environment names another, and a mail server of its
 * own that vouches for senders. Nothing of an earlier start counts.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function readDemoConfig(): Config {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  return parseCommandConfig({ DESK_MODE: 'demo', DESK_AUTHSERV_ID: 'mx.desk.example.jp', ...given }, projectDir(), readText);
}

/**
 * The settings of a command: those with which the desk of this data folder was last started, unless
 * the environment says otherwise. So a command that a mail server or cron runs speaks as the desk.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function readCommandConfig(): Config {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const { dataDir } = parseCommandConfig({ DESK_DATA_DIR: given['DESK_DATA_DIR'] }, projectDir());
  const last = recallStart(dataDir, Date.now());
  if (last?.database === 'postgres' && given['DATABASE_URL'] === undefined) {
    throw new ConfigError(['DATABASE_URL: is missing; the desk of this data folder was last started on PostgreSQL.']);
  }
  if (last?.files === 's3' && given['DESK_S3_BUCKET'] === undefined) {
    throw new ConfigError(['DESK_S3_BUCKET: is missing; the files of this data folder’s desk lie on an S3 server.']);
  }
  return parseCommandConfig({ ...last?.variables, ...given }, projectDir(), readText);
}
