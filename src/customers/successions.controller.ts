import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import { Clock } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { actOnForm } from '../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../web/forms.js';
import { Idempotent } from '../web/idempotent.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { successionForm } from './customers.schemas.js';
import { successionView } from './customers.view.js';
import { FormChoices } from './form-choices.service.js';
import { Successions } from './successions.service.js';

/** Where the service owner passes the support of one desk on to another (B6). */
@Controller('successions')
@Permit('succession.execute')
export class SuccessionsController {
  constructor(
    private readonly successions: Successions,
    private readonly choices: FormChoices,
    private readonly clock: Clock,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@CurrentScope() scope: Scope): Promise<string> {
    return this.#page(scope, emptyForm({ effectiveAt: toIsoTokyo(this.clock.now()).slice(0, 16) }));
  }

  @Post()
  @Idempotent()
  async execute(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, successionForm, (form) => this.#page(scope, form), (values) => this.successions.execute(scope, values));
    return seeOtherSaying(reply, '/successions', 'サポート承継を記録しました。');
  }

  async #page(scope: Scope, form: FormState): Promise<string> {
    const desks = await this.choices.deskIds(scope);
    const names = new Map(desks.map(({ value, label }) => [value, label]));
    const successions = (await this.successions.list()).map((one) => successionView(one, names));
    return this.views.page('customers/successions', { title: 'サポート承継', form, desks, successions });
  }
}
