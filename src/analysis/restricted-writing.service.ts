import { Injectable, type OnModuleInit } from '@nestjs/common';
import { WritingChecks, type Writing } from '../inquiries/writing-checks.service.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import { sql, sqlList } from '../platform/sql.js';
import { rights } from '../staff/permissions.js';
import { leakIndex, restrictedPlaces } from './disclosure.rules.js';
import { DisclosureMaterials } from './disclosure-materials.service.js';

/**
 * C3: what only the second line may know does not reach the first line or the customer through a note,
 * a comment or an answer on the sheet either. Only what those write who may read it is looked at: a
 * first line that is told what it may not write would learn what it may not know.
 */
@Injectable()
export class RestrictedWriting implements OnModuleInit {
  constructor(
    private readonly checks: WritingChecks,
    private readonly db: Db,
    private readonly materials: DisclosureMaterials,
  ) {}

  onModuleInit(): void {
    this.checks.add((writing) => this.#check(writing));
  }

  async #check({ inquiryId, by, disclosure, texts }: Writing): Promise<void> {
    if (by === null || disclosure === 'second_line' || !(await this.#knowsTheRestricted(by))) return;
    const material = await this.materials.material(inquiryId);
    if (material.restricted.length === 0) return;
    const index = leakIndex(material, disclosure);
    const places = texts.reduce((count, text) => count + restrictedPlaces(text, index).length, 0);
    if (places === 0) return;
    throw new DomainError(
      'restricted_value',
      `利用者非公開の内容が${places}か所含まれています。除くか、二次受付窓口だけが見られるメモに書いてください。`,
      { facts: { restrictedValues: places } },
    );
  }

  async #knowsTheRestricted(staffId: string): Promise<boolean> {
    const row = await this.db.row(sql`SELECT 1 AS one FROM staff_role WHERE staff_id = ${staffId} AND role IN ${sqlList(rights['analysis.read_restricted'])} LIMIT 1`);
    return row !== undefined;
  }
}
