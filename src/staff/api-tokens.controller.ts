import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, SignedIn } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type FormState, type RawForm } from '../web/forms.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { apiTokenDays, isGrantable, isReading } from './api-token.rules.js';
import { ApiTokens } from './api-tokens.service.js';
import { permissionLabels } from './permission-labels.js';
import { can, permissions } from './permissions.js';
import { apiTokenForm, apiTokenId } from './staff.schemas.js';

/** A person's own tokens for programs. */
@Controller('account/tokens')
export class ApiTokensController {
  constructor(
    private readonly tokens: ApiTokens,
    private readonly views: Views,
  ) {}

  @Get()
  @SignedIn()
  async show(@CurrentScope() scope: Scope): Promise<string> {
    return this.#page(scope, emptyForm({ days: '90' }));
  }

  @Post()
  @SignedIn()
  @FreshSignIn('APIトークンの作成')
  @HttpCode(200)
  async make(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(apiTokenForm, raw);
    if (!form.ok) return this.#refused(reply, scope, refusedForm(raw, form.faults));
    try {
      const made = await this.tokens.make(scope, form.values);
      return this.views.page('staff/token-made', { title: 'APIトークン', name: form.values.name, ...made });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'validation_failed') throw error;
      return this.#refused(reply, scope, refusedForm(raw, error.faults));
    }
  }

  @Post(':id/revoke')
  @SignedIn()
  async revoke(@CurrentScope() { staffId }: Scope, @Param('id', { schema: apiTokenId }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.tokens.revoke(staffId, id);
    return seeOtherSaying(reply, '/account/tokens', 'トークンを無効にしました。');
  }

  async #refused(reply: FastifyReply, scope: Scope, form: FormState): Promise<string> {
    void reply.status(422);
    return this.#page(scope, form);
  }

  async #page(scope: Scope, form: FormState): Promise<string> {
    const open = permissions.filter((permission) => isGrantable(permission) && can(scope, permission));
    const choice = (permission: (typeof open)[number]) => ({ value: permission, label: permissionLabels[permission] });
    const groups = [
      { name: '読み取り', choices: open.filter(isReading).map(choice) },
      { name: '書き込み', choices: open.filter((permission) => !isReading(permission)).map(choice) },
    ].filter(({ choices }) => choices.length > 0);
    const tokens = (await this.tokens.of(scope.staffId)).map((token) => ({ ...token, rights: labelsOf(token.permissions) }));
    return this.views.page('staff/tokens', { title: 'APIトークン', tokens, groups, form, days: apiTokenDays.map((days) => ({ value: String(days), label: `${days}日` })) });
  }
}

function labelsOf(names: readonly string[]): string {
  return permissions.filter((permission) => names.includes(permission)).map((permission) => permissionLabels[permission]).join('、');
}
