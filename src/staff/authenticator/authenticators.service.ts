import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { SecretBox } from '../../platform/secret-box.js';
import { AccountMails } from '../account-mails.service.js';
import { Factors } from '../factors.service.js';
import { StaffFactorRow } from '../staff-factor.entity.js';
import { StaffRecord } from '../staff-record.js';
import { matchingStep, newTotpSecret, spelledSecret, totpAddress } from '../totp.js';
import { AuthenticatorQueries } from './authenticator.queries.js';
import { qrPicture } from './qr-picture.js';

/** A secret that a person may take into his app; it counts once he has shown a code of it. */
export interface OfferedSecret {
  readonly secret: string;
  readonly qrCode: string;
  /** The secret under seal, to be sent back with the code: nothing of it is kept here meanwhile. */
  readonly sealed: string;
}

/** Long enough to install an app. */
const offerMs = 30 * 60_000;

/** A person's own authenticator app: registered beside passkeys, moved to another device, taken away. */
@Injectable()
export class Authenticators {
  constructor(
    private readonly db: Db,
    private readonly queries: AuthenticatorQueries,
    private readonly clock: Clock,
    private readonly secretBox: SecretBox,
    private readonly factors: Factors,
    private readonly record: StaffRecord,
    private readonly mails: AccountMails,
  ) {}

  /** The same secret where the form comes back, so that what was scanned stays right. */
  async offer(staffId: string, before: string | undefined): Promise<OfferedSecret> {
    const kept = before === undefined ? undefined : this.#opened(staffId, before);
    const secret = kept ?? newTotpSecret();
    const sealed = kept === undefined || before === undefined ? this.secretBox.seal(JSON.stringify({ secret, until: this.clock.now() + offerMs }), contextOf(staffId)) : before;
    return { secret: spelledSecret(secret), qrCode: await qrPicture(totpAddress(secret, await this.queries.loginNameOf(staffId))), sealed };
  }

  /** The code shows that the app holds the secret; an app from before no longer counts. @throws DomainError validation_failed (field `code`) */
  async add(staffId: string, sealed: string, code: string): Promise<void> {
    const secret = this.#opened(staffId, sealed);
    if (secret === undefined) throw fault('時間が過ぎました。下のQRコードを読み取り直して、新しい確認コードを入力してください。');
    const step = await matchingStep(secret, code, Date.now(), 0);
    if (step === undefined) throw fault('確認コードが合いません。アプリに表示されている6桁を入力してください。続けて合わないときは、端末の時刻が正しいか確認してください。');
    await this.db.tx(async (tx) => {
      await tx.update(StaffFactorRow, { staffId, kind: 'totp', endedAt: IsNull() }, { endedAt: this.clock.now() });
      await this.factors.add(tx, staffId, secret, step);
    });
  }

  /** @throws DomainError not_found, illegal_transition for the last second factor */
  async remove(staffId: string): Promise<void> {
    await this.db.tx(async (tx) => {
      const { affected } = await tx.update(StaffFactorRow, { staffId, kind: 'totp', endedAt: IsNull() }, { endedAt: this.clock.now() });
      if (affected !== 1) throw notFound('認証アプリ');
      if ((await this.factors.stateOf(staffId)) !== 'active') throw new DomainError('illegal_transition', '最後の二要素は削除できません。先にパスキーを登録してください。');
      await this.record.append(tx, staffId, { actor: { kind: 'staff', id: staffId }, type: 'factor_removed', data: { kind: 'totp' } });
      await this.mails.tell(tx, staffId, 'factor_removed');
    });
  }

  /** Undefined for what is too old, of another person, or no seal of ours. */
  #opened(staffId: string, sealed: string): string | undefined {
    try {
      const { secret, until } = JSON.parse(this.secretBox.open(sealed, contextOf(staffId))) as { readonly secret: string; readonly until: Instant };
      return until > this.clock.now() ? secret : undefined;
    } catch {
      return undefined;
    }
  }
}

const contextOf = (staffId: string): string => `totp-offer:${staffId}`;

function fault(message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field: 'code', message }] });
}
