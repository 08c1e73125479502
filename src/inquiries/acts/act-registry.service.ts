import { Injectable } from '@nestjs/common';
import { notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { actsFrom } from '../rulebook/transitions.js';
import type { Status } from '../rulebook/status.js';
import { appointmentActs } from '../appointments/appointment.acts.js';
import { logClockActs } from '../log-clock/log-clock.acts.js';
import { warmTransferActs } from '../warm-transfer/warm-transfer.acts.js';
import { mayTry, type Act } from './act.js';
import { closingActs } from './closing.acts.js';
import { copyActs } from './copy.acts.js';
import { firstLineActs } from './first-line.acts.js';
import { receptionActs } from './reception.acts.js';
import { secondLineActs } from './second-line.acts.js';

/** All acts on an inquiry. Later rooms add theirs at start-up; a name given twice stops the start. */
@Injectable()
export class ActRegistry {
  readonly #acts = new Map<string, Act>();
  /** By roles and status, since nothing else decides. */
  readonly #possible = new Map<string, readonly Act[]>();

  constructor() {
    for (const act of [...receptionActs, ...firstLineActs, ...secondLineActs, ...copyActs, ...closingActs, ...appointmentActs, ...warmTransferActs, ...logClockActs]) this.add(act);
  }

  add(act: Act): void {
    if (this.#acts.has(act.name)) throw new Error(`Two acts are called ${act.name}.`);
    this.#acts.set(act.name, act);
    this.#possible.clear();
  }

  all(): readonly Act[] {
    return [...this.#acts.values()];
  }

  /** @throws DomainError not_found */
  byName(name: string): Act {
    const act = this.#acts.get(name);
    if (act === undefined) throw notFound('操作');
    return act;
  }

  /** What a person may try on an inquiry in this status: the buttons of its page. */
  possible(scope: Scope, status: Status): readonly Act[] {
    const wanted = `${status} ${scope.roles.join(' ')}`;
    const known = this.#possible.get(wanted);
    if (known !== undefined) return known;
    const rules = new Set(actsFrom(status, scope.roles));
    const possible = this.all().filter((act) => rules.has(act.rule) && mayTry(scope, act));
    this.#possible.set(wanted, possible);
    return possible;
  }
}
