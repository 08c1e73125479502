import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import { CONFIG } from '../settings.module.js';
import { Public } from '../web/access.js';
import { clearStepCookie, setSessionCookie, stepToken } from '../web/cookies.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { problemOf } from '../web/problem.js';
import { seeOther } from '../web/redirect.js';
import { Views } from '../web/views.js';
import { Enrolment } from './enrolment.service.js';
import { spelledRecoveryCode } from './recovery-code.rules.js';
import type { NewSession } from './sessions.service.js';
import { SignIn, type GivenFactor } from './sign-in.service.js';
import { originOf, stepPath } from './sign-in.view.js';
import { SignInSteps, type SignInStep } from './sign-in-steps.service.js';
import { codeForm, signInQuery } from './staff.schemas.js';

type Asked = z.infer<typeof signInQuery>;

/** The second step of the sign-in: giving a code, a recovery code, or registering the factor. */
@Controller('sign-in')
export class SecondFactorController {
  constructor(
    private readonly signIn: SignIn,
    private readonly steps: SignInSteps,
    private readonly enrolment: Enrolment,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('code')
  @Public()
  async showCode(@Query({ schema: signInQuery }) query: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const step = await this.#step(request);
    if (step?.wants !== 'code') return this.#elsewhere(reply, step, query);
    return this.#codePage('staff/code', emptyForm({ next: localPath(query.next) }));
  }

  @Post('code')
  @Public()
  @HttpCode(200)
  async giveCode(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#give('totp', 'staff/code', raw, request, reply);
  }

  @Get('recovery')
  @Public()
  async showRecovery(@Query({ schema: signInQuery }) query: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const step = await this.#step(request);
    if (step?.wants !== 'code') return this.#elsewhere(reply, step, query);
    return this.#codePage('staff/recovery', emptyForm({ next: localPath(query.next) }));
  }

  @Post('recovery')
  @Public()
  @HttpCode(200)
  async giveRecovery(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#give('recovery_code', 'staff/recovery', raw, request, reply);
  }

  @Get('enrolment')
  @Public()
  async showEnrolment(@Query({ schema: signInQuery }) query: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const step = await this.#step(request);
    if (step?.wants !== 'enrolment') return this.#elsewhere(reply, step, query);
    return this.#enrolmentPage(step, emptyForm({ next: localPath(query.next) }));
  }

  @Post('enrolment')
  @Public()
  @HttpCode(200)
  async enrol(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const step = await this.#step(request);
    if (step?.wants !== 'enrolment') return this.#elsewhere(reply, step, {});
    const typed = { next: raw['next'] };
    const form = parseForm(codeForm, raw);
    if (!form.ok) return this.#refused(reply, 422, await this.#enrolmentPage(step, refusedForm(typed, form.faults)));
    try {
      const { session, recoveryCodes } = await this.enrolment.complete(step, form.values.code, originOf(request), request.desk.session);
      this.#signedIn(reply, session);
      const codes = recoveryCodes.map(spelledRecoveryCode);
      return this.views.page('staff/recovery-codes', { title: 'リカバリーコード', codes, next: localPath(form.values.next), name: step.displayName });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.#refused(reply, 422, await this.#enrolmentPage(step, refusedForm(typed, error.faults)));
    }
  }

  async #give(kind: GivenFactor, template: 'staff/code' | 'staff/recovery', raw: RawForm, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const step = await this.#step(request);
    if (step?.wants !== 'code') return this.#elsewhere(reply, step, {});
    const typed = { next: raw['next'] };
    const form = parseForm(codeForm, raw);
    if (!form.ok) return this.#refused(reply, 422, this.#codePage(template, refusedForm(typed, form.faults)));
    try {
      this.#signedIn(reply, await this.signIn.giveFactor(step, kind, form.values.code, originOf(request), request.desk.session));
      return seeOther(reply, localPath(form.values.next));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, request.id).status, this.#codePage(template, refusedForm(typed, []), error.message));
    }
  }

  async #step(request: FastifyRequest): Promise<SignInStep | undefined> {
    const token = stepToken(request, this.config.baseUrl);
    return token === undefined ? undefined : this.steps.find(token);
  }

  #signedIn(reply: FastifyReply, session: NewSession): void {
    clearStepCookie(reply, this.config.baseUrl);
    setSessionCookie(reply, this.config.baseUrl, session.token);
  }

  /** The wrong page for where one stands: on to the right one, or back to the beginning. */
  #elsewhere(reply: FastifyReply, step: SignInStep | undefined, { next }: Asked): string {
    const to = localPath(next);
    if (step !== undefined) return seeOther(reply, stepPath(step.wants, to));
    return seeOther(reply, to === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(to)}`);
  }

  #codePage(template: 'staff/code' | 'staff/recovery', form: FormState, refusal?: string): string {
    const title = template === 'staff/code' ? '確認コードの入力' : 'リカバリーコードの入力';
    const data = { title, form, refusal, next: form.values['next'], demo: this.config.mode === 'demo' };
    return template === 'staff/code' ? this.views.page('staff/code', data) : this.views.page('staff/recovery', data);
  }

  async #enrolmentPage(step: SignInStep, form: FormState): Promise<string> {
    return this.views.page('staff/enrolment', { title: '二要素の登録', form, loginName: step.loginName, ...(await this.enrolment.offer(step)) });
  }

  #refused(reply: FastifyReply, status: number, page: string): string {
    void reply.status(status);
    return page;
  }
}
