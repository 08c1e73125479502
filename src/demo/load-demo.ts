import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { Calendars } from '../calendar/calendars.service.js';
import { shippedCalendar } from '../calendar/shipped-calendar.js';
import type { Config } from '../config.js';
import { migrateDatabase } from '../migrate.js';
import type { Instant } from '../platform/clock.js';
import { playAll } from './play/play.js';
import { Stage } from './play/stage.js';
import { StoryClock } from './play/story-clock.js';
import { Timetable } from './play/timetable.js';
import { registerAll } from './register/register.js';
import { stories } from './stories/all.js';

const registeredBeforeMs = 20 * 86_400_000;

/**
 * Fills an empty database with the stories of the demo, done by the services of the desk at the times
 * at which they happen; the last is the demo's now.
 */
export async function loadDemo(config: Config, now: Instant): Promise<void> {
  const timetable = new Timetable(shippedCalendar(), now);
  const scenes = timetable.scenes(stories);
  const clock = new StoryClock((scenes[0]?.at ?? now) - registeredBeforeMs);
  await migrateDatabase(config.database);
  const desk = await NestFactory.createApplicationContext(AppModule.for(config, clock), { logger: ['error', 'fatal'], abortOnError: false });
  try {
    await desk.get(Calendars, { strict: false }).ensureOfficial();
    const register = await registerAll(desk, config.mailDomain);
    await playAll(new Stage(desk, config, register, timetable), clock, scenes, now);
  } finally {
    await desk.close();
  }
}
