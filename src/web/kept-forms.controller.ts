import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { notFound } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { KeptForms } from '../staff/kept-forms.service.js';
import { SignedIn } from './access.js';
import { localPath } from './local-path.js';
import { CurrentScope } from './request-context.js';
import { Views } from './views.js';

const keptFormId = z.uuid();

/** Takes up a form where its sending was cut short by the end of the session. */
@Controller('kept')
export class KeptFormsController {
  constructor(
    private readonly keptForms: KeptForms,
    private readonly views: Views,
  ) {}

  @Get(':id')
  @SignedIn()
  async show(@CurrentScope() { staffId }: Scope, @Param('id', { schema: keptFormId }) id: string): Promise<string> {
    const kept = await this.keptForms.of(staffId, id);
    if (kept === undefined) throw notFound('お預かりした入力内容');
    const shown = kept.fields.filter(([name, value]) => !name.startsWith('_') && value.trim() !== '').map(([, value]) => value);
    return this.views.page('staff/kept-form', { title: '続きから再開', action: localPath(kept.action), page: localPath(kept.page), fields: kept.fields, shown });
  }
}
