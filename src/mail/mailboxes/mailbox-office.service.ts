import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Db, type Tx } from '../../platform/db.js';
import { DomainError, notFound } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { SecretBox } from '../../platform/secret-box.js';
import { sql } from '../../platform/sql.js';
import { insert, update } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { AccessTokens } from '../intake/imap/access-tokens.js';
import { openMailbox } from '../intake/imap/imap-connection.js';
import { connectFailure } from '../intake/imap/mailbox-failure.js';
import { faultTexts } from '../intake/mailbox-faults.rules.js';
import { MailboxRegistry, sealContext, storedMailboxes, type StoredMailbox } from './mailbox-registry.service.js';
import { MailboxSettingRow } from './mailbox-setting.entity.js';
import type { MailboxDefinition, MailboxForm } from './mailboxes.schemas.js';

/** The service owner sets mailboxes up, changes them and takes them out of use. Their secrets are never shown again. */
@Injectable()
export class MailboxOffice {
  constructor(
    private readonly db: Db,
    private readonly events: Events,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly registry: MailboxRegistry,
    private readonly tokens: AccessTokens,
  ) {}

  /** Those of the page; the settings file names its own. */
  async all(): Promise<readonly StoredMailbox[]> {
    return this.db.rows<StoredMailbox>(sql`${storedMailboxes} ORDER BY name`);
  }

  /** @throws DomainError not_found */
  async byName(name: string): Promise<StoredMailbox> {
    const row = await this.db.row<StoredMailbox>(sql`${storedMailboxes} WHERE name = ${name}`);
    if (row === undefined) throw notFound('メールボックス');
    return row;
  }

  /** Returns its name. @throws DomainError validation_failed, already_exists */
  async add(scope: Scope, form: MailboxForm): Promise<string> {
    const name = form.name ?? '';
    if (name === '') throw fieldFault('name', '英数字と「.」「_」「-」で名前を付けてください。');
    if (form.login === 'password' && form.password === undefined) throw fieldFault('password', 'パスワードを入力してください。');
    const taken = (await this.registry.list()).some((each) => each.name === name) || (await this.db.row(sql`SELECT name FROM mailbox_setting WHERE name = ${name}`)) !== undefined;
    if (taken) throw new DomainError('already_exists', 'この名前のメールボックスはすでにあります。', { faults: [{ field: 'name', message: 'この名前のメールボックスはすでにあります。' }] });
    await this.db.tx(async (tx) => {
      const secrets = { password: null, clientSecret: null, refreshToken: null, ...this.#sealed(name, form) };
      await insert(tx, MailboxSettingRow, { name, definition: definitionOf(name, form), ...secrets, inUse: true, version: 1, changedAt: this.clock.now(), changedBy: scope.staffId });
      await this.#note(tx, scope, name, 'mailbox_added');
    });
    return name;
  }

  /** @throws DomainError not_found, version_stale, validation_failed */
  async change(scope: Scope, name: string, version: number, form: MailboxForm): Promise<void> {
    const before = await this.byName(name);
    if (form.login === 'password' && form.password === undefined && before.password === null) throw fieldFault('password', 'パスワードを入力してください。');
    const dropped = form.login === 'password' ? { clientSecret: null, refreshToken: null } : { password: null };
    await this.#write(scope, name, version, 'mailbox_changed', { definition: definitionOf(name, form), ...dropped, ...this.#sealed(name, form) });
  }

  /** A mailbox out of use is no longer fetched; what was taken stays. @throws DomainError not_found, version_stale */
  async use(scope: Scope, name: string, version: number, inUse: boolean): Promise<void> {
    await this.byName(name);
    await this.#write(scope, name, version, inUse ? 'mailbox_put_in_use' : 'mailbox_taken_out_of_use', { inUse });
  }

  /** Signs in, opens the folder and leaves again; fetches nothing. Returns a sentence for the person who tried. */
  async attempt(name: string): Promise<{ readonly works: boolean; readonly says: string }> {
    const row = await this.byName(name);
    try {
      const client = await openMailbox({ ...this.registry.read(row), moveTo: undefined }, this.tokens);
      await client.logout();
      return { works: true, says: 'サインインして、フォルダーを開けました。' };
    } catch (error) {
      return { works: false, says: faultTexts[connectFailure(error).fault] };
    }
  }

  async #write(scope: Scope, name: string, version: number, event: string, set: Partial<MailboxSettingRow>): Promise<void> {
    await this.db.tx(async (tx) => {
      const written = await update(tx, MailboxSettingRow, { name, version }, { ...set, version: version + 1, changedAt: this.clock.now(), changedBy: scope.staffId });
      if (written === 0) throw staleVersion();
      await this.#note(tx, scope, name, event);
    });
    this.tokens.forget(name);
  }

  #sealed(name: string, form: MailboxForm): Partial<Pick<MailboxSettingRow, 'password' | 'clientSecret' | 'refreshToken'>> {
    const given = form.login === 'password' ? (['password'] as const) : (['clientSecret', 'refreshToken'] as const);
    return Object.fromEntries(given.flatMap((secret) => (form[secret] === undefined ? [] : [[secret, this.box.seal(form[secret], sealContext(name, secret))]])));
  }

  async #note(tx: Tx, scope: Scope, name: string, type: string): Promise<void> {
    const now = this.clock.now();
    await this.events.append(tx, { type: 'desk', id: 'mail' }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events: [{ type, occurredAt: now, data: { mailbox: name } }] });
  }
}

function definitionOf(name: string, form: MailboxForm): MailboxDefinition {
  const { host, port, tls, user, folder, moveTo, addresses, pollSeconds, login, tokenUrl = '', clientId = '', scope } = form;
  const oauth2 = login === 'oauth2' ? { oauth2: { tokenUrl, clientId, ...(scope === undefined ? {} : { scope }) } } : {};
  return { name, host, port, tls, user, folder, ...(moveTo === undefined ? {} : { moveTo }), addresses: [...addresses], pollSeconds, ...oauth2 };
}

function fieldFault(field: string, message: string): DomainError {
  return new DomainError('validation_failed', message, { faults: [{ field, message }] });
}
