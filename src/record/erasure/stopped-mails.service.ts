import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { customerTable, rowsOf } from '../customer-data/customer-rows.rules.js';

/** The outgoing mails of a customer whose use has stopped: none leaves any more (第10条4). */
@Injectable()
export class StoppedMails {
  constructor(private readonly db: Db) {}

  /** Takes back what has not left, in one statement: one that a worker takes up at that moment is either withdrawn or on its way. Returns how many. */
  async withdraw(tx: Tx, customerId: string): Promise<number> {
    return this.db.execute(
      tx,
      sql`UPDATE outbox SET state = 'withdrawn', leased_by = NULL, leased_until = NULL WHERE state IN ('waiting', 'failed') AND ${rowsOf(customerTable('outbox'), { customerId })}`,
    );
  }

  /** Whether one is on its way this moment: it is left to its end. */
  async areUnderWay(customerId: string): Promise<boolean> {
    const sending = await this.db.row(sql`SELECT id FROM outbox WHERE state = 'sending' AND ${rowsOf(customerTable('outbox'), { customerId })} LIMIT 1`);
    return sending !== undefined;
  }
}
