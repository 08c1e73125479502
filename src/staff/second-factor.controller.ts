import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Public } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { problemOf } from '../web/problem.js';
import { seeOther } from '../web/redirect.js';
import { Views } from '../web/views.js';
import { Factors } from './factors.service.js';
import { PasskeySignIn } from './passkeys/passkey-sign-in.service.js';
import type { NewSession } from './sessions.service.js';
import { SignInPlace } from './sign-in-place.view.js';
import { SignIn } from './sign-in.service.js';
import { originOf } from './sign-in.view.js';
import type { SignInStep } from './sign-in-steps.service.js';
import { codeForm, passkeyAnswerForm, signInQuery } from './staff.schemas.js';

type Asked = z.infer<typeof signInQuery>;
type FactorPage = 'staff/code' | 'staff/recovery';

/** The second step of the sign-in: giving a code, a passkey, or a recovery code. */
@Controller('sign-in')
export class SecondFactorController {
  constructor(
    private readonly signIn: SignIn,
    private readonly passkeys: PasskeySignIn,
    private readonly place: SignInPlace,
    private readonly factors: Factors,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('code')
  @Public()
  async showCode(@Query({ schema: signInQuery }) query: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#show('staff/code', query, request, reply);
  }

  @Post('code')
  @Public()
  @HttpCode(200)
  async giveCode(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#give('staff/code', codeForm, raw, request, reply, (step, { code }) => this.signIn.giveFactor(step, 'totp', code, originOf(request), request.desk.session));
  }

  @Post('code/passkey')
  @Public()
  @HttpCode(200)
  async givePasskey(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#give('staff/code', passkeyAnswerForm, raw, request, reply, (step, { credential }) => this.passkeys.second(step, credential, originOf(request), request.desk.session));
  }

  @Get('recovery')
  @Public()
  async showRecovery(@Query({ schema: signInQuery }) query: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#show('staff/recovery', query, request, reply);
  }

  @Post('recovery')
  @Public()
  @HttpCode(200)
  async giveRecovery(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#give('staff/recovery', codeForm, raw, request, reply, (step, { code }) => this.signIn.giveFactor(step, 'recovery_code', code, originOf(request), request.desk.session));
  }

  async #show(page: FactorPage, { next }: Asked, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const step = await this.place.stepOf(request);
    if (step?.wants !== 'code') return this.place.elsewhere(reply, step, next);
    return this.#page(page, step, emptyForm({ next: localPath(next) }));
  }

  async #give<Schema extends z.ZodType<{ next?: string | undefined }>>(
    page: FactorPage,
    schema: Schema,
    raw: RawForm,
    request: FastifyRequest,
    reply: FastifyReply,
    give: (step: SignInStep, values: z.output<Schema>) => Promise<NewSession>,
  ): Promise<string> {
    const step = await this.place.stepOf(request);
    if (step?.wants !== 'code') return this.place.elsewhere(reply, step, undefined);
    const typed = { next: raw['next'] };
    const form = parseForm(schema, raw);
    if (!form.ok) return this.#refused(reply, 422, await this.#page(page, step, refusedForm(typed, form.faults)));
    try {
      this.place.signedIn(reply, await give(step, form.values));
      return seeOther(reply, localPath(form.values.next));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, await this.#page(page, step, refusedForm(typed, []), error.message));
    }
  }

  async #page(page: FactorPage, step: SignInStep, form: FormState, refusal?: string): Promise<string> {
    const data = { form, refusal, factors: await this.factors.kindsOf(step.staffId), demo: this.config.mode === 'demo' };
    return page === 'staff/code' ? this.views.page('staff/code', { title: '二要素の確認', ...data }) : this.views.page('staff/recovery', { title: 'リカバリーコードの入力', ...data });
  }

  #refused(reply: FastifyReply, status: number, page: string): string {
    void reply.status(status);
    return page;
  }
}
