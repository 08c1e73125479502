import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { KeptForms } from '../../staff/kept-forms.service.js';

/** What a replayed act is answered with once its answer is erased: its status, and nothing of its body. */
const emptyAnswer = JSON.stringify({ value: '', headers: {} });

/**
 * What is kept for a day only and names nobody: answers of acts, and forms that came too late. They are
 * known by what stands in them: an id or number of the customer's, a name or an address.
 */
@Injectable()
export class PassingTraces {
  constructor(
    private readonly db: Db,
    private readonly keptForms: KeptForms,
  ) {}

  /** Everything by which a text can be recognised as the customer's. */
  async words(customerId: string): Promise<readonly string[]> {
    const rows = await this.db.rows<{ word: string | null }>(
      sql`SELECT id AS word FROM customer WHERE id = ${customerId} UNION SELECT name FROM customer WHERE id = ${customerId}
          UNION SELECT id FROM inquiry WHERE customer_id = ${customerId} UNION SELECT number FROM inquiry WHERE customer_id = ${customerId}
          UNION SELECT name FROM registered_contact WHERE customer_id = ${customerId} UNION SELECT email FROM registered_contact WHERE customer_id = ${customerId}
          UNION SELECT contract_number FROM contract WHERE customer_id = ${customerId} UNION SELECT id FROM contact_request WHERE customer_id = ${customerId}
          UNION SELECT id FROM raw_message WHERE customer_id = ${customerId}`,
    );
    return rows.flatMap(({ word }) => (word === null || word.length < 2 ? [] : [word]));
  }

  async erase(tx: Tx, words: readonly string[]): Promise<void> {
    const mentions = (text: string): boolean => words.some((word) => text.includes(word));
    const answers = await this.db.rows<{ staffId: string; key: string; response: string }>(sql`SELECT staff_id AS "staffId", key, response FROM idempotency_key WHERE status > 0`);
    for (const { staffId, key, response } of answers) {
      if (mentions(response)) await this.db.execute(tx, sql`UPDATE idempotency_key SET response = ${emptyAnswer} WHERE staff_id = ${staffId} AND key = ${key}`);
    }
    await this.keptForms.forgetThose(tx, mentions);
    // Lists that were taken as files: whose rows are in them is not looked up; who still wants one takes it anew.
    await this.db.execute(tx, sql`DELETE FROM export_part`);
    await this.db.execute(tx, sql`UPDATE export_job SET state = 'failed' WHERE state = 'done'`);
  }
}
