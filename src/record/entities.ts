import type { EntityList } from '../platform/data-sources.js';
import { DataHoldRow, ErasureRow } from './erasure/erasure.entity.js';
import { InquiryDisposalRow, RetentionChangeRow, RetentionRuleRow } from './retention/retention.entity.js';
import { RecordHeadRow, RecordHeadStreamRow } from './record-head.entity.js';

export const recordEntities: EntityList = [RecordHeadRow, RecordHeadStreamRow, ErasureRow, DataHoldRow, InquiryDisposalRow, RetentionRuleRow, RetentionChangeRow];
