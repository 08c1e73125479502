import { Body, Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Config } from '../../config.js';
import type { Scope } from '../../platform/scope.js';
import { CONFIG } from '../../settings.module.js';
import { FreshSignIn, Permit } from '../access.js';
import { actOnForm } from '../form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../forms.js';
import { Navigation } from '../navigation.js';
import { seeOtherSaying } from '../redirect.js';
import { CurrentScope } from '../request-context.js';
import { Views } from '../views.js';
import { environmentSettings } from './environment-settings.view.js';
import { serviceSettingsForm, settingViews, standardSettings } from './service-settings.rules.js';
import { ServiceSettingsStore } from './service-settings.service.js';

/** The settings of the service: what the owner decides here, where else he decides, and what only the environment gives. */
@Controller('settings')
@Permit('setting.edit')
export class ServiceSettingsController {
  constructor(
    private readonly settings: ServiceSettingsStore,
    private readonly views: Views,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Navigation({ label: 'サービスの設定', order: 75 })
  async show(): Promise<string> {
    return this.#page(emptyForm({ ...(await this.settings.current()) }));
  }

  @Post()
  @FreshSignIn('サービスの設定の変更')
  @HttpCode(200)
  async change(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const changed = await actOnForm(raw, serviceSettingsForm, (form) => this.#page(form), (wanted) => this.settings.change(scope, wanted));
    return seeOtherSaying(reply, '/settings', changed === 0 ? '変更はありませんでした。' : `設定を${changed}件変更しました。すぐに使われます。`);
  }

  async #page(form: FormState): Promise<string> {
    const standard = standardSettings(this.config.phoneRecordMails);
    const changes = new Map((await this.settings.lastChanges()).map((change) => [change.name, change]));
    const shown = settingViews.map((view) => ({ ...view, standard: standard[view.name], change: changes.get(view.name) }));
    return this.views.page('settings/settings', { title: 'サービスの設定', form, settings: shown, labels: Object.fromEntries(settingViews.map(({ name, label }) => [name, label])), environment: environmentSettings(this.config) });
  }
}
