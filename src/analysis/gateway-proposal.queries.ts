import { Injectable } from '@nestjs/common';
import { visibleTo } from '../inquiries/visibility.rules.js';
import type { Instant } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { seesAllDesks, type Scope } from '../platform/scope.js';
import { sql, sqlList, type Sql } from '../platform/sql.js';
import type { ProposalOutcome } from './evidence.entity.js';

/** A proposal as the partner's list shows it: the customer and when, nothing of the attack (B7). */
export interface ListedProposal {
  readonly id: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly partnerName: string | null;
  readonly raisedAt: Instant;
  readonly doneAt: Instant | null;
  readonly outcome: ProposalOutcome | null;
  readonly outcomeNote: string | null;
  /** Null where the inquiry is another desk's by now: the sale stayed with the partner, the support did not (B6). */
  readonly inquiryId: string | null;
  readonly inquiryNumber: string | null;
}

const listMax = 500;

/** Proposals that a partner is to make, within the walls. */
@Injectable()
export class GatewayProposalQueries {
  constructor(private readonly db: Db) {}

  /** Open ones first, the oldest of them on top. */
  async list(scope: Scope): Promise<ListedProposal[]> {
    return this.#rows(scope, sql`1 = 1`);
  }

  /** Undefined alike for what does not exist and for another partner's. */
  async byId(scope: Scope, proposalId: string): Promise<ListedProposal | undefined> {
    return (await this.#rows(scope, sql`g.id = ${proposalId}`))[0];
  }

  async #rows(scope: Scope, condition: Sql): Promise<ListedProposal[]> {
    return this.db.rows(
      sql`SELECT g.id, g.customer_id AS "customerId", c.name AS "customerName", p.name AS "partnerName", g.raised_at AS "raisedAt",
                 g.done_at AS "doneAt", g.outcome, g.outcome_note AS "outcomeNote", i.id AS "inquiryId", i.number AS "inquiryNumber"
          FROM gateway_proposal g
          JOIN customer c ON c.id = g.customer_id
          LEFT JOIN partner p ON p.id = g.partner_id
          LEFT JOIN inquiry i ON i.id = g.inquiry_id AND ${visibleTo(scope)}
          WHERE ${condition} AND ${withinWalls(scope)}
          ORDER BY CASE WHEN g.done_at IS NULL THEN 0 ELSE 1 END, g.raised_at, g.id LIMIT ${listMax}`,
    );
  }
}

/** Those of the partner that runs one's desk; a designated provider sells nothing. */
function withinWalls(scope: Scope): Sql {
  if (scope.providerId !== null) return sql`1 = 0`;
  if (seesAllDesks(scope)) return sql`1 = 1`;
  return sql`g.partner_id IN (SELECT partner_id FROM support_desk WHERE id IN ${sqlList(scope.deskIds)})`;
}
