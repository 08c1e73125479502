import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { mailLabels } from '../../inquiries/mail.view.js';
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
import { differenceOf, type DifferenceLine } from '../../platform/text-difference.rules.js';
import { mailTemplates } from '../render/templates.rules.js';
import { restoreBody, saveForm, templateName, templateVersion, trialForm } from './template-pages.schemas.js';
import { sampleChoices, templateView } from './template-pages.view.js';
import { TemplateTextQueries } from './template-texts.queries.js';
import { refuseFaults, TemplateTexts, tidy } from './template-texts.service.js';
import { TemplateTrial, type TrialMail } from './template-trial.service.js';

const labels = { subject: '件名', body: '本文', reason: '変更の理由', data: '試すデータ' };

/** What was tried, to be shown beside the form. */
interface Tried {
  readonly mail: TrialMail;
  readonly changes: readonly DifferenceLine[];
}

/** Pages in which the service owner edits the texts of mails. */
@Controller('mail/templates')
@Permit('template.edit')
export class TemplatesController {
  constructor(
    private readonly db: Db,
    private readonly queries: TemplateTextQueries,
    private readonly texts: TemplateTexts,
    private readonly trial: TemplateTrial,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: 'メール文面', order: 55 })
  async list(@CurrentScope() scope: Scope): Promise<string> {
    const entries = (await this.queries.list(scope)).map((entry) => ({ ...entry, label: mailLabels.template[entry.template], occasion: mailTemplates[entry.template].occasion }));
    return this.views.page('mail/templates', { title: 'メール文面', width: 'wide', entries });
  }

  @Get(':name')
  async editing(@CurrentScope() scope: Scope, @Param('name', { schema: templateName }) name: MailTemplate): Promise<string> {
    const { version } = await this.queries.entry(scope, name);
    const { subject, body } = await this.queries.version(scope, name, version);
    return this.#editPage(scope, name, emptyForm({ subject, body, data: 'ordinary' }));
  }

  @Post(':name')
  @Idempotent()
  async save(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#editPage(scope, name, form);
    const version = await actOnForm(raw, saveForm, page, ({ subject, body, reason }) =>
      this.db.tx((tx) => this.texts.save(tx, scope, name, { subject, body }, { follows, reason })),
    );
    return seeOtherSaying(reply, `/mail/templates/${name}`, `第${version}版を保存しました。これから作るメールに使います。送信待ちのメールは変わりません。`);
  }

  /** Nothing is stored: the page comes back with what was typed and the mail it would make. */
  @Post(':name/preview')
  @HttpCode(200)
  async preview(@CurrentScope() scope: Scope, @Param('name', { schema: templateName }) name: MailTemplate, @Body({ schema: rawForm }) raw: RawForm): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#editPage(scope, name, form);
    const tried = await actOnForm(raw, trialForm, page, async ({ subject, body, data }) => {
      const text = tidy({ subject, body });
      refuseFaults(name, text);
      const { version } = await this.queries.entry(scope, name);
      const current = await this.queries.version(scope, name, version);
      return { mail: await this.trial.print(scope, name, text, data), changes: changesOf(current, text) };
    });
    return this.#editPage(scope, name, emptyForm(raw), tried);
  }

  @Get(':name/versions/:version')
  async version(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Param('version', { schema: templateVersion }) version: number,
  ): Promise<string> {
    return this.#versionPage(scope, name, version, emptyForm());
  }

  @Post(':name/versions/:version/restore')
  @Idempotent()
  async restore(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Param('version', { schema: templateVersion }) version: number,
    @ExpectedVersion() follows: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#versionPage(scope, name, version, form);
    const made = await actOnForm(raw, restoreBody, page, ({ reason }) => this.db.tx((tx) => this.texts.restore(tx, scope, name, version, { follows, reason })));
    return seeOtherSaying(reply, `/mail/templates/${name}`, `${version === 0 ? '標準の文面' : `第${version}版`}に戻し、第${made}版として保存しました。`);
  }

  async #editPage(scope: Scope, name: MailTemplate, form: FormState, tried?: Tried): Promise<string> {
    const entry = await this.queries.entry(scope, name);
    const [versions, recent] = [await this.queries.versions(scope, name), await this.trial.recent(scope, name)];
    const template = templateView(name);
    return this.views.page('mail/template', { title: `メール文面：${template.label}`, width: 'wide', entry, template, versions, recent, samples: sampleChoices, form, labels, tried });
  }

  async #versionPage(scope: Scope, name: MailTemplate, version: number, form: FormState): Promise<string> {
    const shown = await this.queries.version(scope, name, version);
    const before = version === 0 ? undefined : await this.queries.version(scope, name, version - 1);
    const changes = before === undefined ? undefined : changesOf(before, shown);
    const entry = await this.queries.entry(scope, name);
    return this.views.page('mail/template-version', { title: 'メール文面の版', template: templateView(name), version, shown, changes, entry, form, labels });
  }
}

function changesOf(before: { readonly subject: string; readonly body: string }, after: { readonly subject: string; readonly body: string }): DifferenceLine[] {
  return differenceOf(`件名：${before.subject}\n\n${before.body}`, `件名：${after.subject}\n\n${after.body}`);
}
