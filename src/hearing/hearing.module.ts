import { Module } from '@nestjs/common';
import { HearingSheetsApiController } from './hearing-sheets-api.controller.js';
import { HearingSheetsController } from './hearing-sheets.controller.js';
import { HearingSheetQueries } from './hearing-sheets.queries.js';
import { HearingSheets } from './hearing-sheets.service.js';
import { Hearings } from './hearings.service.js';
import { SheetOffice } from './sheet-office.service.js';

/** Hearing sheets and what was heard with them. */
@Module({
  controllers: [HearingSheetsController, HearingSheetsApiController],
  providers: [HearingSheets, HearingSheetQueries, Hearings, SheetOffice],
  exports: [HearingSheets, HearingSheetQueries, Hearings],
})
export class HearingModule {}
