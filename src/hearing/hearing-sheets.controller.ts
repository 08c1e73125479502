import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { sendPdf } from '../web/downloads.js';
import { Papers } from '../web/paper/papers.service.js';
import { Permit } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { Navigation } from '../web/navigation.js';
import { RefusedPage } from '../web/refused-page.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { AcceptUploads } from '../web/uploads.js';
import { validationFailed } from '../web/japanese-faults.js';
import { Views } from '../web/views.js';
import { blankSheetPaper } from './sheet-paper.rules.js';
import { HearingSheetQueries } from './hearing-sheets.queries.js';
import { acknowledgeBody, definitionUpload, previewQuery, sheetVersion } from './hearing-sheets.schemas.js';
import { previewView } from './preview.view.js';
import { readDefinitionText } from './read-definition.js';
import { SheetOffice } from './sheet-office.service.js';

/** Pages about the hearing sheets: the owner publishes, every desk takes note (B1). */
@Controller('hearing-sheets')
export class HearingSheetsController {
  constructor(
    private readonly office: SheetOffice,
    private readonly queries: HearingSheetQueries,
    private readonly papers: Papers,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('sheet.read')
  @Navigation({ label: 'ヒアリングシート', order: 50 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    return this.#listPage(scope, emptyForm());
  }

  @Post()
  @Permit('sheet.edit')
  @AcceptUploads()
  @Idempotent()
  @HttpCode(200)
  async upload(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(definitionUpload, raw);
    if (!form.ok) throw await this.#refused(scope, validationFailed(form.faults));
    try {
      const text = new TextDecoder('utf-8', { fatal: false }).decode(form.values.definition.bytes);
      const version = await this.office.draft(scope, readDefinitionText(text));
      return seeOtherSaying(reply, `/hearing-sheets/${version}`, '下書きを登録しました。表示を確かめてから公開してください。');
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      throw await this.#refused(scope, error);
    }
  }

  @Get(':version')
  @Permit('sheet.read')
  async preview(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Query({ schema: previewQuery }) query: z.infer<typeof previewQuery>,
  ): Promise<string> {
    const sheet = await this.office.readable(scope, version);
    const acknowledgements = await this.queries.acknowledgements(scope, version);
    return this.views.page('hearing/preview', { title: sheet.definition.title, width: 'wide', ...previewView(sheet, query), acknowledgements, deskIds: scope.deskIds });
  }

  /** The sheet without answers, to be filled in by hand (H10). */
  @Get(':version/blank.pdf')
  @Permit('sheet.read')
  async blank(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    const { definition } = await this.office.readable(scope, version);
    const pdf = await this.papers.draw(blankSheetPaper({ definition, version, at: this.clock.now() }));
    return sendPdf(reply, `ヒアリングシート_記入用_第${version}版`, pdf);
  }

  /** The definition alone, to be changed and uploaded again. */
  @Get(':version/definition')
  @Permit('sheet.read')
  async definition(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { definition } = await this.office.readable(scope, version);
    void reply.type('application/json; charset=utf-8').header('content-disposition', `attachment; filename="hearing-sheet-${version}.json"`);
    return JSON.stringify(definition, null, 2);
  }

  @Post(':version/publication')
  @Permit('sheet.edit')
  @HttpCode(200)
  async publish(@CurrentScope() scope: Scope, @Param('version', { schema: sheetVersion }) version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.office.publish(scope, version);
    return seeOtherSaying(reply, '/hearing-sheets', `第${version}版を公開し、すべての受付窓口に知らせました。`);
  }

  @Post(':version/acknowledgements')
  @Permit('sheet.acknowledge')
  @HttpCode(200)
  async acknowledge(
    @CurrentScope() scope: Scope,
    @Param('version', { schema: sheetVersion }) version: number,
    @Body({ schema: acknowledgeBody }) body: z.infer<typeof acknowledgeBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.office.acknowledge(scope, version, body.deskId);
    return seeOtherSaying(reply, `/hearing-sheets/${version}`, '確認済みにしました。');
  }

  async #refused(scope: Scope, refusal: DomainError): Promise<RefusedPage> {
    return new RefusedPage(refusal, await this.#listPage(scope, refusedForm({}, refusal.faults)));
  }

  async #listPage(scope: Scope, form: FormState): Promise<string> {
    const [sheets, unacknowledged] = [await this.queries.list(scope), await this.queries.unacknowledged(scope)];
    return this.views.page('hearing/list', { title: 'ヒアリングシート', sheets, unacknowledged, form });
  }
}
