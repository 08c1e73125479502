import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { SecretBox } from '../platform/secret-box.js';
import { sql } from '../platform/sql.js';
import { insert, remove } from '../platform/write.js';
import { KeptFormRow } from './kept-form.entity.js';

/** A form as it was sent: where to, from which page, and what was typed. */
export interface KeptForm {
  /** Path of our own that the form posts to. */
  readonly action: string;
  /** Path of the page it stood on. */
  readonly page: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const keepMs = 24 * 3_600_000;
const perPersonMax = 20;
const sizeMax = 512 * 1024;

/** Forms that were sent after a session had ended by time: nothing that was typed is lost. */
@Injectable()
export class KeptForms {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
  ) {}

  /** Keeps a form for a day and returns its id; undefined where it is too large. */
  async keep(staffId: string, form: KeptForm): Promise<string | undefined> {
    const text = JSON.stringify(form);
    if (text.length > sizeMax) return undefined;
    const id = newId();
    const sealed = this.secretBox.seal(text, `kept-form:${staffId}:${id}`);
    await this.db.tx(async (tx) => {
      await insert(tx, KeptFormRow, { id, staffId, sealed, createdAt: this.clock.now() });
      await this.db.execute(tx, sql`DELETE FROM kept_form WHERE staff_id = ${staffId} AND id NOT IN
        (SELECT id FROM kept_form WHERE staff_id = ${staffId} ORDER BY created_at DESC, id DESC LIMIT ${perPersonMax})`);
    });
    return id;
  }

  /** A person's own; those of another do not exist for him. */
  async of(staffId: string, id: string): Promise<KeptForm | undefined> {
    const row = await this.db.row<{ sealed: string }>(sql`SELECT sealed FROM kept_form WHERE id = ${id} AND staff_id = ${staffId} AND created_at > ${this.clock.now() - keepMs}`);
    if (row === undefined) return undefined;
    return JSON.parse(this.secretBox.open(row.sealed, `kept-form:${staffId}:${id}`)) as KeptForm;
  }

  /** Forgets the forms, whoever's they are, in whose text something stands that is being erased. */
  async forgetThose(tx: Tx, mentions: (text: string) => boolean): Promise<void> {
    const rows = await this.db.rows<Pick<KeptFormRow, 'id' | 'staffId' | 'sealed'>>(sql`SELECT id, staff_id AS "staffId", sealed FROM kept_form`);
    for (const { id, staffId, sealed } of rows) {
      if (mentions(this.secretBox.open(sealed, `kept-form:${staffId}:${id}`))) await remove(tx, KeptFormRow, { id });
    }
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM kept_form WHERE created_at <= ${this.clock.now() - keepMs}`));
  }
}
