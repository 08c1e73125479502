import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Config } from '../../config.js';
import { placedMailbox, type MailboxSettings, type Secret } from '../../mailbox-settings.js';
import { Db } from '../../platform/db.js';
import { SecretBox } from '../../platform/secret-box.js';
import { sql } from '../../platform/sql.js';
import { update } from '../../platform/write.js';
import { CONFIG } from '../../settings.module.js';
import { MailboxSettingRow } from './mailbox-setting.entity.js';
import { mailboxDefinition } from './mailboxes.schemas.js';

/** A row as the database hands it out. */
export interface StoredMailbox {
  readonly name: string;
  readonly definition: string;
  readonly password: string | null;
  readonly clientSecret: string | null;
  readonly refreshToken: string | null;
  /** SQLite says 0 and 1. */
  readonly inUse: boolean | number;
  readonly version: number;
}

export const storedMailboxes = sql`SELECT name, definition, password, client_secret AS "clientSecret", refresh_token AS "refreshToken", in_use AS "inUse", version FROM mailbox_setting`;

/** Under which a mailbox's secret is sealed: it cannot be moved to another mailbox or use. */
export function sealContext(name: string, secret: 'password' | 'clientSecret' | 'refreshToken'): string {
  return `mailbox:${name}:${secret}`;
}

/** All mailboxes to fetch: those of the settings file and those that the owner set up on the page. */
@Injectable()
export class MailboxRegistry {
  readonly #log = new Logger('mail');

  constructor(
    private readonly db: Db,
    private readonly box: SecretBox,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** What is in use now; a mailbox of the file wins over one of the page with its name. */
  async list(): Promise<readonly MailboxSettings[]> {
    const rows = await this.db.rows<StoredMailbox>(sql`${storedMailboxes} WHERE in_use = ${true} ORDER BY name`);
    const ofFile = new Set(this.config.mailboxes.map(({ name }) => name));
    return [...this.config.mailboxes, ...rows.filter(({ name }) => !ofFile.has(name)).flatMap((row) => this.#settings(row) ?? [])];
  }

  /** The settings of a row with its secrets open; undefined, and noted in the log, where they cannot be opened. */
  #settings(row: StoredMailbox): MailboxSettings | undefined {
    try {
      return this.read(row);
    } catch {
      this.#log.error(`The secrets of the mailbox ${row.name} cannot be opened with this DESK_SECRET_KEY; enter them again.`);
      return undefined;
    }
  }

  /** @throws SecretKeyFault */
  read(row: StoredMailbox): MailboxSettings {
    const { oauth2, ...place } = mailboxDefinition.parse(JSON.parse(row.definition));
    if (oauth2 === undefined) return placedMailbox(place, { kind: 'password', password: this.#held(row, 'password') ?? { kind: 'variable', name: '', value: undefined } });
    const { tokenUrl, clientId, scope } = oauth2;
    return placedMailbox(place, { kind: 'oauth2', tokenUrl, clientId, scope, clientSecret: this.#held(row, 'clientSecret'), refreshToken: this.#held(row, 'refreshToken') });
  }

  #held(row: StoredMailbox, secret: 'password' | 'clientSecret' | 'refreshToken'): Secret | undefined {
    const sealed = row[secret];
    if (sealed === null) return undefined;
    const context = sealContext(row.name, secret);
    const keep = async (next: string): Promise<void> => {
      // Not a change of a person: the version that somebody looks at on the page stays.
      await this.db.tx((tx) => update(tx, MailboxSettingRow, { name: row.name }, { [secret]: this.box.seal(next, context) }));
    };
    return { kind: 'held', value: this.box.open(sealed, context), keep };
  }
}
