import { Injectable } from '@nestjs/common';
import type { SheetAnswers } from '../../hearing/answers.rules.js';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { insert, remove } from '../../platform/write.js';
import { sightedValues, valuesOfSheet } from './sighting-value.rules.js';
import { SightingRow } from './sighting.entity.js';

/** Addresses and hashes by which inquiries are found to have to do with each other. */
@Injectable()
export class Sightings {
  constructor(private readonly db: Db) {}

  /** What the sheet says now is what was seen; what was corrected was not. */
  async followSheet(tx: Tx, inquiryId: string, answers: SheetAnswers): Promise<void> {
    const wanted = valuesOfSheet(answers);
    const standing = (await this.db.rows<{ value: string }>(sql`SELECT value FROM sighting WHERE inquiry_id = ${inquiryId} AND source = 'sheet'`)).map(({ value }) => value);
    for (const value of standing.filter((each) => !wanted.includes(each))) await remove(tx, SightingRow, { inquiryId, value, source: 'sheet' });
    const fresh = wanted.filter((each) => !standing.includes(each));
    if (fresh.length > 0) await insert(tx, SightingRow, fresh.map((value) => ({ inquiryId, value, source: 'sheet', reach: 'partner' })));
  }

  /** What the second line recorded; only it learns of what it keeps to itself. */
  async addIndicator(tx: Tx, inquiryId: string, indicator: { readonly value: string; readonly disclosure: string }): Promise<void> {
    const reach = indicator.disclosure === 'second_line' ? 'second_line' : 'partner';
    for (const value of sightedValues(indicator.value)) {
      await this.db.execute(
        tx,
        sql`INSERT INTO sighting (inquiry_id, value, source, reach) VALUES (${inquiryId}, ${value}, 'indicator', ${reach})
            ON CONFLICT (inquiry_id, value, source) DO NOTHING`,
      );
    }
  }
}
