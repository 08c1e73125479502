import { Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalText, varchar } from '../../platform/columns.js';
import type { MailboxDefinition } from './mailboxes.schemas.js';

/** A mailbox that the service owner set up on a page. Its secrets are sealed under the desk's key; see `SecretBox`. */
@Entity('mailbox_setting')
export class MailboxSettingRow {
  /** As in `mailbox`: the desk remembers by it what it has taken. */
  @PrimaryColumn(varchar(64))
  name!: string;

  @Column(json)
  definition!: MailboxDefinition;

  /** Sealed; null where it signs in with OAuth 2. */
  @Column(optionalText)
  password!: string | null;

  /** Sealed. */
  @Column(optionalText)
  clientSecret!: string | null;

  /** Sealed; replaced when the authorisation server gives another one. */
  @Column(optionalText)
  refreshToken!: string | null;

  /** A mailbox in use is fetched; one that is not keeps its settings. */
  @Column('boolean')
  inUse!: boolean;

  @Column('integer')
  version!: number;

  @Column(instant)
  changedAt!: number;

  @Column(id)
  changedBy!: string;
}
