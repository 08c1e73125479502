import { Injectable } from '@nestjs/common';
import { answerText } from '../../hearing/answer-text.rules.js';
import { HearingSheets } from '../../hearing/hearing-sheets.service.js';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { sha256 } from '../../platform/ids.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { insert } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { readAlert } from '../intake/alert-notice.rules.js';
import { parsedRecogniser } from '../intake/alert-recognisers.js';
import type { AlertRecogniser } from '../intake/alert-recogniser.schemas.js';
import { AlertRecogniserVersionRow } from './alert-recogniser-version.entity.js';
import { AlertRecognisers, readyOf, type RecogniserInForce } from './alert-recognisers.service.js';

/** Which recogniser was being edited, in which version, and why. */
export interface RecogniserEdition {
  readonly name: string;
  readonly follows: number;
  readonly reason: string;
}

/** The edition that was made. */
export interface SavedRecogniser {
  readonly name: string;
  readonly version: number;
}

/** What a notice would come to. */
export interface RecogniserTrial {
  readonly several: boolean;
  readonly answers: readonly { readonly label: string; readonly text: string }[];
}

/** The service owner's hand on how notices are recognised: every edition is a new version, none is ever changed. */
@Injectable()
export class RecogniserOffice {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    private readonly recognisers: AlertRecognisers,
    private readonly sheets: HearingSheets,
  ) {}

  async list(scope: Scope): Promise<RecogniserInForce[]> {
    requireOwner(scope);
    return this.recognisers.inForce();
  }

  /** @throws DomainError not_found */
  async one(scope: Scope, name: string): Promise<RecogniserInForce> {
    const found = (await this.list(scope)).find((each) => each.name === name);
    if (found === undefined) throw notFound('通知の読み取り');
    return found;
  }

  /**
   * Puts a definition in force: with another `id` in it, it is a new recogniser.
   *
   * @throws DomainError validation_failed with each fault, version_stale
   */
  async save(scope: Scope, definition: string, { name, follows, reason }: RecogniserEdition): Promise<SavedRecogniser> {
    const { id } = accepted(definition);
    const isNew = id !== name;
    if (isNew && (await this.list(scope)).some((each) => each.name === id)) throw faulty([`id「${id}」は、ほかの読み取りで使っています。`]);
    return this.#append(scope, definition, { name: id, follows: isNew ? 0 : follows, reason });
  }

  /** @throws DomainError version_stale */
  async withdraw(scope: Scope, edition: RecogniserEdition): Promise<SavedRecogniser> {
    await this.one(scope, edition.name);
    return this.#append(scope, '', edition);
  }

  /**
   * What would be read of a notice, together with the others in force; nothing is stored.
   *
   * @throws DomainError validation_failed with each fault of the definition
   */
  async attempt(scope: Scope, definition: string, sample: string): Promise<RecogniserTrial | undefined> {
    const { id } = accepted(definition);
    const others = (await this.list(scope)).filter(({ name }) => name !== id);
    const { definition: sheet } = await this.sheets.published();
    const found = readAlert(readyOf([{ definition }, ...others]), [sample], sheet, this.clock.now());
    const questions = new Map(sheet.sections.flatMap((section) => section.questions.map((question) => [question.id, question] as const)));
    const answers = (found?.answers ?? []).flatMap((answer) => {
      const question = questions.get(answer.questionId);
      return question === undefined ? [] : [{ label: question.label, text: answerText(question, answer) }];
    });
    return found === undefined ? undefined : { several: found.several, answers };
  }

  async #append(scope: Scope, definition: string, { name, follows, reason }: RecogniserEdition): Promise<SavedRecogniser> {
    const version = await this.db.tx(async (tx) => {
      const stream = { type: 'template', id: `alert:${name}` } as const;
      const head = await this.events.head(stream);
      const current = (await this.list(scope)).find((each) => each.name === name)?.version ?? 0;
      if (current !== follows) throw staleVersion();
      await this.#store(tx, scope, { name, version: current + 1, definition, reason }, { stream, head });
      return current + 1;
    });
    this.recognisers.forget();
    return { name, version };
  }

  async #store(tx: Tx, scope: Scope, made: Pick<AlertRecogniserVersionRow, 'name' | 'version' | 'definition' | 'reason'>, at: { stream: { type: 'template'; id: string }; head: Awaited<ReturnType<Events['head']>> }): Promise<void> {
    const now = this.clock.now();
    const type = made.definition === '' ? 'recogniser_withdrawn' : 'recogniser_saved';
    const events = [{ type, occurredAt: now, data: { version: made.version, sha256: sha256(made.definition) } }];
    await this.events.append(tx, at.stream, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }, at.head);
    await insert(tx, AlertRecogniserVersionRow, { ...made, createdAt: now, createdBy: scope.staffId });
  }
}

function accepted(definition: string): AlertRecogniser {
  const parsed = parsedRecogniser(definition);
  if (!parsed.ok) throw faulty(parsed.faults);
  return parsed.recogniser;
}

function faulty(messages: readonly string[]): DomainError {
  return new DomainError('validation_failed', '通知の読み取りに、直していただきたいところがあります。', { faults: [{ field: 'definition', message: messages.slice(0, 20).join('\n') }] });
}

/** The routes refuse others by permission; nothing answers without a scope that may. */
function requireOwner(scope: Scope): void {
  if (!hasRole(scope, 'service_owner')) throw notFound('通知の読み取り');
}
