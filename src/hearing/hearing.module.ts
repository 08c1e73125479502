import { Module } from '@nestjs/common';
import { HearingSheets } from './hearing-sheets.service.js';
import { Hearings } from './hearings.service.js';

/** Hearing sheets and what was heard with them. */
@Module({
  providers: [HearingSheets, Hearings],
  exports: [HearingSheets, Hearings],
})
export class HearingModule {}
