import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../calendar/japanese-time.js';
import type { Config } from '../config.js';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { CONFIG } from '../settings.module.js';
import { FreshSignIn, Permit, Public, SignedIn } from '../web/access.js';
import { Api } from '../web/api.js';
import { Confirmations } from '../web/confirmations.service.js';
import { Idempotent, IdempotentWithSecret } from '../web/idempotent.js';
import { CurrentScope, CurrentSession } from '../web/request-context.js';
import { etag, ExpectedVersion } from '../web/versions.js';
import { can, permissions } from './permissions.js';
import type { Session } from './sessions.service.js';
import { SignIn } from './sign-in.service.js';
import { originOf } from './sign-in.view.js';
import { StaffChanges } from './staff-changes.service.js';
import { StaffQueries, type StaffEntry } from './staff.queries.js';
import { changedStaff, confirmation, createdAnswer, credentials, linkAnswer, newStaff, personAnswer, sessionAnswer, staffAnswer, staffId, statusChange } from './staff.schemas.js';
import { linkUrl } from './staff.view.js';
import { Staffs } from './staffs.service.js';

/** Sessions and people over the API. */
@Controller('api/v1')
export class StaffApiController {
  constructor(
    private readonly db: Db,
    private readonly signIn: SignIn,
    private readonly confirmations: Confirmations,
    private readonly staffs: Staffs,
    private readonly changes: StaffChanges,
    private readonly queries: StaffQueries,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('sessions')
  @Public()
  @Api({ summary: 'パスワードと確認コードでサインインし、token を受け取る', response: sessionAnswer })
  async open(@Body({ schema: credentials }) body: z.infer<typeof credentials>, @Req() request: FastifyRequest): Promise<z.infer<typeof sessionAnswer>> {
    const opened = await this.signIn.signIn({ ...body, ...originOf(request) });
    return { token: opened.token, expiresAt: toIsoTokyo(opened.expiresAt) };
  }

  /** Acts on contact data, roles and keys want a proof of the last ten minutes. */
  @Post('sessions/current/confirmation')
  @SignedIn()
  @HttpCode(204)
  @Api({ summary: '本人であることを、パスワードか確認コードで確かめ直す（10分間有効）', status: 204 })
  async confirm(@CurrentSession() session: Session, @Body({ schema: confirmation }) body: z.infer<typeof confirmation>, @Req() request: FastifyRequest): Promise<void> {
    await this.confirmations.confirm(session, body.confirm, request.desk.address);
  }

  @Delete('sessions/current')
  @SignedIn()
  @HttpCode(204)
  @Api({ summary: 'サインアウトする', status: 204 })
  async close(@CurrentSession() session: Session): Promise<void> {
    await this.signIn.signOut(session);
  }

  @Get('me')
  @SignedIn()
  @Api({ summary: '自分の役割と権限', response: personAnswer })
  me(@CurrentScope() scope: Scope): z.infer<typeof personAnswer> {
    return {
      id: scope.staffId,
      name: scope.name,
      roles: [...scope.roles],
      supportDeskIds: [...scope.deskIds],
      providerId: scope.providerId,
      permissions: permissions.filter((permission) => can(scope, permission)),
    };
  }

  @Get('staff')
  @Permit('staff.read')
  @Api({ summary: 'スタッフの一覧', response: staffAnswer.array() })
  async list(@CurrentScope() scope: Scope): Promise<readonly StaffEntry[]> {
    return this.queries.list(scope);
  }

  @Get('staff/:id')
  @Permit('staff.read')
  @Api({ summary: 'スタッフ1人', response: staffAnswer })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<StaffEntry> {
    const entry = await this.queries.byId(scope, id);
    void reply.header('etag', etag(entry.version));
    return entry;
  }

  @Post('staff')
  @Permit('staff.edit')
  @FreshSignIn('スタッフの登録')
  @Idempotent()
  @Api({ summary: 'スタッフを登録する（パスワードは POST …/links のリンクで本人が設定）', response: createdAnswer })
  async add(@CurrentScope() scope: Scope, @Body({ schema: newStaff }) body: z.infer<typeof newStaff>, @Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof createdAnswer>> {
    const id = await this.db.tx((tx) => this.staffs.add(tx, scope, body));
    void reply.header('location', `/api/v1/staff/${id}`);
    return { id };
  }

  @Post('staff/:id/links')
  @Permit('staff.edit')
  @FreshSignIn('登録用リンクの作成')
  @IdempotentWithSecret()
  @Api({ summary: '1回だけ使えるパスワード設定リンクを作る（前のリンクは無効になる）', response: linkAnswer })
  async renewLink(@CurrentScope() scope: Scope, @Param('id', { schema: staffId }) id: string): Promise<z.infer<typeof linkAnswer>> {
    const link = await this.staffs.renewLink(scope, id);
    return { url: linkUrl(this.config, link.token), expiresAt: toIsoTokyo(link.expiresAt) };
  }

  @Put('staff/:id')
  @Permit('staff.edit')
  @FreshSignIn('スタッフの氏名・役割・所属の変更')
  @HttpCode(204)
  @Api({ summary: 'スタッフの氏名・役割・受付窓口・所属を変更する', status: 204 })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: staffId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: changedStaff }) body: z.infer<typeof changedStaff>,
  ): Promise<void> {
    await this.changes.change(scope, id, version, body);
  }

  @Put('staff/:id/status')
  @Permit('staff.edit')
  @FreshSignIn('アカウントの無効化・有効化')
  @HttpCode(204)
  @Api({ summary: 'アカウントを無効または有効にする', status: 204 })
  async setStatus(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: staffId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: statusChange }) body: z.infer<typeof statusChange>,
  ): Promise<void> {
    await this.staffs.setActive(scope, id, version, body.active ? 'enable' : 'disable');
  }
}
