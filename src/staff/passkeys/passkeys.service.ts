import { Injectable } from '@nestjs/common';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { AccountMails } from '../account-mails.service.js';
import { StaffRecord, type StaffEvent } from '../staff-record.js';
import { PasskeyChallenges } from './passkey-challenges.service.js';
import type { PasskeyPurpose } from './passkey-challenge.entity.js';
import { PasskeyRow } from './passkey.entity.js';
import { assertion, attestation, challengeIn, passkeysPerPerson, readAnswer } from './passkey.rules.js';
import { PasskeyVerifier, type KnownPasskey, type NewPasskey } from './passkey-verifier.js';

/** A passkey as its owner recognises it. */
export interface OwnPasskey {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant | null;
  readonly backedUp: boolean;
}

/** Whom an answer has proved to be there, and whether his device made sure of it. */
export interface ProvedPerson {
  readonly staffId: string;
  readonly userVerified: boolean;
}

/** The passkeys of people: registered, named, used, taken away. */
@Injectable()
export class Passkeys {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly challenges: PasskeyChallenges,
    private readonly verifier: PasskeyVerifier,
    private readonly record: StaffRecord,
    private readonly mails: AccountMails,
  ) {}

  async of(staffId: string): Promise<readonly OwnPasskey[]> {
    const rows = await this.db.rows<Omit<OwnPasskey, 'backedUp'> & { readonly backedUp: boolean | number }>(sql`
      SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt", backed_up AS "backedUp" FROM passkey
      WHERE staff_id = ${staffId} AND ended_at IS NULL ORDER BY created_at, id`);
    return rows.map((row) => ({ ...row, backedUp: Boolean(row.backedUp) }));
  }

  /** What browsers must know of a person's passkeys. */
  async knownOf(staffId: string): Promise<readonly KnownPasskey[]> {
    return (await this.db.many(PasskeyRow, { staffId })).filter(({ endedAt }) => endedAt === null);
  }

  /**
   * Checks a new passkey before it is stored: the check takes too long for a transaction.
   *
   * @param text the browser's answer as JSON
   * @throws DomainError validation_failed (field `credential`)
   */
  async checkNew(text: string, use: { readonly purpose: PasskeyPurpose; readonly boundTo: string; readonly staffId: string }): Promise<NewPasskey> {
    const answer = readAnswer(attestation, text);
    const challenge = answer === undefined ? undefined : challengeIn(answer);
    if (answer === undefined || challenge === undefined) throw unusable();
    const given = await this.challenges.take(challenge, use.purpose, use.boundTo);
    const made = given?.staffId === use.staffId ? await this.verifier.checkNew(answer, challenge) : undefined;
    if (made === undefined) throw unusable();
    return made;
  }

  /** @throws DomainError already_exists, validation_failed (too many) */
  async add(tx: Tx, staffId: string, name: string, made: NewPasskey): Promise<void> {
    if ((await this.db.row(sql`SELECT 1 FROM passkey WHERE credential_id = ${made.credentialId}`)) !== undefined) {
      throw new DomainError('already_exists', 'このパスキーはすでに登録されています。');
    }
    if ((await this.of(staffId)).length >= passkeysPerPerson) throw unusable(`パスキーは${passkeysPerPerson}個まで登録できます。使わないものを削除してください。`);
    const id = newId();
    await insert(tx, PasskeyRow, { id, staffId, ...made, name, createdAt: this.clock.now(), lastUsedAt: null, endedAt: null });
    await this.#note(tx, staffId, 'passkey_added', id);
    await this.mails.tell(tx, staffId, 'passkey_added');
  }

  /** @throws DomainError not_found for a passkey of another */
  async rename(staffId: string, id: string, name: string): Promise<void> {
    await this.db.tx(async (tx) => {
      await this.#own(staffId, id);
      await update(tx, PasskeyRow, { id }, { name });
      await this.#note(tx, staffId, 'passkey_renamed', id);
    });
  }

  /** @throws DomainError not_found, illegal_transition for the last second factor */
  async remove(staffId: string, id: string): Promise<void> {
    await this.db.tx(async (tx) => {
      await this.#own(staffId, id);
      await update(tx, PasskeyRow, { id }, { endedAt: this.clock.now() });
      const left = await this.db.row(sql`SELECT 1 FROM passkey WHERE staff_id = ${staffId} AND ended_at IS NULL UNION ALL SELECT 1 FROM staff_factor WHERE staff_id = ${staffId} AND ended_at IS NULL`);
      if (left === undefined) throw new DomainError('illegal_transition', '最後の二要素は削除できません。先に、別のパスキーか認証アプリを登録してください。');
      await this.#note(tx, staffId, 'passkey_removed', id);
      await this.mails.tell(tx, staffId, 'passkey_removed');
    });
  }

  /**
   * Takes a passkey's answer to a challenge: whom it proves. Undefined for everything else; why is never said.
   *
   * @param text the browser's answer as JSON
   */
  async prove(text: string, use: { readonly purpose: PasskeyPurpose; readonly boundTo: string }): Promise<ProvedPerson | undefined> {
    const answer = readAnswer(assertion, text);
    const challenge = answer === undefined ? undefined : challengeIn(answer);
    if (answer === undefined || challenge === undefined) return undefined;
    const given = await this.challenges.take(challenge, use.purpose, use.boundTo);
    if (given === undefined) return undefined;
    const passkey = await this.#usable(answer.id);
    if (passkey === undefined || (given.staffId !== null && given.staffId !== passkey.staffId)) return undefined;
    const proved = await this.verifier.check(answer, challenge, passkey);
    if (proved === undefined || !(await this.#use(passkey, proved))) return undefined;
    return { staffId: passkey.staffId, userVerified: proved.userVerified };
  }

  async #usable(credentialId: string): Promise<PasskeyRow | undefined> {
    const row = await this.db.one(PasskeyRow, { credentialId });
    if (row === null || row.endedAt !== null) return undefined;
    return (await this.db.row(sql`SELECT 1 FROM staff WHERE id = ${row.staffId} AND active = ${true}`)) === undefined ? undefined : row;
  }

  /** Of two answers with the same count one is refused, and one for a passkey just taken away. */
  async #use({ id, counter }: PasskeyRow, proved: { readonly counter: number; readonly backedUp: boolean }): Promise<boolean> {
    return this.db.tx(async (tx) => {
      const changed = await this.db.execute(tx, sql`
        UPDATE passkey SET counter = ${proved.counter}, backed_up = ${proved.backedUp}, last_used_at = ${this.clock.now()}
        WHERE id = ${id} AND counter = ${counter} AND ended_at IS NULL`);
      return changed === 1;
    });
  }

  async #own(staffId: string, id: string): Promise<void> {
    const row = await this.db.row(sql`SELECT 1 FROM passkey WHERE id = ${id} AND staff_id = ${staffId} AND ended_at IS NULL`);
    if (row === undefined) throw notFound('パスキー');
  }

  async #note(tx: Tx, staffId: string, type: StaffEvent, passkeyId: string): Promise<void> {
    await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type, data: { passkeyId } });
  }
}

function unusable(message = 'パスキーを登録できませんでした。時間が過ぎたか、別の画面で操作しています。もう一度お試しください。'): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field: 'credential', message }] });
}
