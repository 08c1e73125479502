import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { FreshSignIn, SignedIn } from '../../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../../web/forms.js';
import { problemOf } from '../../web/problem.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentSession } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import type { Session } from '../sessions.service.js';
import { newPasskeyForm, passkeyId, passkeyNameForm } from '../staff.schemas.js';
import { Passkeys } from './passkeys.service.js';

/** A person's own passkeys. */
@Controller('account/passkeys')
export class PasskeysController {
  constructor(
    private readonly db: Db,
    private readonly passkeys: Passkeys,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  async show(@CurrentSession() session: Session): Promise<string> {
    return this.#page(session, emptyForm());
  }

  /** The answer of the authenticator is good once, so a second sending changes nothing. */
  @Post()
  @SignedIn()
  @FreshSignIn('パスキーの登録')
  @HttpCode(200)
  async add(@CurrentSession() session: Session, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { staffId } = session.scope;
    const form = parseForm(newPasskeyForm, raw);
    if (!form.ok) return this.#refused(reply, 422, session, refusedForm({ name: raw['name'] }, form.faults));
    try {
      const made = await this.passkeys.checkNew(form.values.credential, { purpose: 'register', boundTo: session.tokenHash, staffId });
      await this.db.tx((tx) => this.passkeys.add(tx, staffId, form.values.name, made));
      return seeOtherSaying(reply, '/account/passkeys', 'パスキーを登録しました。次のサインインから使えます。');
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return this.#refused(reply, problemOf(error, '').status, session, refusedForm({ name: form.values.name }, [{ field: 'credential', message: error.message }]));
    }
  }

  @Post(':id/name')
  @SignedIn()
  async rename(@CurrentSession() { scope }: Session, @Param('id', { schema: passkeyId }) id: string, @Body({ schema: passkeyNameForm }) { name }: z.infer<typeof passkeyNameForm>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.passkeys.rename(scope.staffId, id, name);
    return seeOtherSaying(reply, '/account/passkeys', 'パスキーの名前を変更しました。');
  }

  @Post(':id/remove')
  @SignedIn()
  @FreshSignIn('パスキーの削除')
  async remove(@CurrentSession() { scope }: Session, @Param('id', { schema: passkeyId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.passkeys.remove(scope.staffId, id);
    return seeOtherSaying(reply, '/account/passkeys', 'パスキーを削除しました。端末やパスワード管理アプリの側からも削除してください。');
  }

  async #refused(reply: FastifyReply, status: number, session: Session, form: FormState): Promise<string> {
    void reply.status(status);
    return this.#page(session, form);
  }

  async #page({ scope }: Session, form: FormState): Promise<string> {
    return this.views.page('staff/passkeys', { title: 'パスキー', form, passkeys: await this.passkeys.of(scope.staffId) });
  }
}
