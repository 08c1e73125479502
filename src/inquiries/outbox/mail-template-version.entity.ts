import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { id, instant, text, varchar } from '../../platform/columns.js';

/**
 * One edition of a mail's text by the service owner; the newest is in force, none means the text that
 * came with the program. Append-only, so that what a mail was made from can be said for ever.
 */
@Entity('mail_template_version')
@Check('mail_template_version_positive', 'version > 0')
export class MailTemplateVersionRow {
  @PrimaryColumn(varchar(40))
  template!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column(varchar(500))
  subject!: string;

  @Column(text)
  body!: string;

  /** Why it was changed, in the editor's words. */
  @Column(varchar(500))
  reason!: string;

  /** SHA-256 of the program's own text at the time: where a release brings another, the owner is told. */
  @Column(varchar(64))
  shippedSha256!: string;

  @Column(instant)
  createdAt!: number;

  @Column(id)
  createdBy!: string;
}
