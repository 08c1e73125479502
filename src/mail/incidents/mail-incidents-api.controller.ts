import { Body, Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { Api } from '../../web/api.js';
import { Idempotent } from '../../web/idempotent.js';
import { CurrentScope } from '../../web/request-context.js';
import { IncidentResources } from './incident-resources.service.js';
import { incidentFacts, incidentSchema, incidentSummarySchema, noFields, noticeFacts, rowId, stepFacts } from './incident.schemas.js';
import { MailIncidents } from './mail-incidents.service.js';

type Incident = z.infer<typeof incidentSchema>;

/** A mail to the wrong person over the API (E5). */
@Controller('api/v1/mail-incidents')
@Permit('incident.handle')
export class MailIncidentsApi {
  constructor(
    private readonly db: Db,
    private readonly incidents: MailIncidents,
    private readonly resources: IncidentResources,
  ) {}

  @Get()
  @Api({ summary: '誤送信の対応の一覧（対応中が先）', response: incidentSummarySchema.array() })
  async list(): Promise<z.infer<typeof incidentSummarySchema>[]> {
    return this.resources.list();
  }

  @Get(':id')
  @Api({ summary: '誤送信の対応1件。この宛先に送ったもの、開示済みの値、報告の期限と記録', response: incidentSchema })
  async one(@Param('id', { schema: rowId }) id: string): Promise<Incident> {
    return this.resources.one(id);
  }

  @Post()
  @FreshSignIn('誤送信の対応の開始')
  @Idempotent()
  @Api({ summary: '誤送信の対応を始め、未送信のメールを取りやめる', response: incidentSchema })
  async open(@CurrentScope() scope: Scope, @Body({ schema: incidentFacts }) { outboxId, ...facts }: z.infer<typeof incidentFacts>, @Res({ passthrough: true }) reply: FastifyReply): Promise<Incident> {
    const id = await this.db.tx((tx) => this.incidents.open(tx, scope, outboxId, facts));
    void reply.header('location', `/api/v1/mail-incidents/${id}`);
    return this.resources.one(id);
  }

  @Post(':id/notice')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '利用者へのご報告の下書きを保存する', response: incidentSchema, status: 200 })
  async draft(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noticeFacts }) facts: z.infer<typeof noticeFacts>): Promise<Incident> {
    await this.db.tx((tx) => this.incidents.draft(tx, scope, id, facts));
    return this.resources.one(id);
  }

  @Post(':id/tell')
  @HttpCode(200)
  @FreshSignIn('利用者へのご報告の送信')
  @Idempotent()
  @Api({ summary: '利用者へのご報告を送信する', response: incidentSchema, status: 200 })
  async tell(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Incident> {
    await this.db.tx((tx) => this.incidents.tell(tx, scope, id));
    return this.resources.one(id);
  }

  @Post(':id/steps')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '回収の依頼や行政への報告などを記録する', response: incidentSchema, status: 200 })
  async step(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: stepFacts }) { step, at }: z.infer<typeof stepFacts>): Promise<Incident> {
    await this.db.tx((tx) => this.incidents.note(tx, scope, id, step, at));
    return this.resources.one(id);
  }

  @Post(':id/close')
  @HttpCode(200)
  @Idempotent()
  @Api({ summary: '誤送信の対応を完了する', response: incidentSchema, status: 200 })
  async close(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object): Promise<Incident> {
    await this.db.tx((tx) => this.incidents.close(tx, scope, id));
    return this.resources.one(id);
  }
}
