import { Body, Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import { Public } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { Views } from '../web/views.js';
import { Enrolment, type Enrolled } from './enrolment.service.js';
import { spelledRecoveryCode } from './recovery-code.rules.js';
import { SignInPlace } from './sign-in-place.view.js';
import { originOf } from './sign-in.view.js';
import type { SignInStep } from './sign-in-steps.service.js';
import { codeForm, passkeyAnswerForm, signInQuery } from './staff.schemas.js';

/** Registering the second factor at the first sign-in: an authenticator app, or a passkey. */
@Controller('sign-in/enrolment')
export class EnrolmentController {
  constructor(
    private readonly place: SignInPlace,
    private readonly enrolment: Enrolment,
    private readonly views: Views,
  ) {}

  @Get()
  @Public()
  async show(@Query({ schema: signInQuery }) query: z.infer<typeof signInQuery>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const step = await this.place.stepOf(request);
    if (step?.wants !== 'enrolment') return this.place.elsewhere(reply, step, query.next);
    return this.#page(step, emptyForm({ next: localPath(query.next) }));
  }

  @Post()
  @Public()
  @HttpCode(200)
  async byCode(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#enrol(codeForm, raw, request, reply, (step, { code }) => this.enrolment.complete(step, code, originOf(request), request.desk.session));
  }

  @Post('passkey')
  @Public()
  @HttpCode(200)
  async byPasskey(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.#enrol(passkeyAnswerForm, raw, request, reply, (step, { credential }) => this.enrolment.completeWithPasskey(step, credential, originOf(request), request.desk.session));
  }

  async #enrol<Schema extends z.ZodType<{ next?: string | undefined }>>(
    schema: Schema,
    raw: RawForm,
    request: FastifyRequest,
    reply: FastifyReply,
    complete: (step: SignInStep, values: z.output<Schema>) => Promise<Enrolled>,
  ): Promise<string> {
    const step = await this.place.stepOf(request);
    if (step?.wants !== 'enrolment') return this.place.elsewhere(reply, step, undefined);
    const typed = { next: raw['next'] };
    const form = parseForm(schema, raw);
    if (!form.ok) return this.#refused(reply, step, refusedForm(typed, form.faults));
    try {
      const { session, recoveryCodes } = await complete(step, form.values);
      this.place.signedIn(reply, session);
      const codes = recoveryCodes.map(spelledRecoveryCode);
      return this.views.page('staff/recovery-codes', { title: 'リカバリーコード', codes, next: localPath(form.values.next), name: step.displayName });
    } catch (error) {
      if (!(error instanceof DomainError) || error.faults.length === 0) throw error;
      return this.#refused(reply, step, refusedForm(typed, error.faults));
    }
  }

  async #refused(reply: FastifyReply, step: SignInStep, form: FormState): Promise<string> {
    void reply.status(422);
    return this.#page(step, form);
  }

  async #page(step: SignInStep, form: FormState): Promise<string> {
    return this.views.page('staff/enrolment', { title: '二要素の登録', form, loginName: step.loginName, ...(await this.enrolment.offer(step)) });
  }
}
