import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../platform/clock.js';
import { Db, type Tx } from '../platform/db.js';
import { newId } from '../platform/ids.js';
import { SecretBox } from '../platform/secret-box.js';
import { sql, type Sql } from '../platform/sql.js';
import { remove } from '../platform/write.js';
import { KeptFormRow } from './kept-form.entity.js';

/** A form as it was sent: where to, from which page, and what was typed. */
export interface KeptForm {
  /** Path of our own that the form posts to. */
  readonly action: string;
  /** Path of the page it stood on. */
  readonly page: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A form that somebody has not sent yet, with its id and when it was kept last. */
export interface UnsentForm extends KeptForm {
  readonly id: string;
  readonly keptAt: Instant;
}

interface SealedForm {
  readonly id: string;
  readonly sealed: string;
  readonly createdAt: Instant;
}

const keepMs = 24 * 3_600_000;
const perPersonMax = 20;
const sizeMax = 512 * 1024;

/** Forms that were sent after a session had ended by time, or not sent yet: nothing that was typed is lost. */
@Injectable()
export class KeptForms {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
  ) {}

  /** Keeps a form for a day and returns its id; undefined where it is too large. */
  async keep(staffId: string, form: KeptForm): Promise<string | undefined> {
    const id = newId();
    return (await this.#store(staffId, id, form, null)) === undefined ? undefined : id;
  }

  /** Keeps what stands in a form that was not sent yet, each time in the place of what was kept under its id before. Returns when; undefined where it is too large. */
  async keepUnsent(staffId: string, id: string, form: KeptForm, forMs: number): Promise<Instant | undefined> {
    return this.#store(staffId, id, form, this.clock.now() + forMs);
  }

  /** A person's own forms that go to an action, the newest first. */
  async unsent(staffId: string, action: string): Promise<readonly UnsentForm[]> {
    const rows = await this.db.rows<SealedForm>(
      sql`SELECT id, sealed, created_at AS "createdAt" FROM kept_form WHERE staff_id = ${staffId} AND ${this.#inTime()} ORDER BY created_at DESC, id DESC`,
    );
    const forms = rows.map(({ id, sealed, createdAt }) => ({ ...this.#open(staffId, id, sealed), id, keptAt: createdAt }));
    return forms.filter((form) => form.action === action);
  }

  /** Forgets one of a person's own: it was sent, or thrown away. */
  async forget(tx: Tx, staffId: string, id: string): Promise<void> {
    await remove(tx, KeptFormRow, { id, staffId });
  }

  /** A person's own; those of another do not exist for him. */
  async of(staffId: string, id: string): Promise<KeptForm | undefined> {
    const row = await this.db.row<{ sealed: string }>(sql`SELECT sealed FROM kept_form WHERE id = ${id} AND staff_id = ${staffId} AND ${this.#inTime()}`);
    return row === undefined ? undefined : this.#open(staffId, id, row.sealed);
  }

  /** Forgets the forms, whoever's they are, in whose text something stands that is being erased. */
  async forgetThose(tx: Tx, mentions: (text: string) => boolean): Promise<void> {
    const rows = await this.db.rows<Pick<KeptFormRow, 'id' | 'staffId' | 'sealed'>>(sql`SELECT id, staff_id AS "staffId", sealed FROM kept_form`);
    for (const { id, staffId, sealed } of rows) {
      if (mentions(this.secretBox.open(sealed, contextOf(staffId, id)))) await remove(tx, KeptFormRow, { id });
    }
  }

  async sweep(): Promise<void> {
    await this.db.tx((tx) => this.db.execute(tx, sql`DELETE FROM kept_form WHERE NOT (${this.#inTime()})`));
  }

  async #store(staffId: string, id: string, form: KeptForm, keptUntil: Instant | null): Promise<Instant | undefined> {
    const text = JSON.stringify(form);
    if (text.length > sizeMax) return undefined;
    const now = this.clock.now();
    const sealed = this.secretBox.seal(text, contextOf(staffId, id));
    await this.db.tx(async (tx) => {
      await this.db.execute(tx, sql`INSERT INTO kept_form (id, staff_id, sealed, created_at, kept_until) VALUES (${id}, ${staffId}, ${sealed}, ${now}, ${keptUntil})
        ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at, kept_until = excluded.kept_until WHERE kept_form.staff_id = excluded.staff_id`);
      await this.db.execute(tx, sql`DELETE FROM kept_form WHERE staff_id = ${staffId} AND id NOT IN
        (SELECT id FROM kept_form WHERE staff_id = ${staffId} ORDER BY created_at DESC, id DESC LIMIT ${perPersonMax})`);
    });
    return now;
  }

  #inTime(): Sql {
    const now = this.clock.now();
    return sql`COALESCE(kept_until, created_at + ${keepMs}) > ${now}`;
  }

  #open(staffId: string, id: string, sealed: string): KeptForm {
    return JSON.parse(this.secretBox.open(sealed, contextOf(staffId, id))) as KeptForm;
  }
}

function contextOf(staffId: string, id: string): string {
  return `kept-form:${staffId}:${id}`;
}
