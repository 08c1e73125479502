import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { InquiryDetails } from '../../inquiries/inquiry-details.queries.js';
import type { Scope } from '../../platform/scope.js';
import { can } from '../../staff/permissions.js';
import { Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { Views } from '../../web/views.js';
import { idParameter } from '../analysis.schemas.js';
import { CommonCauseQueries } from './common-cause.queries.js';
import { worksOnCauses } from './common-cause.rules.js';
import { causeForm, inquiryForm, newCauseForm, newCauseQuery } from './common-cause.schemas.js';
import { causeInquiryView, causeLineView } from './common-cause.view.js';
import { CommonCauses } from './common-causes.service.js';

const labels = { title: '呼び名', analysis: '共通の分析', wording: 'ご案内文', inquiry: '受付番号' };

/** Pages of the common causes (同一事象, H6): the second line puts them together, each support desk has its call list. */
@Controller('common-causes')
export class CommonCausesController {
  constructor(
    private readonly causes: CommonCauses,
    private readonly queries: CommonCauseQueries,
    private readonly details: InquiryDetails,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('inquiry.read')
  @Navigation({ label: '同一事象', order: 41 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const manages = worksOnCauses(scope);
    const causes = await this.queries.list(scope, manages ? 'all' : 'published');
    const inquiries = manages ? [] : await this.#inquiries(scope, causes.map(({ id }) => id));
    const shown = causes.map((cause) => ({ ...causeLineView(cause), calls: inquiries.filter(({ causeId }) => causeId === cause.id) }));
    return this.views.page('analysis/causes', { title: '同一事象', width: 'wide', manages, causes: shown });
  }

  @Get('new')
  @Permit('analysis.write')
  async blank(@CurrentScope() scope: Scope, @Query({ schema: newCauseQuery }) { inquiry }: z.infer<typeof newCauseQuery>): Promise<string> {
    const number = inquiry === undefined ? '' : (await this.details.row(scope, inquiry)).number;
    return this.#newPage(emptyForm({ inquiry: number }));
  }

  @Post()
  @Permit('analysis.write')
  @Idempotent()
  async begin(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const id = await actOnForm(raw, newCauseForm, (form) => this.#newPage(form), (written) => this.causes.begin(scope, written));
    return seeOtherSaying(reply, `/common-causes/${id}`, '同一事象を登録しました。ほかの問合せを加え、ご案内文を公開できます。');
  }

  @Get(':id')
  @Permit('analysis.read_restricted')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string): Promise<string> {
    return this.#page(scope, id, undefined);
  }

  @Post(':id')
  @Permit('analysis.write')
  @Idempotent()
  async save(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, causeForm, (form) => this.#page(scope, id, form), (written) => this.causes.save(scope, id, version, written));
    return seeOtherSaying(reply, `/common-causes/${id}`, '保存しました。受付窓口に見えるご案内文は、公開するまで変わりません。');
  }

  @Post(':id/publication')
  @Permit('analysis.write')
  @Idempotent()
  async publish(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, rawForm, () => this.#page(scope, id, undefined), () => this.causes.publish(scope, id, version));
    return seeOtherSaying(reply, `/common-causes/${id}`, 'ご案内文を公開し、受付窓口に知らせました。');
  }

  @Post(':id/inquiries')
  @Permit('analysis.write')
  @Idempotent()
  async add(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, inquiryForm, (form) => this.#page(scope, id, form), ({ inquiry }) => this.causes.add(scope, id, version, inquiry));
    return seeOtherSaying(reply, `/common-causes/${id}#inquiries-heading`, '問合せを加えました。');
  }

  @Post(':id/inquiries/:inquiryId/removal')
  @Permit('analysis.write')
  @Idempotent()
  async remove(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @Param('inquiryId', { schema: idParameter }) inquiryId: string, @ExpectedVersion() version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.causes.remove(scope, id, version, inquiryId);
    return seeOtherSaying(reply, `/common-causes/${id}#inquiries-heading`, '問合せを外しました。');
  }

  @Post(':id/end')
  @Permit('analysis.write')
  @Idempotent()
  async end(@CurrentScope() scope: Scope, @Param('id', { schema: idParameter }) id: string, @ExpectedVersion() version: number, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.causes.end(scope, id, version);
    return seeOtherSaying(reply, '/common-causes', '同一事象を終了しました。電話の一覧には表示されなくなります。');
  }

  async #inquiries(scope: Scope, causes: readonly string[]): Promise<readonly ReturnType<typeof causeInquiryView>[]> {
    const found = await this.queries.inquiries(scope, causes);
    const onTheirWay = await this.details.answersOnTheirWay(found);
    return found.map((inquiry) => causeInquiryView(inquiry, onTheirWay.get(inquiry.id)));
  }

  #newPage(form: FormState): string {
    return this.views.page('analysis/cause-new', { title: '同一事象の登録', form, labels });
  }

  async #page(scope: Scope, id: string, refused: FormState | undefined): Promise<string> {
    const cause = await this.causes.byId(scope, id);
    const inquiries = await this.#inquiries(scope, [id]);
    const told = inquiries.filter(({ toldAt }) => toldAt !== null).length;
    return this.views.page('analysis/cause', {
      title: cause.title, width: 'wide', cause, line: causeLineView({ ...cause, inquiries: inquiries.length, told }), inquiries, candidates: await this.queries.candidates(scope, id),
      form: refused ?? emptyForm({ title: cause.title, analysis: cause.analysis, wording: cause.wording }), labels, writes: can(scope, 'analysis.write') && cause.endedAt === null,
    });
  }
}
