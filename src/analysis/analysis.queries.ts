import { Injectable } from '@nestjs/common';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';
import { AttackProgressRow } from './attack-progress.entity.js';
import { attackStages } from '../hearing/sheet-definition.schemas.js';
import { EvidenceItemRow, GatewayProposalRow, LogRequestRow } from './evidence.entity.js';
import { AssessmentRow, ConfigurationDetailRow, DisclosureReleaseRow, IndicatorRow } from './findings.entity.js';
import { PortalNoteRow, PortalNoticeCheckRow } from './portal.entity.js';

/** One entry in the custody of a file (`domain.md` 2.3). */
export interface CustodyEntry {
  readonly evidenceId: string;
  readonly type: string;
  readonly at: number;
  readonly who: string | null;
}

/** All that the second line has on an inquiry. */
export interface AnalysisRecord {
  readonly notice: PortalNoticeCheckRow | undefined;
  readonly notes: readonly PortalNoteRow[];
  readonly progress: readonly AttackProgressRow[];
  readonly assessment: AssessmentRow | undefined;
  readonly indicators: readonly IndicatorRow[];
  readonly releases: readonly DisclosureReleaseRow[];
  readonly configuration: readonly ConfigurationDetailRow[];
  readonly logRequests: readonly LogRequestRow[];
  readonly evidence: readonly EvidenceItemRow[];
  readonly proposal: GatewayProposalRow | undefined;
}

/**
 * Reads what the second line recorded. It asks for no scope: whoever calls has checked that the person
 * may see the inquiry *and* holds `analysis.read_restricted` (C3).
 */
@Injectable()
export class AnalysisQueries {
  constructor(private readonly db: Db) {}

  async of(inquiryId: string): Promise<AnalysisRecord> {
    return {
      notice: await this.notice(inquiryId),
      notes: await this.db.many(PortalNoteRow, { inquiryId }),
      progress: await this.progress(inquiryId),
      assessment: await this.assessment(inquiryId),
      indicators: await this.db.many(IndicatorRow, { inquiryId }),
      releases: await this.db.many(DisclosureReleaseRow, { inquiryId }),
      configuration: await this.db.many(ConfigurationDetailRow, { inquiryId }),
      logRequests: await this.db.many(LogRequestRow, { inquiryId }),
      evidence: await this.db.many(EvidenceItemRow, { inquiryId }),
      proposal: (await this.db.one(GatewayProposalRow, { inquiryId })) ?? undefined,
    };
  }

  async notice(inquiryId: string): Promise<PortalNoticeCheckRow | undefined> {
    return (await this.db.many(PortalNoticeCheckRow, { inquiryId, isCurrent: true })).at(-1);
  }

  /** The current judgement of every step that has one, in the order of an attack. */
  async progress(inquiryId: string): Promise<readonly AttackProgressRow[]> {
    const rows = await this.db.many(AttackProgressRow, { inquiryId, isCurrent: true });
    return rows.toSorted((a, b) => attackStages.indexOf(a.stage) - attackStages.indexOf(b.stage));
  }

  async assessment(inquiryId: string): Promise<AssessmentRow | undefined> {
    return (await this.db.many(AssessmentRow, { inquiryId, isCurrent: true })).at(-1);
  }

  /** Who had which file of the inquiry in hand, oldest first. */
  async custody(inquiryId: string): Promise<CustodyEntry[]> {
    return this.db.rows(
      sql`SELECT e.stream_id AS "evidenceId", e.type, e.occurred_at AS at, s.display_name AS who
          FROM event e JOIN evidence_item v ON v.id = e.stream_id LEFT JOIN staff s ON s.id = e.actor_id
          WHERE v.inquiry_id = ${inquiryId} ORDER BY e.recorded_at, e.seq`,
    );
  }
}
