import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Calendars } from '../calendar/calendars.service.js';
import { formatTime, toIsoTokyo } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { hasRole, type Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { Navigation } from '../web/navigation.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { CustomerChoices } from './customer-choice.service.js';
import { newCallSchema } from './opening.schemas.js';
import { CallDrafts } from './drafts/call-drafts.service.js';
import { TakeCall } from './take-call.service.js';

const searchQuery = z.object({
  q: z.string().max(100).default(''),
  customerId: z.uuid().optional().catch(undefined),
  /** Asked from an inquiry: one of them must be it, not none. */
  mustChoose: z.literal('1').optional().catch(undefined),
  /** Asked with Enter or the button rather than while typing: the only one found is the one meant. */
  entered: z.literal('1').optional().catch(undefined),
  /** A call that broke off, to go on with. */
  draft: z.uuid().optional().catch(undefined),
  /** The closed inquiry after which the customer tells of something else (T33). */
  followUpOf: z.uuid().optional().catch(undefined),
});
const draftId = z.uuid();

/** From the ringing telephone to a saved inquiry. */
@Controller('calls')
@Permit('inquiry.take_call')
export class CallsController {
  constructor(
    private readonly choices: CustomerChoices,
    private readonly calendars: Calendars,
    private readonly clock: Clock,
    private readonly takeCall: TakeCall,
    private readonly drafts: CallDrafts,
    private readonly views: Views,
  ) {}

  @Get('new')
  @Navigation({ label: '電話を受ける', order: 10 })
  async form(@CurrentScope() scope: Scope, @Query({ schema: searchQuery }) asked: z.infer<typeof searchQuery>): Promise<string> {
    const kept = asked.draft === undefined ? undefined : await this.drafts.one(scope, asked.draft);
    if (kept !== undefined) return this.#page(scope, emptyForm({ ...kept.fields, draftId: kept.id }));
    const form = emptyForm({ receivedAt: localInput(this.clock.now()), customerId: asked.customerId ?? (await this.choices.onlyOne(scope, asked.q)), q: asked.q, followUpOf: asked.followUpOf ?? '' });
    return this.#page(scope, form);
  }

  /** Customers by name, reading, contract number or telephone number in any notation, while typing. */
  @Get('customers')
  async search(@CurrentScope() scope: Scope, @Query({ schema: searchQuery }) asked: z.infer<typeof searchQuery>): Promise<string> {
    const only = asked.entered === '1' ? await this.choices.onlyOne(scope, asked.q) : '';
    const found = await this.choices.of(scope, asked.q, only === '' ? (asked.customerId ?? '') : only);
    return this.views.fragment('inquiries/call-customers', { ...found, mustChoose: asked.mustChoose === '1' });
  }

  /** By itself while somebody types, or from the button where there is no JavaScript. */
  @Post('drafts/:draftId')
  @HttpCode(200)
  async keep(@CurrentScope() scope: Scope, @Param('draftId', { schema: draftId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const keptAt = await this.drafts.keep(scope, id, raw);
    if (!request.desk.isFragment) return seeOtherSaying(reply, keptAt === undefined ? '/calls/new' : `/calls/new?draft=${id}`, '途中の受付を保存しました。');
    return keptAt === undefined ? '' : `途中の受付を保存しました（${formatTime(keptAt)}）`;
  }

  @Post('drafts/:draftId/discard')
  async discard(@CurrentScope() scope: Scope, @Param('draftId', { schema: draftId }) id: string, @Body({ schema: rawForm }) _body: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.drafts.discard(scope, id);
    return seeOtherSaying(reply, '/calls/new', '途中の受付を破棄しました。');
  }

  @Post()
  @Idempotent()
  async take(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { q: _search, draftId: kept, ...typed } = raw;
    const form = parseForm(newCallSchema, typed);
    if (!form.ok) throw await this.#refused(scope, raw, new DomainError('validation_failed', '入力内容を確認してください。', { faults: form.faults }));
    try {
      const row = await this.drafts.whileSending(scope, typedText(kept), () => this.takeCall.take(scope, form.values));
      return seeOtherSaying(reply, `/inquiries/${row.id}`, `受付番号 ${row.number} で受け付けました。`);
    } catch (error) {
      if (error instanceof DomainError) throw await this.#refused(scope, raw, error);
      throw error;
    }
  }

  async #refused(scope: Scope, raw: RawForm, refusal: DomainError): Promise<RefusedPage> {
    return new RefusedPage(refusal, await this.#page(scope, refusedForm(raw, refusal.faults), refusal));
  }

  async #page(scope: Scope, form: FormState, refusal?: DomainError): Promise<string> {
    const calendar = await this.calendars.current();
    const now = this.clock.now();
    const id = draftId.safeParse(form.values['draftId']).data ?? newId();
    return this.views.page('inquiries/call', {
      title: '電話を受ける',
      width: 'wide',
      form,
      draftId: id,
      unfinished: await this.drafts.others(scope, id),
      refusal: refusal === undefined ? undefined : { code: refusal.code, message: refusal.message, facts: refusal.facts },
      isOpen: calendar.isOpen(now),
      nextOpening: calendar.nextOpening(now),
      isSupervisor: hasRole(scope, 'first_line_supervisor'),
      ...(await this.choices.of(scope, typedText(form.values['q']), typedText(form.values['customerId']))),
    });
  }
}

/** What a `datetime-local` field holds, Asia/Tokyo. */
function localInput(at: number): string {
  return toIsoTokyo(at).slice(0, 16);
}

function typedText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
