import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { ExpectedVersion } from '../../web/versions.js';
import { Views } from '../../web/views.js';
import { answerBody, attachBody, detachBody, mailId, noFields, quarantineQuery } from './mail-pages.schemas.js';
import { incomingPage, incomingView, quarantineTabs } from './mail-pages.view.js';
import { QuarantineQueries, quarantineViews } from './quarantine.queries.js';
import { Quarantine } from './quarantine.service.js';

/** Mail that waits for a person: who it is from is not certain. A desk's first line sees it, its supervisor decides. */
@Controller('mail/quarantine')
@Permit('mail.quarantine')
export class QuarantineController {
  constructor(
    private readonly db: Db,
    private readonly queries: QuarantineQueries,
    private readonly quarantine: Quarantine,
    private readonly views: Views,
  ) {}

  @Get()
  @Permit('mail.quarantine', 'inquiry.escalate')
  @Navigation({ label: '確認待ちメール', order: 24, countFrom: '/mail/quarantine/count' })
  async list(@CurrentScope() scope: Scope, @Query({ schema: quarantineQuery }) asked: z.infer<typeof quarantineQuery>): Promise<string> {
    const view = asked.view ?? 'waiting';
    const mails = await this.queries.list(scope, view);
    const tabs = quarantineViews.map((name) => ({ name, label: quarantineTabs[name], current: name === view }));
    return this.views.page('mail/quarantine', { title: '確認待ちメール', width: 'wide', view, tabs, mails: mails.map((mail) => ({ ...mail, ...incomingView(mail) })) });
  }

  @Get('count')
  async count(@CurrentScope() scope: Scope): Promise<string> {
    const waiting = await this.queries.waitingCount(scope);
    return waiting === 0 ? '' : String(waiting);
  }

  @Get(':id')
  @Permit('mail.quarantine', 'inquiry.escalate')
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: mailId }) id: string): Promise<string> {
    return this.#page(scope, id, emptyForm());
  }

  @Post(':id/answer')
  @Idempotent()
  async answer(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: answerBody }) { text }: z.infer<typeof answerBody>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.quarantine.answer(tx, scope, { id, version }, text));
    return seeOtherSaying(reply, '/mail/quarantine', '定型文での返信を送信待ちに入れました。');
  }

  @Post(':id/spam')
  @Idempotent()
  async spam(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.quarantine.markSpam(tx, scope, { id, version }));
    return seeOtherSaying(reply, '/mail/quarantine', '迷惑メールとして記録しました。原本は残っています。');
  }

  @Post(':id/release')
  @Idempotent()
  async release(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const inquiryId = await this.db.tx((tx) => this.quarantine.release(tx, scope, { id, version }));
    return seeOtherSaying(reply, `/inquiries/${inquiryId}`, '新しい問合せにしました。利用者の特定と本人確認を行ってください。');
  }

  @Post(':id/attach')
  async attach(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#page(scope, id, form);
    const inquiryId = await actOnForm(raw, attachBody, page, (to) => this.db.tx((tx) => this.quarantine.attach(tx, scope, { id, version }, to)));
    return seeOtherSaying(reply, `/inquiries/${inquiryId}`, '未確認の返信として追加しました。');
  }

  @Post(':id/detach')
  async detach(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#page(scope, id, form);
    const inquiryId = await actOnForm(raw, detachBody, page, ({ reason }) => this.db.tx((tx) => this.quarantine.detach(tx, scope, { id, version }, reason)));
    return seeOtherSaying(reply, `/inquiries/${inquiryId}`, 'メールを取り外し、「確認待ちメール」に戻しました。');
  }

  @Post(':id/retry')
  @Idempotent()
  async retry(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: mailId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: noFields }) _body: object,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.db.tx((tx) => this.quarantine.retry(tx, scope, { id, version }));
    return seeOtherSaying(reply, '/mail/quarantine', 'もう一度読み取ります。数秒後に一覧を開き直してください。');
  }

  async #page(scope: Scope, id: string, form: FormState): Promise<string> {
    const mail = await this.queries.one(scope, id);
    return this.views.page('mail/incoming', { title: '確認待ちメール', mail: incomingPage(mail), form, decidable: mail.state === 'quarantined' || mail.state === 'failed' });
  }
}
