import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instant, json, optionalId, varchar } from '../platform/columns.js';
import type { Figures } from './figures.js';

/** The figures of one month for one subject (`all`, `desk:…`, `provider:…`), computed by a job. */
@Entity('monthly_figures')
export class MonthlyFiguresRow {
  /** `2026-11`. */
  @PrimaryColumn(varchar(7))
  month!: string;

  @PrimaryColumn(varchar(60))
  subject!: string;

  @Column('integer')
  definitionsVersion!: number;

  @Column(instant)
  computedAt!: number;

  @Column(json)
  figures!: Figures;
}

/** What a published report holds: figures of every subject, with the definitions by which they were made. */
export interface PublishedContent {
  readonly definitions: Readonly<Record<string, string>>;
  readonly figures: Readonly<Record<string, Figures>>;
}

/** A monthly report as it was published. Written once; what changes later shows as a correction beside it. */
@Entity('published_report')
export class PublishedReportRow {
  @PrimaryColumn(varchar(7))
  month!: string;

  @Column(instant)
  publishedAt!: number;

  @Column(optionalId)
  publishedBy!: string | null;

  /** SHA-256 of the content in canonical form. */
  @Column(varchar(64))
  sha256!: string;

  @Column(json)
  content!: PublishedContent;
}
