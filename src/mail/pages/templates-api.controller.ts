import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { mailLabels } from '../../inquiries/mail.view.js';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { etag, ExpectedVersion } from '../../web/versions.js';
import {
  restoreBody, saveBody, savedTemplateSchema, templateEntrySchema, templateName, templateSchema, templateTextSchema, templateVersion, templateVersionSchema, trialBody, trialSchema,
} from './template-pages.schemas.js';
import { fieldViews } from './template-pages.view.js';
import { TemplateTextQueries, type TemplateEntry } from './template-texts.queries.js';
import { refuseFaults, TemplateTexts, tidy } from './template-texts.service.js';
import { TemplateTrial, type TrialMail } from './template-trial.service.js';

type Saved = z.infer<typeof savedTemplateSchema>;

/** The texts of mails over the API. */
@Controller('api/v1/mail/templates')
@Permit('template.edit')
export class TemplatesApi {
  constructor(
    private readonly db: Db,
    private readonly queries: TemplateTextQueries,
    private readonly texts: TemplateTexts,
    private readonly trial: TemplateTrial,
  ) {}

  @Get()
  @Api({ summary: 'メール文面の一覧', response: templateEntrySchema.array() })
  async list(@CurrentScope() scope: Scope): Promise<z.infer<typeof templateEntrySchema>[]> {
    return (await this.queries.list(scope)).map(entryResource);
  }

  @Get(':name')
  @Api({ summary: 'メール文面（いま使う版と、使える項目）', response: templateSchema })
  async one(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<z.infer<typeof templateSchema>> {
    const entry = await this.queries.entry(scope, name);
    const { subject, body } = await this.queries.version(scope, name, entry.version);
    void reply.header('etag', etag(entry.version));
    return { ...entryResource(entry), subject, body, fields: fieldViews(name) };
  }

  @Get(':name/versions')
  @Api({ summary: 'メール文面の版の一覧（新しい順）', response: templateVersionSchema.array() })
  async versions(@CurrentScope() scope: Scope, @Param('name', { schema: templateName }) name: MailTemplate): Promise<z.infer<typeof templateVersionSchema>[]> {
    return (await this.queries.versions(scope, name)).map((each) => ({ ...each, createdAt: toIsoTokyo(each.createdAt) }));
  }

  @Get(':name/versions/:version')
  @Api({ summary: 'メール文面の1版（0は標準の文面）', response: templateTextSchema })
  async version(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Param('version', { schema: templateVersion }) version: number,
  ): Promise<z.infer<typeof templateTextSchema>> {
    const { subject, body, made } = await this.queries.version(scope, name, version);
    return { version, subject, body, reason: made?.reason ?? null, createdAt: made === undefined ? null : toIsoTokyo(made.createdAt) };
  }

  @Post(':name/versions')
  @Idempotent()
  @Api({ summary: '新しい版を保存する（If-Match にいまの版）', response: savedTemplateSchema })
  async save(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @ExpectedVersion() follows: number,
    @Body({ schema: saveBody }) { subject, body, reason }: z.infer<typeof saveBody>,
  ): Promise<Saved> {
    return { version: await this.db.tx((tx) => this.texts.save(tx, scope, name, { subject, body }, { follows, reason })) };
  }

  @Post(':name/preview')
  @HttpCode(200)
  @Api({ summary: '保存せずに、見本または最近のメールのデータで試す', response: trialSchema, status: 200 })
  async preview(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Body({ schema: trialBody }) { subject, body, data }: z.infer<typeof trialBody>,
  ): Promise<TrialMail> {
    const text = tidy({ subject, body });
    refuseFaults(name, text);
    return this.trial.print(scope, name, text, data);
  }

  @Post(':name/versions/:version/restore')
  @Idempotent()
  @Api({ summary: '以前の版に戻し、新しい版として保存する（0は標準の文面）', response: savedTemplateSchema })
  async restore(
    @CurrentScope() scope: Scope,
    @Param('name', { schema: templateName }) name: MailTemplate,
    @Param('version', { schema: templateVersion }) version: number,
    @ExpectedVersion() follows: number,
    @Body({ schema: restoreBody }) { reason }: z.infer<typeof restoreBody>,
  ): Promise<Saved> {
    return { version: await this.db.tx((tx) => this.texts.restore(tx, scope, name, version, { follows, reason })) };
  }
}

function entryResource({ template, version, newest, shippedChanged, broken }: TemplateEntry): z.infer<typeof templateEntrySchema> {
  return { template, label: mailLabels.template[template], version, changedAt: newest === undefined ? null : toIsoTokyo(newest.createdAt), shippedChanged, broken };
}
