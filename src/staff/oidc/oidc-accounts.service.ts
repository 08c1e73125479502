import { Injectable } from '@nestjs/common';
import { Db, type Tx } from '../../platform/db.js';
import { sql } from '../../platform/sql.js';
import { normalizeLoginName } from '../login-name.rules.js';
import { StaffLinks } from '../staff-links.service.js';
import { Staffs } from '../staffs.service.js';
import { Identities } from './identities.service.js';
import type { ProviderPerson } from './oidc-claims.rules.js';
import { OidcClient } from './oidc-client.js';
import { ProviderRoles } from './provider-roles.service.js';

/** Why somebody who has signed in at the provider gets no further. */
export type AccountRefusal = 'unknown' | 'linked_elsewhere' | 'disabled' | 'no_role';

/** Undoes the transaction in which it is thrown. */
export class NoAccount extends Error {
  constructor(readonly reason: AccountRefusal) {
    super(reason);
  }
}

/** Which account is meant by somebody at the provider: an existing one, or a new one where the mapping allows it. */
@Injectable()
export class OidcAccounts {
  constructor(
    private readonly db: Db,
    private readonly client: OidcClient,
    private readonly identities: Identities,
    private readonly providerRoles: ProviderRoles,
    private readonly links: StaffLinks,
    private readonly staffs: Staffs,
  ) {}

  /**
   * The account, joined and with its roles brought up to date: all of it, or nothing.
   *
   * @param invitation token of the link that brought him
   * @throws NoAccount, DomainError not_found where the invitation is of no use any more
   */
  async accountOf(person: ProviderPerson, invitation: string | undefined): Promise<string> {
    return this.db.tx(async (tx) => {
      const staffId = await this.#meant(tx, person, invitation);
      await this.#bringRoles(tx, staffId, person);
      return staffId;
    });
  }

  async #meant(tx: Tx, person: ProviderPerson, invitation: string | undefined): Promise<string> {
    const { issuer } = this.client.settings;
    const known = await this.identities.find(issuer, person.subject);
    if (known !== undefined) {
      if (!known.active) throw new NoAccount('disabled');
      await this.identities.used(tx, issuer, person.subject);
      return known.staffId;
    }
    const staffId = invitation === undefined ? await this.#byMail(tx, person) : await this.#byInvitation(tx, invitation);
    if (staffId === undefined) throw new NoAccount('unknown');
    const linked = await this.identities.link(tx, staffId, issuer, person.subject, invitation === undefined ? 'verified_mail' : 'invitation');
    if (!linked) throw new NoAccount('linked_elsewhere');
    return staffId;
  }

  async #byInvitation(tx: Tx, token: string): Promise<string> {
    const { staffId } = await this.links.holderOf(token, ['welcome', 'reset']);
    await this.links.useUp(tx, token);
    return staffId;
  }

  /** An existing account with the verified address; a new one only where the mapping says so. */
  async #byMail(tx: Tx, person: ProviderPerson): Promise<string | undefined> {
    if (person.verifiedMail === undefined) return undefined;
    const loginName = normalizeLoginName(person.verifiedMail);
    const staff = await this.db.row<{ id: string; active: boolean | number }>(sql`SELECT id, active FROM staff WHERE login_name = ${loginName}`);
    if (staff !== undefined) return staff.active === true || staff.active === 1 ? staff.id : undefined;
    const { mapping } = this.client.settings;
    const wanted = mapping?.createAccounts === true ? await this.providerRoles.wanted(mapping, person.values, null) : undefined;
    if (wanted === undefined) return undefined;
    return this.staffs.add(tx, null, { loginName, displayName: person.name, ...wanted, providerId: null }, { kind: 'system' });
  }

  /** @throws NoAccount where the mapping leaves him no role */
  async #bringRoles(tx: Tx, staffId: string, { values }: ProviderPerson): Promise<void> {
    const { mapping } = this.client.settings;
    if (mapping === undefined) return;
    const staff = await this.db.row<{ providerId: string | null }>(sql`SELECT provider_id AS "providerId" FROM staff WHERE id = ${staffId}`);
    const wanted = await this.providerRoles.wanted(mapping, values, staff?.providerId ?? null);
    if (wanted === undefined) throw new NoAccount('no_role');
    await this.providerRoles.apply(tx, staffId, wanted);
  }
}
