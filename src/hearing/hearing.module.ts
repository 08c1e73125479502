import { Module } from '@nestjs/common';
import { SheetEditorController } from './editor/sheet-editor.controller.js';
import { SheetEditor } from './editor/sheet-editor.service.js';
import { HearingSheetsApiController } from './hearing-sheets-api.controller.js';
import { HearingSheetsController } from './hearing-sheets.controller.js';
import { HearingSheetQueries } from './hearing-sheets.queries.js';
import { HearingSheets } from './hearing-sheets.service.js';
import { Hearings } from './hearings.service.js';
import { SheetOffice } from './sheet-office.service.js';

/** Hearing sheets and what was heard with them. */
@Module({
  controllers: [HearingSheetsController, SheetEditorController, HearingSheetsApiController],
  providers: [HearingSheets, HearingSheetQueries, Hearings, SheetOffice, SheetEditor],
  exports: [HearingSheets, HearingSheetQueries, Hearings],
})
export class HearingModule {}
