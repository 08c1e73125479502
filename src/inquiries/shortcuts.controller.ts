import { Controller, Get } from '@nestjs/common';
import { Permit } from '../web/access.js';
import { Views } from '../web/views.js';
import { actKeys, commonKeys } from './act-keys.view.js';
import { ActRegistry } from './acts/act-registry.service.js';

/** The keys of the desk on one page; the script shows the same page in a dialog. */
@Controller('shortcuts')
@Permit('inquiry.read')
export class ShortcutsController {
  constructor(
    private readonly registry: ActRegistry,
    private readonly views: Views,
  ) {}

  @Get()
  show(): string {
    const acts = Object.entries(actKeys).map(([name, key]) => [key, this.registry.byName(name).label] as const);
    return this.views.page('inquiries/shortcuts', { title: 'キーボード操作', groups: [{ title: '一覧とすべての画面', keys: commonKeys }, { title: '問合せの画面', keys: acts }] });
  }
}
