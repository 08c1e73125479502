import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { id } from '../../platform/columns.js';

/**
 * The number under which an inquiry stands in the index; its tokens lie in `search_tokens`, which
 * each database has in a form of its own. Later inquiries have higher numbers: hits come newest first.
 */
@Entity('search_document')
@Index('search_document_inquiry', ['inquiryId'], { unique: true })
export class SearchDocumentRow {
  @PrimaryColumn('integer')
  id!: number;

  @Column(id)
  inquiryId!: string;
}
