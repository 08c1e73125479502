import type { EntityList } from '../platform/data-sources.js';
import { GuideVersionRow } from './guide-version.entity.js';

/** The tables of this room. */
export const knowledgeEntities: EntityList = [GuideVersionRow];
