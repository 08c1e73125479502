import { Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../config.js';
import type { Scope } from '../platform/scope.js';
import { CONFIG } from '../settings.module.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { FactorResets } from './factor-resets.service.js';
import { Factors } from './factors.service.js';
import { Identities } from './oidc/identities.service.js';
import { OpenSessions } from './open-sessions.service.js';
import { StaffQueries } from './staff.queries.js';
import { staffId } from './staff.schemas.js';
import { linkUrl } from './staff.view.js';

/** How somebody signs in, for the service owner: his sessions, and his second factor when he has lost it. */
@Controller('staff/:id/sign-in')
export class StaffSignInController {
  constructor(
    private readonly queries: StaffQueries,
    private readonly factors: Factors,
    private readonly resets: FactorResets,
    private readonly openSessions: OpenSessions,
    private readonly identities: Identities,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Permit('staff.sign_in')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string): Promise<string> {
    const person = await this.queries.byId(scope, id);
    const sessions = await this.openSessions.of(id);
    const data = { person, sessions, factor: await this.factors.stateOf(id), own: id === scope.staffId, linked: await this.identities.isLinked(id) };
    return this.views.page('staff/staff-sign-in', { title: 'サインインの管理', ...data });
  }

  @Post('end')
  @Permit('staff.sign_in')
  async endAll(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.openSessions.endAll(scope, id);
    return seeOtherSaying(reply, `/staff/${id}/sign-in`, 'サインインをすべて終了しました。');
  }

  @Post('unlink')
  @Permit('staff.sign_in')
  @FreshSignIn('会社のサインインとの結び付きの解除')
  async unlink(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.identities.unlink(scope, id);
    return seeOtherSaying(reply, `/staff/${id}/sign-in`, '会社のアカウントとの結び付きを外しました。');
  }

  /** The link is shown this once. */
  @Post('factor-reset')
  @Permit('staff.sign_in')
  @FreshSignIn('二要素の解除')
  @HttpCode(200)
  async resetFactor(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string): Promise<string> {
    const { token, expiresAt } = await this.resets.reset(scope, id);
    const { displayName } = await this.queries.byId(scope, id);
    return this.views.page('staff/factor-reset', { title: '二要素の再登録用リンク', name: displayName, url: linkUrl(this.config, token), expiresAt });
  }
}
