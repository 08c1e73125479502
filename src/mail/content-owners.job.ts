import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Contents } from '../platform/content/contents.service.js';
import { Db } from '../platform/db.js';
import { Jobs } from '../platform/jobs.js';
import { sql } from '../platform/sql.js';

const everyMs = 60_000;
const leaseMs = 30 * 60_000;
const mostTogether = 100;

interface Owned {
  readonly id: string;
  readonly customerId: string;
}

/**
 * A mail comes in under the key of its month, for nobody knows yet whose it is. As soon as its inquiry has a
 * customer, be it at once, by release from quarantine or when a colleague recognises him, it is sealed under
 * his key, with its files; so is whatever else of the inquiry came before he was known.
 */
@Injectable()
export class ContentOwnersJob implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly db: Db,
    private readonly contents: Contents,
  ) {}

  onModuleInit(): void {
    this.jobs.register({ name: 'contents.owners', everyMs, leaseMs, run: () => this.run() });
  }

  /** Goes on until all are with their owners. */
  async run(): Promise<void> {
    for (let found = await this.#unassigned(''); found.length > 0; found = await this.#unassigned(found.at(-1)?.id ?? '')) {
      for (const { id, customerId } of found) await this.contents.move(id, { kind: 'customer', customerId });
    }
  }

  /** In the order of their ids, so that one that cannot be moved holds up no other. */
  async #unassigned(after: string): Promise<Owned[]> {
    return this.db.rows<Owned>(
      sql`SELECT c.id, i.customer_id AS "customerId" FROM data_key k JOIN sealed_content c ON c.key_id = k.id
          LEFT JOIN raw_message r ON r.id = SUBSTR(c.id, 1, 36)
          LEFT JOIN outbox o ON o.id = c.id
          LEFT JOIN evidence_item e ON e.id = c.id
          JOIN inquiry i ON i.id = COALESCE(r.inquiry_id, o.inquiry_id, e.inquiry_id)
          WHERE k.kind = 'unassigned' AND i.customer_id IS NOT NULL AND c.id > ${after} ORDER BY c.id LIMIT ${mostTogether}`,
    );
  }
}
