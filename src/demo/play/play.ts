import { dayOf, instantOn, hourMs } from '../../calendar/civil-day.rules.js';
import { formatDateTime } from '../../calendar/japanese-time.js';
import { WaitingForCustomer } from '../../inquiries/watches/waiting.service.js';
import { TargetWatch } from '../../inquiries/watches/target-watch.service.js';
import { MailDelivery } from '../../mail/outbox/mail-delivery.service.js';
import type { Instant } from '../../platform/clock.js';
import { DomainError } from '../../platform/errors.js';
import { playAct, playCall, playHearing } from './play-inquiry.js';
import { playMail } from './play-mail.js';
import { playOffice } from './play-office.js';
import type { Stage } from './stage.js';
import type { StoryClock } from './story-clock.js';
import type { Scene } from './timetable.js';

/** Plays the scenes in their order, each at its time, with the jobs of the desk running beside them. */
export async function playAll(stage: Stage, clock: StoryClock, scenes: readonly Scene[], until: Instant): Promise<void> {
  let before = scenes[0]?.at ?? until;
  for (const scene of scenes) {
    await passTime(stage, clock, before, scene.at);
    clock.set(scene.at);
    await playOne(stage, scene);
    await stage.service(MailDelivery).deliverDue();
    before = scene.at;
  }
  await passTime(stage, clock, before, until);
  clock.set(until);
  await runJobs(stage);
}

async function playOne(stage: Stage, scene: Scene): Promise<void> {
  try {
    await playStep(stage, scene);
  } catch (error) {
    const { key, title } = scene.story;
    const what = scene.step.kind === 'act' ? scene.step.act : scene.step.kind;
    throw new Error(`Story ${key} 「${title}」: ${what} at ${formatDateTime(scene.at)} was refused: ${reasonOf(error)}`, { cause: error });
  }
}

async function playStep(stage: Stage, scene: Scene): Promise<void> {
  const { step } = scene;
  switch (step.kind) {
    case 'call':
      return playCall(stage, scene, step);
    case 'hear':
      return playHearing(stage, scene, step);
    case 'act':
      return playAct(stage, scene, step);
    case 'mail':
      return playMail(stage, scene, step);
    default:
      return playOffice(stage, scene, step);
  }
}

/** The desk looks by itself at 9:06, 11, 13, 15 and 17:06 of the days after something happened. */
const looksAt: readonly number[] = [9.1, 11, 13, 15, 17.1];
/** A target is due on the next business day; the longest closure has ten days. */
const daysOfWatch = 14;

async function passTime(stage: Stage, clock: StoryClock, from: Instant, to: Instant): Promise<void> {
  const lastDay = Math.min(dayOf(to), dayOf(from) + daysOfWatch);
  for (let day = dayOf(from); day <= lastDay; day += 1) {
    for (const hour of looksAt) {
      const at = instantOn(day, hour * hourMs);
      if (at <= from || at >= to) continue;
      clock.set(at);
      await runJobs(stage);
    }
  }
}

async function runJobs(stage: Stage): Promise<void> {
  await stage.service(TargetWatch).look();
  await stage.service(WaitingForCustomer).look();
  await stage.service(MailDelivery).deliverDue();
}

function reasonOf(error: unknown): string {
  if (!(error instanceof DomainError)) return String(error);
  return [`${error.code} ${error.message}`, ...error.faults.map(({ field, message }) => `${field}: ${message}`)].join(' / ');
}
