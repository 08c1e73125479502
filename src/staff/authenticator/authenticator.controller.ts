import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../../platform/errors.js';
import { FreshSignIn, SignedIn } from '../../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../../web/forms.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentSession } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import type { Session } from '../sessions.service.js';
import { authenticatorForm } from '../staff.schemas.js';
import { AuthenticatorQueries } from './authenticator.queries.js';
import { Authenticators } from './authenticators.service.js';

/** A person's own authenticator app. */
@Controller('account/authenticator')
export class AuthenticatorController {
  constructor(
    private readonly authenticators: Authenticators,
    private readonly queries: AuthenticatorQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  async show(@CurrentSession() session: Session): Promise<string> {
    return this.#page(session, emptyForm());
  }

  @Post()
  @SignedIn()
  @FreshSignIn('認証アプリの登録')
  @HttpCode(200)
  async add(@CurrentSession() session: Session, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(authenticatorForm, raw);
    if (!form.ok) return this.#refused(reply, session, refusedForm({ offer: raw['offer'] }, form.faults));
    try {
      await this.authenticators.add(session.scope.staffId, form.values.offer, form.values.code);
    } catch (error) {
      if (!(error instanceof DomainError) || error.faults.length === 0) throw error;
      return this.#refused(reply, session, refusedForm({ offer: form.values.offer }, error.faults));
    }
    return seeOtherSaying(reply, '/account', '認証アプリを登録しました。次のサインインから、この確認コードを使えます。');
  }

  @Post('remove')
  @SignedIn()
  @FreshSignIn('認証アプリの削除')
  async remove(@CurrentSession() { scope }: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.authenticators.remove(scope.staffId);
    return seeOtherSaying(reply, '/account', '認証アプリを削除しました。端末のアプリの側からも削除してください。');
  }

  async #refused(reply: FastifyReply, session: Session, form: FormState): Promise<string> {
    void reply.status(422);
    return this.#page(session, form);
  }

  async #page({ scope }: Session, form: FormState): Promise<string> {
    const before = form.values['offer'];
    const offer = await this.authenticators.offer(scope.staffId, typeof before === 'string' ? before : undefined);
    return this.views.page('staff/authenticator', { title: '認証アプリ', form, offer, current: await this.queries.of(scope.staffId) });
  }
}
