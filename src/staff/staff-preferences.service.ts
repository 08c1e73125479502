import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { sql } from '../platform/sql.js';

/** How people like to work. What holds for a page comes with the session; here it is changed. */
@Injectable()
export class StaffPreferences {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /** Switches the keys of one character on or off for a person, in every browser of his. */
  async useKeys(staffId: string, use: boolean): Promise<void> {
    const keysOffAt = use ? null : this.clock.now();
    await this.db.tx((tx) =>
      this.db.execute(
        tx,
        sql`INSERT INTO staff_preference (staff_id, keys_off_at) VALUES (${staffId}, ${keysOffAt}) ON CONFLICT (staff_id) DO UPDATE SET keys_off_at = excluded.keys_off_at`,
      ),
    );
  }
}
