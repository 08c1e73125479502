import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import type { Actor } from '../platform/events.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { AcceptUploads, uploadedFile } from '../web/uploads.js';
import { allClosures } from './calendar.queries.js';
import {
  changeAnswer, closureAnswer, closureId, daysAnswer, explainedAnswer, explainQuery, importAnswer, importForm, isoOrNull,
  newClosure, newReopening, newSuspension, stateAnswer, yearQuery,
} from './calendar.schemas.js';
import { closureResource, daysOf } from './calendar.view.js';
import { Calendars } from './calendars.service.js';
import { dayOf, partsOf } from './civil-day.rules.js';
import { describeTarget, type Explained } from './explain.rules.js';
import { toIsoTokyo } from './japanese-time.js';

const newImport = importForm(uploadedFile);

/** The calendar over JSON. */
@Controller('api/v1/calendar')
export class CalendarApiController {
  constructor(
    private readonly calendars: Calendars,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Permit('calendar.read')
  @Api({ summary: '受付の現在の状態と次の受付開始', response: stateAnswer })
  async state(): Promise<z.infer<typeof stateAnswer>> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    return {
      version: calendar.version,
      officialThrough: calendar.officialThrough ?? null,
      isOpen: calendar.isOpen(now),
      nextOpeningAt: toIsoTokyo(calendar.nextOpening(now)),
      suspendedUntil: isoOrNull(calendar.suspensionAt(now)?.to),
    };
  }

  @Get('explain')
  @Permit('calendar.read')
  @Api({ summary: 'ある時刻に届いたものの受付と目標期限、その理由', response: explainedAnswer })
  async explain(@Query({ schema: explainQuery }) { at }: z.infer<typeof explainQuery>): Promise<Explained> {
    return describeTarget((await this.calendars.current()).responseTarget(at));
  }

  @Get('days')
  @Permit('calendar.read')
  @Api({ summary: '1年の休業日とその理由', response: daysAnswer })
  async days(@Query({ schema: yearQuery }) { year }: z.infer<typeof yearQuery>): Promise<z.infer<typeof daysAnswer>> {
    return daysOf(await this.calendars.current(), year ?? partsOf(dayOf(this.clock.now())).year);
  }

  @Get('closures')
  @Permit('calendar.read')
  @Api({ summary: '休業・祝日の取りやめ・受付停止の登録', response: closureAnswer.array() })
  async closures(): Promise<z.infer<typeof closureAnswer>[]> {
    const now = this.clock.now();
    return (await allClosures(this.db)).map((row) => closureResource(row, now));
  }

  @Post('closures')
  @Permit('calendar.edit')
  @Idempotent()
  @Api({ summary: '休業日を登録する', response: changeAnswer })
  async addClosure(@CurrentScope() scope: Scope, @Body({ schema: newClosure }) body: z.infer<typeof newClosure>): Promise<z.infer<typeof changeAnswer>> {
    return this.calendars.addClosure(actorOf(scope), body);
  }

  @Post('reopenings')
  @Permit('calendar.edit')
  @Idempotent()
  @Api({ summary: '祝日を受付日に変更する', response: changeAnswer })
  async addReopening(@CurrentScope() scope: Scope, @Body({ schema: newReopening }) body: z.infer<typeof newReopening>): Promise<z.infer<typeof changeAnswer>> {
    return this.calendars.reopen(actorOf(scope), body);
  }

  @Post('suspensions')
  @Permit('calendar.edit')
  @Idempotent()
  @Api({ summary: '受付停止を登録する（登録の時点から、まだ受け付けていないものに適用）', response: changeAnswer })
  async addSuspension(@CurrentScope() scope: Scope, @Body({ schema: newSuspension }) body: z.infer<typeof newSuspension>): Promise<z.infer<typeof changeAnswer>> {
    return this.calendars.declareSuspension(actorOf(scope), body);
  }

  @Post('closures/:id/revoke')
  @Permit('calendar.edit')
  @HttpCode(200)
  @Api({ summary: '登録を取り消す（過ぎた分は残る）', response: changeAnswer, status: 200 })
  async revoke(@CurrentScope() scope: Scope, @Param('id', { schema: closureId }) id: string): Promise<z.infer<typeof changeAnswer>> {
    return this.calendars.revoke(actorOf(scope), id);
  }

  @Post('imports')
  @Permit('calendar.edit')
  @AcceptUploads()
  @Idempotent()
  @HttpCode(200)
  @Api({ summary: '内閣府の祝日CSV（CP932）を取り込む（multipart/form-data の file と confirmed）', response: importAnswer, status: 200 })
  async import(@CurrentScope() scope: Scope, @Body({ schema: newImport }) { file, confirmed }: z.infer<typeof newImport>): Promise<z.infer<typeof importAnswer>> {
    return this.calendars.importOfficial(actorOf(scope), file.bytes, confirmed);
  }
}

function actorOf(scope: Scope): Actor {
  return { kind: 'staff', id: scope.staffId };
}
