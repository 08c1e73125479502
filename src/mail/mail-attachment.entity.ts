import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { UnusableBecause } from '../analysis/marking.rules.js';
import { id, optionalVarchar, text, varchar } from '../platform/columns.js';
import { RawMessageRow } from './raw-message.entity.js';

/** Under which id the bytes of an attachment lie. */
export const attachmentContent = (rawMessageId: string, position: number): string => `${rawMessageId}:${position}`;

/** A file that came with a message, kept byte for byte among the contents. */
@Entity('mail_attachment')
export class MailAttachmentRow {
  @PrimaryColumn(id)
  @ForeignKey(() => RawMessageRow, { name: 'mail_attachment_raw_message_fk' })
  rawMessageId!: string;

  /** 1, 2, 3 … in the order of the message. */
  @PrimaryColumn('integer')
  position!: number;

  /** Made safe for display; never a path. */
  @Column(text)
  name!: string;

  /** By its content; of text the kind that the sender named. Mails from before were not looked into. */
  @Column(varchar(200))
  type!: string;

  @Column('integer')
  size!: number;

  @Column(varchar(64))
  sha256!: string;

  /** Why nobody can work with it, such as an archive with a password (domain 2.3). */
  @Column(optionalVarchar(32))
  unusableBecause!: UnusableBecause | null;
}
