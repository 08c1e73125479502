import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../web/access.js';
import { emptyForm, parseForm, rawForm, refusedForm, type RawForm } from '../web/forms.js';
import { Views } from '../web/views.js';
import { PasswordResets } from './password-resets.service.js';
import { resetForm } from './staff.schemas.js';

/** Asking for a new password by mail. */
@Controller('password-reset')
export class PasswordResetController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly views: Views,
  ) {}

  @Get()
  @Public()
  show(): string {
    return this.views.page('staff/password-reset', { title: 'パスワードの再設定', form: emptyForm() });
  }

  @Post()
  @Public()
  @HttpCode(200)
  async ask(@Body({ schema: rawForm }) raw: RawForm, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const form = parseForm(resetForm, raw);
    if (!form.ok) {
      void reply.status(422);
      return this.views.page('staff/password-reset', { title: 'パスワードの再設定', form: refusedForm({ loginName: raw['loginName'] }, form.faults) });
    }
    await this.resets.ask(form.values.loginName, request.desk.address);
    return this.views.page('staff/password-reset-asked', { title: 'パスワードの再設定' });
  }
}
