import { Injectable } from '@nestjs/common';
import type { Tx } from './db.js';
import { compileSql, sql } from './sql.js';
import { Db } from './db.js';

/** Gapless consecutive numbers; two transactions that want the same one wait for each other. */
@Injectable()
export class Counters {
  constructor(private readonly db: Db) {}

  /** The next number of a series, starting with 1. */
  async next(tx: Tx, name: string): Promise<number> {
    const { text, parameters } = compileSql(
      sql`INSERT INTO counter (name, value) VALUES (${name}, 1)
          ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value`,
      this.db.dialect,
    );
    const rows = await tx.query<{ value: number }[]>(text, parameters);
    const value = rows[0]?.value;
    if (value === undefined) throw new Error(`The counter ${name} gave no value.`);
    return value;
  }
}
