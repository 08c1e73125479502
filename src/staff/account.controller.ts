import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, SignedIn } from '../web/access.js';
import { Confirmations } from '../web/confirmations.service.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { localPath } from '../web/local-path.js';
import { seeOther, seeOtherSaying } from '../web/redirect.js';
import { CurrentScope, CurrentSession } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { AuthenticatorQueries } from './authenticator/authenticator.queries.js';
import { OpenSessions } from './open-sessions.service.js';
import { OwnAccount } from './own-account.service.js';
import { Passkeys } from './passkeys/passkeys.service.js';
import { passwordMinLength, passwordRecommendedLength } from './password.rules.js';
import { spelledRecoveryCode } from './recovery-code.rules.js';
import { RecoveryCodes } from './recovery-codes.service.js';
import type { Session } from './sessions.service.js';
import { changePasswordForm, confirmQuery, sessionId } from './staff.schemas.js';

/** A person's own account: password, recovery codes, where he is signed in. */
@Controller('account')
export class AccountController {
  constructor(
    private readonly account: OwnAccount,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly openSessions: OpenSessions,
    private readonly authenticators: AuthenticatorQueries,
    private readonly passkeys: Passkeys,
    private readonly confirmations: Confirmations,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  async show(@CurrentSession() session: Session): Promise<string> {
    const { staffId, name } = session.scope;
    const sessions = (await this.openSessions.of(staffId)).map((open) => ({ ...open, current: open.id === session.id }));
    const factors = { totp: await this.authenticators.of(staffId), passkeys: await this.passkeys.of(staffId), codesLeft: await this.recoveryCodes.left(staffId) };
    return this.views.page('staff/account', { title: 'アカウント', name, sessions, factors });
  }

  @Get('password')
  @SignedIn()
  passwordPage(): string {
    return this.#passwordPage(emptyForm());
  }

  @Post('password')
  @SignedIn()
  @HttpCode(200)
  async changePassword(@CurrentSession() session: Session, @Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(changePasswordForm, raw);
    if (!form.ok) return this.#refused(reply, refusedForm({}, form.faults));
    try {
      await this.account.changePassword(session, { ...form.values, address: request.desk.address });
      return seeOtherSaying(reply, '/account', 'パスワードを変更しました。ほかのサインインはすべて終了しました。');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const faults = error.faults.length > 0 ? error.faults : [{ field: 'current', message: error.message }];
      return this.#refused(reply, refusedForm({}, faults));
    }
  }

  @Post('recovery-codes')
  @SignedIn()
  @FreshSignIn('リカバリーコードの再発行')
  @HttpCode(200)
  async renewRecoveryCodes(@CurrentSession() { scope }: Session): Promise<string> {
    const codes = (await this.account.renewRecoveryCodes(scope.staffId)).map(spelledRecoveryCode);
    return this.views.page('staff/recovery-codes', { title: 'リカバリーコード', codes, next: '/account', name: scope.name });
  }

  /** For acts whose form cannot be carried along, such as one with a file. */
  @Get('confirm')
  @SignedIn()
  async confirmPage(@CurrentScope() { staffId }: Scope, @Query({ schema: confirmQuery }) asked: z.infer<typeof confirmQuery>): Promise<string> {
    const back = localPath(asked.back);
    const ways = await this.confirmations.waysOf(staffId);
    return this.views.page('staff/confirm', { title: '本人であることの確認', detail: '続けるには、本人であることをもう一度確かめてください。', wrong: false, retype: false, ...ways, back, action: '/account/confirm', fields: [['_back', back]] });
  }

  @Post('confirm')
  @SignedIn()
  @FreshSignIn('本人であることの確認')
  confirmed(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    return seeOtherSaying(reply, localPath(request.desk.hidden.back), '本人であることを確かめました。10分の間、操作を続けられます。');
  }

  @Post('sessions/:id/end')
  @SignedIn()
  async endSession(@CurrentSession() session: Session, @Param('id', { schema: sessionId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.openSessions.end(session.scope.staffId, id);
    return id === session.id ? seeOther(reply, '/sign-in') : seeOtherSaying(reply, '/account', 'サインインを終了しました。');
  }

  @Post('sessions/end-others')
  @SignedIn()
  async endOthers(@CurrentSession() session: Session, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.openSessions.endOthers(session.scope.staffId, session.tokenHash);
    return seeOtherSaying(reply, '/account', 'この画面以外のサインインをすべて終了しました。');
  }

  #passwordPage(form: FormState): string {
    return this.views.page('staff/password', { title: 'パスワードの変更', form, minLength: passwordMinLength, recommended: passwordRecommendedLength });
  }

  #refused(reply: FastifyReply, form: FormState): string {
    void reply.status(422);
    return this.#passwordPage(form);
  }
}
