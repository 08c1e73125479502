import { Body, Controller, Get, Header, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Db } from '../../platform/db.js';
import { newId } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { differenceOf } from '../../platform/text-difference.rules.js';
import { Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { Views } from '../../web/views.js';
import { phraseForm, phraseOccasionLabels } from './phrase.rules.js';
import { PhraseQueries } from './phrase.queries.js';
import { Phrases } from './phrases.service.js';

const id = z.uuid();
const asked = z.object({ version: z.coerce.number().int().positive().optional().catch(undefined) });
const editForm = phraseForm.extend({ retired: z.literal('yes').optional() });
const labels = { occasion: '使う場面', title: '見出し', body: '本文', retired: '使わない' };

/** Pages in which ready-made texts are written; the forms of acts fetch what they insert. */
@Controller('phrases')
@Permit('phrase.edit')
export class PhrasesController {
  constructor(
    private readonly db: Db,
    private readonly phrases: Phrases,
    private readonly queries: PhraseQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: '定型文', order: 56 })
  async list(): Promise<string> {
    return this.#listPage(emptyForm({ occasion: 'answer' }));
  }

  @Post()
  @Idempotent()
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#listPage(form);
    await actOnForm(raw, phraseForm, page, (text) => this.db.tx((tx) => this.phrases.save(tx, scope, newId(), { ...text, retired: false, follows: 0 })));
    return seeOtherSaying(reply, '/phrases', '定型文を追加しました。入力欄の「定型文を入れる」から使えます。');
  }

  @Get(':id')
  async editing(@Param('id', { schema: id }) phraseId: string, @Query({ schema: asked }) { version }: z.infer<typeof asked>): Promise<string> {
    const [{ occasion, title, body, retired }] = await this.queries.editions(phraseId);
    return this.#editPage(phraseId, emptyForm({ occasion, title, body, retired: retired ? 'yes' : '' }), version);
  }

  @Post(':id')
  @Idempotent()
  async save(
    @CurrentScope() scope: Scope, @Param('id', { schema: id }) phraseId: string, @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#editPage(phraseId, form);
    const version = await actOnForm(raw, editForm, page, ({ retired, ...text }) => this.db.tx((tx) => this.phrases.save(tx, scope, phraseId, { ...text, retired: retired === 'yes', follows })));
    return seeOtherSaying(reply, `/phrases/${phraseId}`, `第${version}版を保存しました。`);
  }

  /** The text alone, for the script that puts it where the cursor stands. */
  @Get(':id/text')
  @Permit('inquiry.hear')
  @Header('content-type', 'text/plain; charset=utf-8')
  async text(@Param('id', { schema: id }) phraseId: string): Promise<string> {
    return (await this.queries.editions(phraseId))[0].body;
  }

  async #listPage(form: FormState): Promise<string> {
    return this.views.page('inquiries/phrases', { title: '定型文', phrases: await this.queries.all(), occasions: phraseOccasionLabels, form, labels });
  }

  async #editPage(phraseId: string, form: FormState, shown?: number): Promise<string> {
    const editions = await this.queries.editions(phraseId);
    const index = editions.findIndex(({ version }) => version === shown);
    const [after, before] = [editions[index], editions[index + 1]];
    const changes = after === undefined ? undefined : differenceOf(before?.body ?? '', after.body);
    return this.views.page('inquiries/phrase', { title: `定型文：${editions[0].title}`, phrase: editions[0], editions, shown: after, changes, occasions: phraseOccasionLabels, form, labels });
  }
}
