import { Module } from '@nestjs/common';
import { CalendarApiController } from './calendar-api.controller.js';
import { CalendarController } from './calendar.controller.js';
import { Calendars } from './calendars.service.js';

@Module({ controllers: [CalendarController, CalendarApiController], providers: [Calendars], exports: [Calendars] })
export class CalendarModule {}
