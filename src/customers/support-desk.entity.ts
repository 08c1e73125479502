import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, optionalId, varchar } from '../platform/columns.js';
import { PartnerRow } from './partner.entity.js';

/** A first line (一次受付窓口): normally run by the sales partner, by another after a succession (第5条2). */
@Entity('support_desk')
@Index('support_desk_code', ['code'], { unique: true })
@Index('support_desk_mail_address', ['mailAddress'], { unique: true })
@Index('support_desk_partner', ['partnerId'])
export class SupportDeskRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(varchar(32))
  code!: string;

  @Column(varchar(200))
  name!: string;

  /** The company that runs the desk, for signatures. */
  @Column(varchar(200))
  companyName!: string;

  /** E.164; empty where none is registered yet. */
  @Column(varchar(20))
  phone!: string;

  /** Where its customers write to, and the sender of its mails; lower case. */
  @Column(varchar(254))
  mailAddress!: string;

  /** Where the company's privacy policy can be read, for signatures; empty where none is registered yet. */
  @Column({ ...varchar(500), default: '' })
  privacyUrl!: string;

  @Column(optionalId)
  @ForeignKey(() => PartnerRow, { name: 'support_desk_partner_fk' })
  partnerId!: string | null;

  /** The service owner's own desk, which stands in where no partner does. */
  @Column('boolean')
  isOwnerDesk!: boolean;

  @Column('integer')
  version!: number;
}
