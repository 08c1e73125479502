import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { Navigation } from '../web/navigation.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { guideForm, guideKind, type GuideEntry } from './guide-entry.schemas.js';
import { ThreatGuide } from './threat-guide.service.js';

const labels = { meaning: '意味', verified: 'お伝えできること', neverSay: '言わないこと', atOnce: 'すぐにエスカレーションするとき', example: '事例', reason: '変更の理由' };
const editQuery = z.object({ version: z.coerce.number().int().min(0).max(1_000_000).optional().catch(undefined) });

/** The threat guide as a book, and its pages on which the service owner edits it. */
@Controller('guide')
@Permit('inquiry.read')
export class GuideController {
  constructor(
    private readonly db: Db,
    private readonly guide: ThreatGuide,
    private readonly sheets: HearingSheets,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: '脅威ガイド', order: 42 })
  async list(): Promise<string> {
    const { threatCategories, threatKinds } = await this.#kinds();
    const guides = new Map((await this.guide.of(threatKinds.map(({ id }) => id))).map((guide) => [guide.kind, guide]));
    const categories = threatCategories.map((category) => ({
      label: category.label,
      kinds: threatKinds.filter((kind) => kind.category === category.id).map((kind) => ({ id: kind.id, label: kind.label, verdict: kind.firstLine.text, guide: guides.get(kind.id) })),
    }));
    return this.views.page('knowledge/guide', { title: '脅威ガイド', categories });
  }

  @Get(':kind/edit')
  @Permit('guide.edit')
  async editing(@Param('kind', { schema: guideKind }) kind: string, @Query({ schema: editQuery }) { version }: z.infer<typeof editQuery>): Promise<string> {
    const { entry } = version === undefined ? await this.guide.require(kind) : { entry: await this.guide.edition(kind, version) };
    return this.#editPage(kind, emptyForm(typed(entry)), version);
  }

  @Post(':kind/edit')
  @Permit('guide.edit')
  @Idempotent()
  async save(
    @CurrentScope() scope: Scope,
    @Param('kind', { schema: guideKind }) kind: string,
    @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#editPage(kind, form);
    const version = await actOnForm(raw, guideForm, page, ({ entry, reason }) => this.db.tx((tx) => this.guide.save(tx, scope, kind, { entry, reason, follows })));
    return seeOtherSaying(reply, `/guide/${kind}/edit`, `第${version}版を保存しました。すぐに使われます。`);
  }

  async #editPage(kind: string, form: FormState, shown?: number): Promise<string> {
    const guide = await this.guide.require(kind);
    const label = (await this.#kinds()).threatKinds.find(({ id }) => id === kind)?.label ?? kind;
    return this.views.page('knowledge/edit', { title: `脅威ガイド：${label}`, label, guide, shown, editions: await this.guide.editions(kind), form, labels });
  }

  async #kinds() {
    return (await this.sheets.published()).definition;
  }
}

/** An entry as the text areas of the form hold it: one thing a line. */
function typed({ meaning, verified, neverSay, atOnce, example }: GuideEntry): RawForm {
  return { meaning, verified: verified.join('\n'), neverSay: neverSay.join('\n'), atOnce: atOnce.join('\n'), example };
}
