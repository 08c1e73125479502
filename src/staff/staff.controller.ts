import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../config.js';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { CONFIG } from '../settings.module.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { IdempotentWithSecret } from '../web/idempotent.js';
import { Navigation } from '../web/navigation.js';
import { problemOf } from '../web/problem.js';
import { RefusedPage } from '../web/refused-page.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Views } from '../web/views.js';
import { HeldCases } from './held-cases.js';
import { ProviderChoices } from './provider-choices.service.js';
import type { NewLink } from './staff-links.service.js';
import { StaffQueries } from './staff.queries.js';
import { newStaffForm, staffId, staffListQuery, statusForm } from './staff.schemas.js';
import { grantableRoles, linkUrl, staffView } from './staff.view.js';
import { Staffs } from './staffs.service.js';

/** Pages about the people of the desk: a supervisor sees his own desks, the owner everybody. */
@Controller('staff')
export class StaffController {
  constructor(
    private readonly staffs: Staffs,
    private readonly queries: StaffQueries,
    private readonly choices: ProviderChoices,
    private readonly heldCases: HeldCases,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Permit('staff.read')
  @Navigation({ label: 'スタッフ', order: 80 })
  async list(@CurrentScope() scope: Scope, @Query({ schema: staffListQuery }) query: z.infer<typeof staffListQuery>): Promise<string> {
    const q = query.q.trim();
    const people = q === '' ? await this.queries.list(scope) : await this.queries.search(scope, q);
    return this.views.page('staff/list', { title: 'スタッフ', width: 'wide', q, people: people.map((entry) => staffView(scope, entry)) });
  }

  @Get('new')
  @Permit('staff.edit')
  async blank(@CurrentScope() scope: Scope): Promise<string> {
    // Whoever leads a desk invites to it; an owner says for himself whom he wants.
    const roles = scope.deskIds.length > 0 ? ['first_line'] : [];
    return this.#newPage(scope, emptyForm({ roles, supportDeskIds: scope.deskIds }));
  }

  /** Not repeatable by its nature: a mail address belongs to one person. The link is shown this once. */
  @Post()
  @Permit('staff.edit')
  @FreshSignIn('スタッフの登録')
  @HttpCode(200)
  async add(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(newStaffForm, raw);
    if (!form.ok) return this.#refused(reply, 422, scope, refusedForm(raw, form.faults));
    try {
      const { link } = await this.staffs.addWithLink(scope, form.values);
      return this.#linkPage(form.values.displayName, link);
    } catch (error) {
      if (!(error instanceof DomainError) || error.faults.length === 0) throw error;
      return this.#refused(reply, problemOf(error, '').status, scope, refusedForm(raw, error.faults));
    }
  }

  @Post(':id/links')
  @Permit('staff.edit')
  @FreshSignIn('登録用リンクの作成')
  @IdempotentWithSecret()
  @HttpCode(200)
  async renewLink(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string): Promise<string> {
    const link = await this.staffs.renewLink(scope, id);
    const { displayName } = await this.queries.byId(scope, id);
    return this.#linkPage(displayName, link);
  }

  @Post(':id/status')
  @Permit('staff.edit')
  @FreshSignIn('アカウントの無効化・有効化')
  async setStatus(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: staffId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: statusForm }) { change, heldCases }: z.infer<typeof statusForm>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    if (change === 'disable') await this.#requireSeen(scope, id, heldCases);
    await this.staffs.setActive(scope, id, version, change);
    return seeOtherSaying(reply, '/staff', change === 'disable' ? 'アカウントを無効にし、サインイン中の画面をすべて終了しました。担当していた問合せは、まもなく一覧に戻り、対応できる方に知らせます。' : 'アカウントを有効にしました。');
  }

  /** Whoever holds open cases is disabled only by somebody who was told how many. */
  async #requireSeen(scope: Scope, id: string, seen: string): Promise<void> {
    const entry = await this.queries.byId(scope, id);
    const held = await this.heldCases.of(id);
    if (!entry.active || held === 0 || String(held) === seen) return;
    const refusal = new DomainError('validation_failed', '担当している問合せの件数を確かめてください。');
    throw new RefusedPage(refusal, this.views.page('staff/disable', { title: 'アカウントを無効にする', person: staffView(scope, entry), held }));
  }

  async #newPage(scope: Scope, form: FormState): Promise<string> {
    const desks = await this.queries.manageableDesks(scope);
    return this.views.page('staff/new', { title: 'スタッフの登録', form, roles: grantableRoles(scope), desks, providers: await this.choices.of(scope) });
  }

  async #refused(reply: FastifyReply, status: number, scope: Scope, form: FormState): Promise<string> {
    void reply.status(status);
    return this.#newPage(scope, form);
  }

  #linkPage(name: string, link: NewLink): string {
    return this.views.page('staff/link', { title: '登録用リンク', name, url: linkUrl(this.config, link.token), expiresAt: link.expiresAt });
  }
}
