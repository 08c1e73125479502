import { Injectable, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { Calendars } from './calendars.service.js';

/** A fresh database starts with the official list of the release, on the record like any other import. */
@Injectable()
class TakeShippedList implements OnApplicationBootstrap {
  constructor(private readonly calendars: Calendars) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.calendars.ensureOfficial();
  }
}

@Module({ providers: [Calendars, TakeShippedList], exports: [Calendars] })
export class CalendarModule {}
