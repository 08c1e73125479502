import { Body, Controller, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { formatTime } from '../../calendar/japanese-time.js';
import { notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { rawForm, type RawForm } from '../../web/forms.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { phraseField, withPhrase } from '../phrases/phrase.rules.js';
import { PhraseQueries } from '../phrases/phrase.queries.js';
import { Drafts } from './drafts.service.js';

const id = z.uuid();
const formName = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/);
/** The page the form stands on, and the part of it, to go back to. */
const standsOn = z.object({ page: z.enum(['analysis', 'report']).optional().catch(undefined), at: z.string().regex(/^[a-z-]{1,40}$/).optional().catch(undefined) });
type StandsOn = z.infer<typeof standsOn>;
const offerForm = z.looseObject({ offered: z.enum(['yes', 'no']) });

/** What is half typed on the page of an inquiry. */
@Controller('inquiries/:id/drafts')
@Permit('inquiry.hear', 'inquiry.decide_entitlement')
export class DraftsController {
  constructor(
    private readonly drafts: Drafts,
    private readonly phrases: PhraseQueries,
  ) {}

  /** By itself while somebody types, or from the button where there is no JavaScript. */
  @Post(':form')
  @HttpCode(200)
  async save(
    @CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Param('form', { schema: formName }) form: string, @Query({ schema: standsOn }) place: StandsOn,
    @Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const savedAt = await this.drafts.save(scope, inquiryId, form, raw);
    if (!request.desk.isFragment) return seeOtherSaying(reply, placeOf(inquiryId, place), '下書きを保存しました。');
    return savedAt === undefined ? '' : `下書きを保存しました（${formatTime(savedAt)}）`;
  }

  /** Adds a ready-made text to what is typed, where there is no script to put it in place. */
  @Post(':form/phrase')
  async addPhrase(
    @CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Param('form', { schema: formName }) form: string, @Query({ schema: standsOn }) place: StandsOn,
    @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const field = phraseField(form);
    if (field === undefined) throw notFound('定型文');
    const [phrase] = await this.phrases.editions(id.safeParse(raw['_phrase']).data ?? '');
    const typed = raw[field];
    await this.drafts.save(scope, inquiryId, form, { ...raw, [field]: withPhrase(typeof typed === 'string' ? typed : '', phrase.body) });
    return seeOtherSaying(reply, placeOf(inquiryId, place), `定型文「${phrase.title}」を入れました。`);
  }

  @Post(':form/discard')
  async discard(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Param('form', { schema: formName }) form: string, @Query({ schema: standsOn }) place: StandsOn, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.drafts.discard(scope, inquiryId, form);
    return seeOtherSaying(reply, placeOf(inquiryId, place), '下書きを破棄しました。');
  }

  @Post(':form/offer')
  async offer(
    @CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Param('form', { schema: formName }) form: string, @Query({ schema: standsOn }) place: StandsOn,
    @Body({ schema: offerForm }) { offered }: z.infer<typeof offerForm>, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.drafts.offer(scope, inquiryId, form, offered === 'yes');
    return seeOtherSaying(reply, placeOf(inquiryId, place), offered === 'yes' ? '下書きを、次の担当者が引き継げるようにしました。' : '下書きを、引き継げないようにしました。');
  }

  @Post(':draftId/take-over')
  async takeOver(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string, @Param('draftId', { schema: id }) draftId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.drafts.takeOver(scope, inquiryId, draftId);
    return seeOtherSaying(reply, `/inquiries/${inquiryId}`, '下書きを引き継ぎました。');
  }
}

function placeOf(inquiryId: string, { page, at }: StandsOn): string {
  return `/inquiries/${inquiryId}${page === undefined ? '' : `/${page}`}${at === undefined ? '' : `#${at}`}`;
}
