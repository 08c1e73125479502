import type { INestApplicationContext } from '@nestjs/common';
import { LogRequestRow } from '../../analysis/evidence.entity.js';
import { Reports } from '../../analysis/reports.service.js';
import { Calendars } from '../../calendar/calendars.service.js';
import { dayOf } from '../../calendar/civil-day.rules.js';
import { civilDate, formatMonthDay, formatTime, toIsoTokyo } from '../../calendar/japanese-time.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import type { Config } from '../../config.js';
import { CustomerQueries } from '../../customers/customer.queries.js';
import { InquiryRow } from '../../inquiries/inquiry.entity.js';
import { Db } from '../../platform/db.js';
import type { Instant } from '../../platform/clock.js';
import type { Scope } from '../../platform/scope.js';
import { receptionAfter } from '../demo-clock.rules.js';
import type { PersonKey } from '../register/people.js';
import type { Register } from '../register/register.js';
import type { Text, Told, When } from './story.js';
import type { Scene, Timetable } from './timetable.js';

/** What a scene is played with: the services of the desk, who is who, and the inquiries of the stories. */
export class Stage {
  readonly db: Db;
  readonly #inquiryIds = new Map<string, string>();
  /** The newest mail that came in, by story. */
  readonly #mailIds = new Map<string, string>();

  constructor(
    readonly desk: INestApplicationContext,
    readonly config: Config,
    readonly register: Register,
    private readonly timetable: Timetable,
  ) {
    this.db = desk.get(Db);
  }

  service<Service>(token: abstract new (...args: never[]) => Service): Service {
    return this.desk.get<Service>(token, { strict: false });
  }

  calendar(): Promise<ReceptionCalendar> {
    return this.service(Calendars).current();
  }

  scope(person: PersonKey): Scope {
    return this.register.scopes[person];
  }

  began({ story, step }: Scene, inquiryId: string): void {
    this.#inquiryIds.set(`${story.key}/${step.of ?? 'main'}`, inquiryId);
  }

  arrived({ story }: Scene, rawMessageId: string): void {
    this.#mailIds.set(story.key, rawMessageId);
  }

  /** The newest mail of the story that came in. */
  mailId({ story }: Scene): string {
    return this.#mailIds.get(story.key) ?? missing(`${story.key} (mail)`);
  }

  knows({ story, step }: Scene): boolean {
    return this.#inquiryIds.has(`${story.key}/${step.of ?? 'main'}`);
  }

  /** The inquiry that a step is about, or another one of its story, as it stands. */
  async inquiry({ story, step }: Scene, label = step.of ?? 'main'): Promise<InquiryRow> {
    return this.#load(`${story.key}/${label}`);
  }

  instantOf(scene: Scene, when: When): Instant {
    return this.timetable.instantOf(scene.story, when);
  }

  text(text: Text, told: Told): string {
    return typeof text === 'string' ? text : text(told);
  }

  /** What texts and bodies may ask at this moment. */
  async told(scene: Scene): Promise<Told> {
    const row = this.knows(scene) ? await this.inquiry(scene) : undefined;
    const contact = row?.customerId == null ? undefined : await this.service(CustomerQueries).contactAt(row.customerId, scene.at);
    const numbers = await this.#numbers(scene.story.key);
    const calendar = await this.calendar();
    const at = (when: When): Instant => this.instantOf(scene, when);
    return {
      day: (when) => formatMonthDay(dayOf(at(when))),
      time: (when) => formatTime(at(when)),
      iso: (when) => toIsoTokyo(at(when)),
      date: (when) => civilDate(at(when)),
      daysLater: (n) => toIsoTokyo(calendar.addBusinessDays(scene.at, n)),
      promised: (minutes) => toIsoTokyo(receptionAfter(calendar, scene.at, minutes)),
      contactId: contact?.id ?? '',
      number: (label) => numbers.get(label) ?? missing(label),
      staffId: (person) => this.scope(person).staffId,
      providerId: this.register.providerId,
      reportVersion: row === undefined ? 0 : ((await this.service(Reports).open(row.id))?.version ?? 0),
      logRequestId: row === undefined ? '' : ((await this.db.many(LogRequestRow, { inquiryId: row.id })).at(-1)?.id ?? ''),
    };
  }

  async #load(label: string): Promise<InquiryRow> {
    const row = await this.db.one(InquiryRow, { id: this.#inquiryIds.get(label) ?? missing(label) });
    return row ?? missing(label);
  }

  /** By label within the story, and by `story/label` from another. */
  async #numbers(storyKey: string): Promise<ReadonlyMap<string, string>> {
    const numbers = new Map<string, string>();
    for (const label of this.#inquiryIds.keys()) {
      const { number } = await this.#load(label);
      numbers.set(label, number);
      if (label.startsWith(`${storyKey}/`)) numbers.set(label.slice(storyKey.length + 1), number);
    }
    return numbers;
  }
}

function missing(label: string): never {
  throw new Error(`There is no inquiry ${label} yet.`);
}
