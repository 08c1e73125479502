import { Module } from '@nestjs/common';
import { Passwords } from './passwords.service.js';
import { Sessions } from './sessions.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignIn } from './sign-in.service.js';
import { SignInThrottle } from './sign-in-throttle.js';
import { StaffApiController } from './staff-api.controller.js';
import { StaffController } from './staff.controller.js';
import { StaffLinks } from './staff-links.service.js';
import { StaffQueries } from './staff.queries.js';
import { StaffRecord } from './staff-record.js';
import { Staffs } from './staffs.service.js';
import { SweepSessions } from './sweep-sessions.job.js';

/** Who works at the desk, signs in, and may do what. `Views` comes from the global web module. */
@Module({
  controllers: [SignInController, StaffController, StaffApiController],
  providers: [Passwords, Sessions, SignIn, SignInThrottle, StaffLinks, StaffQueries, StaffRecord, Staffs, SweepSessions],
  exports: [Passwords, Sessions, StaffLinks, StaffQueries, Staffs],
})
export class StaffModule {}
