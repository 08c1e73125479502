import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { id, instant, optionalId, optionalText, varchar } from '../../platform/columns.js';
import { LogRequestRow } from '../evidence.entity.js';

/** The one address under which the customer may hand over what a log request asked for. */
@Entity('upload_link')
@Index('upload_link_token', ['tokenHash'], { unique: true })
@Index('upload_link_request', ['logRequestId'])
export class UploadLinkRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => LogRequestRow, { name: 'upload_link_request_fk' })
  logRequestId!: string;

  @Column(varchar(64))
  tokenHash!: string;

  /** Sealed under the secret key until the request's mail is printed from it; null afterwards. */
  @Column(optionalText)
  sealedToken!: string | null;

  @Column(instant)
  createdAt!: number;

  @Column(instant)
  expiresAt!: number;
}

const uploadStates = ['receiving', 'finishing', 'done'] as const;
export type UploadState = (typeof uploadStates)[number];

/** A file that comes in pieces. */
@Entity('upload')
@Index('upload_link_id', ['linkId'])
@Index('upload_state', ['state', 'touchedAt'])
@Check('upload_state_known', `state IN ('receiving', 'finishing', 'done')`)
export class UploadRow {
  @PrimaryColumn(id)
  id!: string;

  @Column(id)
  @ForeignKey(() => UploadLinkRow, { name: 'upload_link_fk' })
  linkId!: string;

  /** Safe to be shown. */
  @Column(varchar(255))
  fileName!: string;

  /** As announced; in bytes. */
  @Column(instant)
  size!: number;

  @Column(instant)
  received!: number;

  @Column(varchar(16))
  state!: UploadState;

  /** Who declared that he may hand the file over (E2). */
  @Column(varchar(100))
  declaredBy!: string;

  @Column(instant)
  startedAt!: number;

  @Column(instant)
  touchedAt!: number;

  @Column(optionalId)
  evidenceId!: string | null;
}

/** One piece of an upload, sealed among the contents from its first byte on. */
@Entity('upload_piece')
export class UploadPieceRow {
  @PrimaryColumn(id)
  @ForeignKey(() => UploadRow, { name: 'upload_piece_fk' })
  uploadId!: string;

  /** Where in the file it begins. */
  @PrimaryColumn(instant)
  at!: number;

  @Column(varchar(64))
  contentId!: string;
}
