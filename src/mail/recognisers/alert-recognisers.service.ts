import { Injectable } from '@nestjs/common';
import { Db } from '../../platform/db.js';
import type { Instant } from '../../platform/clock.js';
import { sql } from '../../platform/sql.js';
import { readyRecogniser, type ReadyRecogniser } from '../intake/alert-notice.rules.js';
import { parsedRecogniser, shippedRecognisers } from '../intake/alert-recognisers.js';

/** A recogniser as it is now. */
export interface RecogniserInForce {
  readonly name: string;
  /** 0 while nobody has edited the one that came with the program. */
  readonly version: number;
  /** JSON; empty where it is no longer used. */
  readonly definition: string;
  readonly createdAt: Instant | null;
  readonly createdByName: string;
}

/** How long another process may go on with what was in force before. */
const freshForMs = 5_000;

/** What notices are recognised by: the files that came with the program, and what the service owner made of them. */
@Injectable()
export class AlertRecognisers {
  /** Read when the desk starts, so that it does not start on a faulty file. */
  readonly #shipped = shippedRecognisers();
  #ready: { readonly until: number; readonly recognisers: readonly ReadyRecogniser[] } | undefined;

  constructor(private readonly db: Db) {}

  /** Those in use; one that a release no longer understands is left out, and shown as such on its page. */
  async ready(): Promise<readonly ReadyRecogniser[]> {
    if (this.#ready !== undefined && this.#ready.until > performance.now()) return this.#ready.recognisers;
    const recognisers = readyOf(await this.inForce());
    this.#ready = { until: performance.now() + freshForMs, recognisers };
    return recognisers;
  }

  /** What was edited counts at once. */
  forget(): void {
    this.#ready = undefined;
  }

  async inForce(): Promise<RecogniserInForce[]> {
    const edited = await this.db.rows<RecogniserInForce>(
      sql`SELECT v.name, v.version, v.definition, v.created_at AS "createdAt", COALESCE(s.display_name, '') AS "createdByName"
          FROM alert_recogniser_version v LEFT JOIN staff s ON s.id = v.created_by
          WHERE v.version = (SELECT MAX(n.version) FROM alert_recogniser_version n WHERE n.name = v.name)`,
    );
    const shipped = this.#shipped.filter(({ name }) => !edited.some((each) => each.name === name));
    return [...shipped.map((each) => ({ ...each, version: 0, createdAt: null, createdByName: '' })), ...edited].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** As they are used; those that are withdrawn or faulty are left out. */
export function readyOf(recognisers: readonly Pick<RecogniserInForce, 'definition'>[]): ReadyRecogniser[] {
  return recognisers.flatMap(({ definition }) => {
    const parsed = definition === '' ? undefined : parsedRecogniser(definition);
    return parsed?.ok === true ? [readyRecogniser(parsed.recogniser)] : [];
  });
}
