import { createRequire } from 'node:module';
import type pg from 'pg';

const require = createRequire(import.meta.url);
const int8 = 20;

/** PostgreSQL's driver, which a desk on SQLite never loads. It reads `bigint` as a number: our instants and counts stay below 2^53. */
export function postgresDriver(): typeof pg {
  const driver = require('pg') as typeof pg;
  driver.types.setTypeParser(int8, Number);
  return driver;
}
