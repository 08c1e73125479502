import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Background, Permit } from '../web/access.js';
import type { RawForm } from '../web/forms.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { SaidOnceDone } from './acts/said-once-done.service.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { ActRunner } from './acts/act-runner.service.js';
import { ChangesSince } from './changes-since.queries.js';
import { Drafts } from './drafts/drafts.service.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import { InquiryPage } from './inquiry-page.service.js';
import { InquirySheetPage } from './inquiry-sheet-page.service.js';

const id = z.uuid();
const actName = z.string().regex(/^[a-z-]{1,40}$/);
const rawForm = z.record(z.string(), z.unknown());
const newsQuery = z.object({ seen: z.coerce.number().int().min(0).max(999_999_999).catch(0), page: z.enum(['analysis', 'report']).optional().catch(undefined), mail: z.string().max(16).optional().catch(undefined) });
const pageQuery = z.object({ q: z.string().max(100).optional().catch(undefined), add: z.string().regex(/^[a-z]{1,20}$/).optional().catch(undefined) });

/**
 * The page of one inquiry and its forms. An act carries the version the person saw, so a second click
 * finds another version and does nothing twice.
 */
@Controller('inquiries')
@Permit('inquiry.read')
export class InquiryPages {
  constructor(
    private readonly page: InquiryPage,
    private readonly acts: ActRunner,
    private readonly registry: ActRegistry,
    private readonly said: SaidOnceDone,
    private readonly sheets: InquirySheetPage,
    private readonly drafts: Drafts,
    private readonly details: InquiryDetails,
    private readonly changes: ChangesSince,
  ) {}

  @Get(':id')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Query({ schema: pageQuery }) asked: z.infer<typeof pageQuery>): Promise<string> {
    return this.page.render(scope, inquiryId, { ...(asked.q === undefined ? {} : { q: asked.q }), add: asked.add });
  }

  /** What others did since the page was opened, and how the mail of its answer stands; empty while it still shows how things stand. */
  @Get(':id/news')
  @Background()
  async news(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Query({ schema: newsQuery }) { seen, page, mail }: z.infer<typeof newsQuery>): Promise<string> {
    const row = await this.details.row(scope, inquiryId);
    const own = await this.changes.areExpected(row, { version: seen }, scope.staffId);
    const changes = own ? [] : await this.changes.since(row, seen);
    const mailHasGoneOn = mail !== undefined && mail !== ((await this.details.answerOnItsWay(row)) ?? '');
    return changes.length === 0 && !mailHasGoneOn ? '' : this.page.renderNews(row, changes, page);
  }

  /** One field of the hearing sheet while somebody types, or the whole sheet from its button. */
  @Post(':id/sheet')
  @Permit('inquiry.hear')
  async sheet(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: id }) inquiryId: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const saved = request.desk.isFragment ? await this.sheets.autosave(scope, inquiryId, raw, version) : await this.sheets.save(scope, inquiryId, raw, version);
    const { refusal, parsed } = saved;
    if (request.desk.isFragment) {
      const html = await this.page.renderSaved(scope, saved);
      if (refusal !== undefined) throw new RefusedPage(refusal, html);
      void reply.status(200);
      return html;
    }
    if (refusal !== undefined) throw new RefusedPage(refusal, await this.page.render(scope, inquiryId, { saved, add: parsed.add }));
    const { opened } = saved.autosaved;
    const added = parsed.add === undefined ? '#sheet' : `?add=${encodeURIComponent(parsed.add)}#sheet`;
    return seeOtherSaying(reply, `/inquiries/${inquiryId}${added}`, `シートを保存しました。${opened > 0 ? `回答により、質問が${opened}件増えました。` : ''}`);
  }

  @Post(':id/acts/:act')
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: id }) inquiryId: string,
    @Param('act', { schema: actName }) name: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      const row = await this.drafts.whileSending(scope, inquiryId, name, () => this.acts.run(scope, name, { id: inquiryId, version, body: raw }));
      return seeOtherSaying(reply, `/inquiries/${inquiryId}`, await this.said.of(this.registry.byName(name), row, raw));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      throw new RefusedPage(error, await this.page.render(scope, inquiryId, { refused: { act: name, raw, refusal: error } }));
    }
  }
}
