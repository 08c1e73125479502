import type { EntityList } from '../platform/data-sources.js';
import { CalendarImportRow } from './calendar-import.entity.js';
import { ClosureRow } from './closure.entity.js';
import { OfficialHolidayRow } from './official-holiday.entity.js';

/** The tables of this room. */
export const calendarEntities: EntityList = [ClosureRow, OfficialHolidayRow, CalendarImportRow];
