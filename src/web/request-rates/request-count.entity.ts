import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { instant, varchar } from '../../platform/columns.js';

/** How often somebody has asked within a minute, of all processes together; kept for some minutes. */
@Entity('request_count')
@Index('request_count_window', ['windowStart'])
export class RequestCountRow {
  @PrimaryColumn(varchar(20))
  kind!: string;

  /** SHA-256 of the account, token or address. */
  @PrimaryColumn(varchar(64))
  who!: string;

  /** Real time, never `DESK_CLOCK`: what stands still for a demo must not refuse for ever. */
  @PrimaryColumn(instant)
  windowStart!: number;

  @Column('integer')
  requests!: number;
}
