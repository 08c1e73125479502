import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { actOnForm, type FormPage } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { Views } from '../../web/views.js';
import { RecogniserOffice, type RecogniserTrial } from './recogniser-office.service.js';
import { recogniserName, saveForm, trialForm, withdrawForm } from './recognisers.schemas.js';
import { recogniserState } from './recognisers.view.js';

const labels = { definition: '読み取りの定義', sample: '試す通知', reason: '変更の理由' };
const place = '/mail/alert-recognisers';

/** What was tried, to be shown beside the form. */
interface Tried {
  readonly trial: RecogniserTrial | undefined;
}

/** Pages in which the service owner says how English notices are read out of mails. */
@Controller('mail/alert-recognisers')
@Permit('template.edit')
export class RecognisersController {
  constructor(
    private readonly office: RecogniserOffice,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: '通知の読み取り', order: 57 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const entries = (await this.office.list(scope)).map((each) => ({ ...each, ...recogniserState(each.definition) }));
    return this.views.page('mail/recognisers', { title: '通知の読み取り', entries });
  }

  @Get(':name')
  async editing(@CurrentScope() scope: Scope, @Param('name', { schema: recogniserName }) name: string): Promise<string> {
    const { definition } = await this.office.one(scope, name);
    return this.#page(scope, name, emptyForm({ definition }));
  }

  @Post(':name')
  @Idempotent()
  async save(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: recogniserName }) name: string,
    @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const saved = await actOnForm(raw, saveForm, this.#pageOf(scope, name), ({ definition, reason }) => this.office.save(scope, definition, { name, follows, reason }));
    return seeOtherSaying(reply, `${place}/${saved.name}`, '保存しました。これから届くメールに使います。');
  }

  /** Nothing is stored: the page comes back with what was typed and what would be read of the notice. */
  @Post(':name/preview')
  @HttpCode(200)
  async preview(@CurrentScope() scope: Scope, @Param('name', { schema: recogniserName }) name: string, @Body({ schema: rawForm }) raw: RawForm): Promise<string> {
    const trial = await actOnForm(raw, trialForm, this.#pageOf(scope, name), ({ definition, sample }) => this.office.attempt(scope, definition, sample));
    return this.#page(scope, name, emptyForm(raw), { trial });
  }

  @Post(':name/withdraw')
  @Idempotent()
  async withdraw(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: recogniserName }) name: string,
    @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await actOnForm(raw, withdrawForm, this.#pageOf(scope, name), ({ withdrawReason: reason }) => this.office.withdraw(scope, { name, follows, reason }));
    return seeOtherSaying(reply, place, 'この読み取りを使わないようにしました。');
  }

  #pageOf(scope: Scope, name: string): FormPage {
    return (form) => this.#page(scope, name, form);
  }

  async #page(scope: Scope, name: string, form: FormState, tried?: Tried): Promise<string> {
    const entry = await this.office.one(scope, name);
    return this.views.page('mail/recogniser', { title: '通知の読み取り', width: 'wide', entry: { ...entry, ...recogniserState(entry.definition) }, form, labels, tried });
  }
}
