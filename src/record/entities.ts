import type { EntityList } from '../platform/data-sources.js';
import { RecordHeadRow, RecordHeadStreamRow } from './record-head.entity.js';

export const recordEntities: EntityList = [RecordHeadRow, RecordHeadStreamRow];
