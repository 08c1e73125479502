import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import { sql, type Sql } from '../../platform/sql.js';
import type { Certificate } from './certificate.rules.js';
import type { ErasureChoice, ErasureGround, ErasureState } from './erasure.entity.js';

/** One erasure as pages and the API show it. */
export interface ErasureSummary {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly state: ErasureState;
  readonly choice: ErasureChoice;
  readonly ground: ErasureGround;
  readonly requestedAt: number;
  readonly requestedBy: string;
  readonly requestedByName: string;
  readonly exportedAt: number | null;
  readonly confirmedAt: number | null;
  readonly confirmedByName: string | null;
  readonly erasedAt: number | null;
  readonly finishedAt: number | null;
}

export interface ErasureDetails extends ErasureSummary {
  readonly certificate: Certificate | null;
}

/** Reads erasures; whoever may ask at all sees all of them. */
@Injectable()
export class ErasureQueries {
  constructor(private readonly db: Db) {}

  /** The newest first. */
  async list(): Promise<ErasureSummary[]> {
    return this.db.rows<ErasureSummary>(sql`SELECT ${columns} ${source} ORDER BY e.id DESC LIMIT 200`);
  }

  /** @throws DomainError not_found */
  async one(id: string): Promise<ErasureDetails> {
    return this.#details(sql`e.id = ${id}`);
  }

  /** The newest of a customer that was not taken back. */
  async ofCustomer(customerId: string): Promise<ErasureSummary | undefined> {
    return this.db.row<ErasureSummary>(sql`SELECT ${columns} ${source} WHERE e.customer_id = ${customerId} AND e.state <> 'cancelled' ORDER BY e.id DESC LIMIT 1`);
  }

  async #details(condition: Sql): Promise<ErasureDetails> {
    const row = await this.db.row<ErasureSummary & { certificate: string | null }>(sql`SELECT ${columns}, e.certificate ${source} WHERE ${condition}`);
    if (row === undefined) throw notFound('返還・廃棄の手続き');
    return { ...row, certificate: row.certificate === null ? null : (JSON.parse(row.certificate) as Certificate) };
  }
}

const columns = sql`e.id, e.customer_id AS "customerId", c.name AS "customerName", e.state, e.choice, e.ground, e.requested_at AS "requestedAt", e.requested_by AS "requestedBy",
  r.display_name AS "requestedByName", e.exported_at AS "exportedAt", e.confirmed_at AS "confirmedAt", k.display_name AS "confirmedByName", e.erased_at AS "erasedAt", e.finished_at AS "finishedAt"`;

const source = sql`FROM erasure e JOIN customer c ON c.id = e.customer_id JOIN staff r ON r.id = e.requested_by LEFT JOIN staff k ON k.id = e.confirmed_by`;
