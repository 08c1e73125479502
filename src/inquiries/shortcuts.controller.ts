import { Body, Controller, Get, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { StaffPreferences } from '../staff/staff-preferences.service.js';
import type { Session } from '../staff/sessions.service.js';
import { Permit } from '../web/access.js';
import { seeOtherSaying } from '../web/redirect.js';
import { CurrentScope, CurrentSession } from '../web/request-context.js';
import { Views } from '../web/views.js';
import { actKeys, commonKeys } from './act-keys.view.js';
import { ActRegistry } from './acts/act-registry.service.js';

const useForm = z.preprocess((body) => body ?? {}, z.strictObject({ use: z.literal('yes').optional() }));

/** The keys of the desk on one page; the script shows the same page in a dialog. */
@Controller('shortcuts')
@Permit('inquiry.read')
export class ShortcutsController {
  constructor(
    private readonly registry: ActRegistry,
    private readonly preferences: StaffPreferences,
    private readonly views: Views,
  ) {}

  @Get()
  show(@CurrentSession() session: Session): string {
    const acts = Object.entries(actKeys).map(([name, key]) => [key, this.registry.byName(name).label] as const);
    return this.views.page('inquiries/shortcuts', { title: 'キーボード操作', use: session.keysAreOff !== true, groups: [{ title: '一覧とすべての画面', keys: commonKeys }, { title: '問合せの画面', keys: acts }] });
  }

  /** Each person decides for himself whether keys of one character do anything (WCAG 2.1.4). */
  @Post()
  @HttpCode(200)
  async change(@CurrentScope() { staffId }: Scope, @Body({ schema: useForm }) { use }: z.infer<typeof useForm>, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.preferences.useKeys(staffId, use === 'yes');
    return seeOtherSaying(reply, '/shortcuts', use === 'yes' ? '1文字のキー操作を使います。' : '1文字のキー操作を使いません。');
  }
}
