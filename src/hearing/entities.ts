import type { EntityList } from '../platform/data-sources.js';
import { HearingAnswerRow } from './hearing-answer.entity.js';
import { HearingFreezeRow } from './hearing-freeze.entity.js';
import { HearingSheetAckRow } from './hearing-sheet-ack.entity.js';
import { HearingSheetRow } from './hearing-sheet.entity.js';

/** The tables of this room. */
export const hearingEntities: EntityList = [HearingSheetRow, HearingSheetAckRow, HearingAnswerRow, HearingFreezeRow];
