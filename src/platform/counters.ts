import { Injectable } from '@nestjs/common';
import { Db, type Tx } from './db.js';
import { sql } from './sql.js';

/** Gapless consecutive numbers; two transactions that want the same one wait for each other. */
@Injectable()
export class Counters {
  constructor(private readonly db: Db) {}

  /** The next number of a series, starting with 1. */
  async next(tx: Tx, name: string): Promise<number> {
    await this.db.execute(tx, sql`INSERT INTO counter (name, value) VALUES (${name}, 1) ON CONFLICT (name) DO UPDATE SET value = counter.value + 1`);
    // Nobody else has counted since: the row is locked. For RETURNING, SQLite would make a table to hold the one value.
    const counted = await this.db.row<{ value: number }>(sql`SELECT value FROM counter WHERE name = ${name}`);
    if (counted === undefined) throw new Error(`The counter ${name} gave no value.`);
    return counted.value;
  }
}
