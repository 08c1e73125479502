import { Module } from '@nestjs/common';
import { Sessions } from './sessions.service.js';

/** Who works at the desk, signs in, and may do what. */
@Module({
  providers: [Sessions],
  exports: [Sessions],
})
export class StaffModule {}
