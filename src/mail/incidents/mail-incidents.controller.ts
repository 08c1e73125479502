import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toIsoTokyo } from '../../calendar/japanese-time.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';
import { FreshSignIn, Permit } from '../../web/access.js';
import { actOnForm } from '../../web/form-page.js';
import { emptyForm, rawForm, type FormState, type RawForm } from '../../web/forms.js';
import { Idempotent } from '../../web/idempotent.js';
import { Navigation } from '../../web/navigation.js';
import { seeOtherSaying } from '../../web/redirect.js';
import { CurrentScope } from '../../web/request-context.js';
import { Views } from '../../web/views.js';
import { mailLabels } from '../../inquiries/mail.view.js';
import { OutboxPageQueries } from '../pages/outbox-page.queries.js';
import { IncidentResources } from './incident-resources.service.js';
import { incidentFacts, newIncidentQuery, noFields, noticeFacts, rowId, stepFacts } from './incident.schemas.js';
import { daysView, stepLabel, stepLabels, whenText } from './incident.view.js';
import { MailIncidents } from './mail-incidents.service.js';
import { MailIncidentQueries } from './mail-incidents.queries.js';

/** One page for a mail that went to the wrong person, from the withdrawal to the last report (E5). */
@Controller('mail-incidents')
@Permit('incident.handle')
export class MailIncidentsController {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly resources: IncidentResources,
    private readonly incidents: MailIncidents,
    private readonly queries: MailIncidentQueries,
    private readonly mails: OutboxPageQueries,
    private readonly views: Views,
  ) {}

  @Get()
  @Navigation({ label: '誤送信の対応', order: 61 })
  async list(): Promise<string> {
    const incidents = (await this.queries.list()).map((one) => ({ ...one, discoveredAt: whenText(one.discoveredAt), notifiedAt: whenText(one.notifiedAt) }));
    return this.views.page('mail/incidents/list', { title: '誤送信の対応', width: 'wide', incidents });
  }

  @Get('new')
  async blank(@CurrentScope() scope: Scope, @Query({ schema: newIncidentQuery }) { outboxId }: z.infer<typeof newIncidentQuery>): Promise<string> {
    return this.#form(scope, outboxId, emptyForm({ outboxId, discoveredAt: toIsoTokyo(this.clock.now()).slice(0, 16) }));
  }

  @Post()
  @FreshSignIn('誤送信の対応の開始')
  @Idempotent()
  async open(@CurrentScope() scope: Scope, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const page = (form: FormState): Promise<string> => this.#form(scope, String(raw['outboxId']), form);
    const id = await actOnForm(raw, incidentFacts, page, ({ outboxId, ...facts }) => this.db.tx((tx) => this.incidents.open(tx, scope, outboxId, facts)));
    return seeOtherSaying(reply, `/mail-incidents/${id}`, '誤送信の対応を始めました。未送信のメールを取りやめました。');
  }

  @Get(':id')
  async one(@Param('id', { schema: rowId }) id: string): Promise<string> {
    return this.#page(id, undefined);
  }

  @Post(':id/notice')
  @Idempotent()
  async draft(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, noticeFacts, (form) => this.#page(id, form), (facts) => this.db.tx((tx) => this.incidents.draft(tx, scope, id, facts)));
    return seeOtherSaying(reply, `/mail-incidents/${id}`, 'ご報告の下書きを保存しました。内容を確かめて送信してください。');
  }

  @Post(':id/tell')
  @FreshSignIn('利用者へのご報告の送信')
  @Idempotent()
  async tell(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.incidents.tell(tx, scope, id));
    return seeOtherSaying(reply, `/mail-incidents/${id}`, '利用者へのご報告を送信します。');
  }

  @Post(':id/steps')
  @Idempotent()
  async step(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: rawForm }) raw: RawForm, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await actOnForm(raw, stepFacts, (form) => this.#page(id, form), ({ step, at }) => this.db.tx((tx) => this.incidents.note(tx, scope, id, step, at)));
    return seeOtherSaying(reply, `/mail-incidents/${id}`, '対応を記録しました。');
  }

  @Post(':id/close')
  @Idempotent()
  async close(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: noFields }) _body: object, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.db.tx((tx) => this.incidents.close(tx, scope, id));
    return seeOtherSaying(reply, `/mail-incidents/${id}`, '誤送信の対応を完了しました。');
  }

  async #form(scope: Scope, outboxId: string, form: FormState): Promise<string> {
    const mail = await this.mails.summary(scope, outboxId);
    return this.views.page('mail/incidents/new', { title: '誤送信の対応', form, mail: { ...mail, label: mailLabels.template[mail.template] ?? mail.template, when: whenText(mail.sentAt) } });
  }

  async #page(id: string, refused: FormState | undefined): Promise<string> {
    const incident = await this.queries.one(id);
    const [disclosed, released, steps] = [await this.queries.disclosed(incident), await this.queries.released(incident.inquiryId), await this.queries.steps(id)];
    const now = this.clock.now();
    const days = await this.resources.reports(incident.discoveredAt, incident.malicious);
    return this.views.page('mail/incidents/incident', {
      title: '誤送信の対応', incident: { ...incident, when: whenText(incident.sentAt), discovered: whenText(incident.discoveredAt), notified: whenText(incident.notifiedAt) },
      disclosed: disclosed.map((mail) => ({ ...mail, label: mailLabels.template[mail.template as keyof typeof mailLabels.template] ?? mail.template, when: whenText(mail.sentAt) })),
      released: released.map(({ value, releasedAt }) => ({ value, when: whenText(releasedAt) })),
      steps: steps.map(({ type, occurredAt, who }) => ({ label: stepLabel(type), when: whenText(occurredAt), who })),
      days: daysView(days, { discoveredAt: incident.discoveredAt, now, done: steps.map(({ type }) => type) }),
      stepOptions: [{ value: '', label: '選んでください' }, ...Object.entries(stepLabels).map(([value, label]) => ({ value, label }))],
      labels: mailLabels.state,
      form: refused ?? emptyForm({ items: incident.items.join('\n'), measures: incident.measures.join('\n'), at: toIsoTokyo(now).slice(0, 16) }),
    });
  }
}
