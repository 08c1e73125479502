import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, json, optionalInstant, text, varchar } from '../../platform/columns.js';
import { StaffRow } from '../staff.entity.js';

/** A passkey (WebAuthn credential) of a person. What is kept of it opens nothing: the secret never leaves the device. */
@Entity('passkey')
@Index('passkey_credential', ['credentialId'], { unique: true })
@Index('passkey_staff', ['staffId'])
export class PasskeyRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => StaffRow, { name: 'passkey_staff_fk' })
  staffId!: string;

  /** In base64url, as browsers name it; 1,023 bytes at most. */
  @Column(varchar(1400))
  credentialId!: string;

  /** COSE key in base64url. */
  @Column(text)
  publicKey!: string;

  /** The device's own count of its signatures, which may only grow; 0 for ever where it does not count. */
  @Column('integer')
  counter!: number;

  /** How a browser can reach the device, such as `internal` or `usb`. */
  @Column(json)
  transports!: readonly string[];

  /** Whether its maker keeps a copy of it for the person's other devices. */
  @Column('boolean')
  backedUp!: boolean;

  /** What its owner calls it. */
  @Column(varchar(100))
  name!: string;

  @Column(instant)
  createdAt!: number;

  @Column(optionalInstant)
  lastUsedAt!: number | null;

  /** When it was taken away; the row stays, so that a lost factor is told from one never had. */
  @Column(optionalInstant)
  endedAt!: number | null;
}
