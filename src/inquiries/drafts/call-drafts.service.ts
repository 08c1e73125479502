import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { KeptForms, type UnsentForm } from '../../staff/kept-forms.service.js';
import type { RawForm } from '../../web/forms.js';
import { keptFields } from './draft.rules.js';

/** A call that was typed in part and not saved. */
export interface UnfinishedCall {
  readonly id: string;
  readonly keptAt: Instant;
  readonly fields: RawForm;
}

const action = '/calls';
/** Longer than the longest closure of a year, so that a call of the last evening is there when the desk opens. */
const keepMs = 14 * 24 * 3_600_000;
/** What the page fills in by itself: alone it is nothing worth keeping. */
const givenByPage = ['way', 'receivedAt', 'draftId', 'q'];

/** Calls that broke off while they were typed: sealed, each person's own, until they are sent or thrown away. */
@Injectable()
export class CallDrafts {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly forms: KeptForms,
  ) {}

  /** Keeps what stands in the form now and says when; an empty form keeps nothing. @throws DomainError too_large */
  async keep({ staffId }: Scope, id: string, raw: RawForm): Promise<Instant | undefined> {
    const { draftId: _id, ...fields } = keptFields(raw);
    const typed = Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string');
    if (typed.every(([name]) => givenByPage.includes(name))) {
      await this.db.tx((tx) => this.forms.forget(tx, staffId, id));
      return undefined;
    }
    const keptAt = await this.forms.keepUnsent(staffId, id, { action, page: `/calls/new?draft=${id}`, fields: typed }, keepMs);
    if (keptAt === undefined) throw new DomainError('too_large', '長すぎて保存できません。このまま受け付けるか、用件を短くしてください。');
    return keptAt;
  }

  /** One of a person's own. */
  async one({ staffId }: Scope, id: string): Promise<UnfinishedCall | undefined> {
    return (await this.#all(staffId)).find((call) => call.id === id);
  }

  /** A person's own unfinished calls but the one he is at. */
  async others({ staffId }: Scope, shownId: string): Promise<readonly UnfinishedCall[]> {
    return (await this.#all(staffId)).filter(({ id }) => id !== shownId);
  }

  async discard({ staffId }: Scope, id: string): Promise<void> {
    await this.db.tx((tx) => this.forms.forget(tx, staffId, id));
  }

  /** Takes the call down; what was kept of it goes in the same transaction. */
  async whileSending<T>({ staffId }: Scope, id: string, send: () => Promise<T>): Promise<T> {
    return this.db.tx(async (tx) => {
      const sent = await send();
      await this.forms.forget(tx, staffId, id);
      return sent;
    });
  }

  async #all(staffId: string): Promise<readonly UnfinishedCall[]> {
    return (await this.forms.unsent(staffId, action)).map(unfinishedOf);
  }
}

function unfinishedOf({ id, keptAt, fields }: UnsentForm): UnfinishedCall {
  return { id, keptAt, fields: Object.fromEntries(fields) };
}
