import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { Db } from '../platform/db.js';
import { DomainError } from '../platform/errors.js';
import type { Actor } from '../platform/events.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { validationFailed } from '../web/japanese-faults.js';
import { Navigation } from '../web/navigation.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { AcceptUploads, uploadedFile } from '../web/uploads.js';
import { Views } from '../web/views.js';
import { allClosures, latestImport } from './calendar.queries.js';
import { closureId, importForm, newClosure, newReopening, suspensionForm, yearPageQuery } from './calendar.schemas.js';
import { askedTarget, closedKinds, closureView, importSentence, listedClosedDays, daysOf, monthsOf, officialNote, stateSentence } from './calendar.view.js';
import { Calendars } from './calendars.service.js';
import { dayOf, partsOf } from './civil-day.rules.js';
import { explainedYears } from './iso-instant.rules.js';
import { firstChangeableDate, isRevocable } from './closure.rules.js';

const newImport = importForm(uploadedFile);

type FormName = 'closure' | 'suspension' | 'reopening' | 'import';

/** The calendar as everybody sees it, and the acts of the service owner on it (A2, A8). */
@Controller('calendar')
export class CalendarController {
  constructor(
    private readonly calendars: Calendars,
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('calendar.read')
  @Navigation({ label: '受付カレンダー', order: 50 })
  async year(@Query({ schema: yearPageQuery }) query: z.infer<typeof yearPageQuery>): Promise<string> {
    const now = this.clock.now();
    const calendar = await this.calendars.current();
    const year = query.year ?? partsOf(dayOf(now)).year;
    return this.views.page('calendar/year', {
      title: `受付カレンダー ${year}年`,
      width: 'wide',
      year,
      previous: year > explainedYears.first ? year - 1 : undefined,
      next: year < explainedYears.last ? year + 1 : undefined,
      state: stateSentence(calendar, now),
      suspensions: (await allClosures(this.db)).filter((row) => row.kind === 'suspension' && isRevocable(row, now)).map((row) => closureView(row, now)),
      official: officialNote(calendar, now),
      asked: askedTarget(calendar, query.at),
      businessDays: daysOf(calendar, year).businessDays,
      kinds: Object.values(closedKinds),
      months: monthsOf(calendar, year, now),
      closedDays: listedClosedDays(calendar, year),
    });
  }

  @Get('edit')
  @Permit('calendar.edit')
  async edit(): Promise<string> {
    return this.#editPage();
  }

  @Post('closures')
  @Permit('calendar.edit')
  @Idempotent()
  async addClosure(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.#act('closure', raw, () => this.calendars.addClosure(actorOf(scope), read(newClosure, raw)));
    return seeOtherSaying(reply, '/calendar/edit', '休業を登録しました。対応中のお問い合わせの目標期限に反映しました。');
  }

  @Post('suspensions')
  @Permit('calendar.edit')
  @Idempotent()
  async addSuspension(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.#act('suspension', raw, () => this.calendars.declareSuspension(actorOf(scope), read(suspensionForm, raw)));
    return seeOtherSaying(reply, '/calendar/edit', '受付停止を登録しました。これから受け付けるお問い合わせに適用されます。');
  }

  @Post('reopenings')
  @Permit('calendar.edit')
  @Idempotent()
  async addReopening(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.#act('reopening', raw, () => this.calendars.reopen(actorOf(scope), read(newReopening, raw)));
    return seeOtherSaying(reply, '/calendar/edit', '祝日を受付日に変更しました。対応中のお問い合わせの目標期限に反映しました。');
  }

  @Post('closures/:id/revoke')
  @Permit('calendar.edit')
  async revoke(@CurrentScope() scope: Scope, @Param('id', { schema: closureId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.calendars.revoke(actorOf(scope), id);
    return seeOtherSaying(reply, '/calendar/edit', '登録を取り消しました。すでに過ぎた分はそのまま残ります。');
  }

  @Post('imports')
  @Permit('calendar.edit')
  @AcceptUploads()
  @Idempotent()
  async import(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const imported = await this.#act('import', raw, () => {
      const { file, confirmed } = read(newImport, raw);
      return this.calendars.importOfficial(actorOf(scope), file.bytes, confirmed);
    });
    return seeOtherSaying(reply, '/calendar/edit', imported.isNew ? `祝日表を取り込みました（${imported.rows}行）。` : 'この祝日表はすでに取り込まれています。');
  }

  /** A refusal comes back as the page with what was typed; a change that was overtaken is for the error page. */
  async #act<T>(name: FormName, raw: RawForm, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'version_stale') throw error;
      throw new RefusedPage(error, await this.#editPage({ name, state: refusedForm(raw, error.faults), message: error.message }));
    }
  }

  async #editPage(refused?: { readonly name: FormName; readonly state: FormState; readonly message: string }): Promise<string> {
    const now = this.clock.now();
    const form = (name: FormName): FormState => (refused?.name === name ? refused.state : emptyForm());
    return this.views.page('calendar/edit', {
      title: '受付カレンダーの変更',
      width: 'wide',
      firstChangeable: firstChangeableDate(now),
      closures: (await allClosures(this.db)).toReversed().map((row) => closureView(row, now)),
      official: officialNote(await this.calendars.current(), now),
      imported: importSentence(await latestImport(this.db)),
      refused: refused === undefined ? undefined : { name: refused.name, message: refused.message },
      forms: { closure: form('closure'), suspension: form('suspension'), reopening: form('reopening'), import: form('import') },
    });
  }
}

function actorOf(scope: Scope): Actor {
  return { kind: 'staff', id: scope.staffId };
}

/** @throws DomainError validation_failed */
function read<Schema extends z.ZodType>(schema: Schema, raw: RawForm): z.output<Schema> {
  const form = parseForm(schema, raw);
  if (!form.ok) throw validationFailed(form.faults);
  return form.values;
}
