import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import type { Scope } from '../platform/scope.js';
import { FreshSignIn, Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Confirmations } from '../web/confirmations.service.js';
import { Idempotent, IdempotentOncePrepared, type PreparedAct } from '../web/idempotent.js';
import { CurrentScope, CurrentSession, type Session } from '../web/request-context.js';
import { AcceptUploads, uploadedFile } from '../web/uploads.js';
import { ContactRequestQueries } from './contact-request.queries.js';
import { ContactRequests } from './contact-requests.service.js';
import { answerReport, answerRequest, contactRequestAnswer, importReportAnswer } from './customers.answers.js';
import { approval, contactRefusal, importTarget, requestsQuery, rowId } from './customers.schemas.js';
import { ParameterSheets } from './parameter-sheets.service.js';

const sheetUpload = importTarget.extend({ file: uploadedFile });

/** Parameter sheets and the changes of registration that wait for approval, over the API. */
@Controller('api/v1')
export class RegistrationsApiController {
  constructor(
    private readonly sheets: ParameterSheets,
    private readonly requests: ContactRequests,
    private readonly queries: ContactRequestQueries,
    private readonly confirmations: Confirmations,
  ) {}

  @Post('parameter-sheets')
  @Permit('customer.import')
  @AcceptUploads()
  @IdempotentOncePrepared()
  @HttpCode(200)
  @Api({ summary: 'パラメーターシート（CSV・XLSX）を取り込む（multipart/form-data の file）', response: importReportAnswer, status: 200 })
  async import(@CurrentSession() session: Session, @Body({ schema: sheetUpload }) body: z.infer<typeof sheetUpload>): Promise<PreparedAct<z.infer<typeof importReportAnswer>>> {
    const { file, ...target } = body;
    const planned = await this.sheets.plan(session.scope, { name: file.fileName, bytes: Buffer.from(file.bytes) }, target, this.confirmations.isFresh(session));
    return async () => answerReport(await this.sheets.take(planned));
  }

  @Get('contact-requests')
  @Permit('contact.approve', 'contact.request')
  @Api({ summary: '登録内容の変更申請の一覧', response: contactRequestAnswer.array() })
  async list(@CurrentScope() scope: Scope, @Query({ schema: requestsQuery }) query: z.infer<typeof requestsQuery>): Promise<z.infer<typeof contactRequestAnswer>[]> {
    return (await this.queries.list(scope, query.state, query.after)).map((request) => answerRequest(request));
  }

  @Get('contact-requests/:id')
  @Permit('contact.approve', 'contact.request')
  @Api({ summary: '登録内容の変更申請1件', response: contactRequestAnswer })
  async one(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string): Promise<z.infer<typeof contactRequestAnswer>> {
    return answerRequest(await this.queries.byId(scope, id));
  }

  @Post('contact-requests/:id/approve')
  @Permit('contact.approve')
  @FreshSignIn('本サービス担当者の変更申請の承認')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '変更申請を承認する（effectiveAt で適用日時を指定できる）', status: 204 })
  async approve(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: approval }) body: z.infer<typeof approval>): Promise<void> {
    await this.requests.approve(scope, id, body);
  }

  @Post('contact-requests/:id/refuse')
  @Permit('contact.approve')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '変更申請を承認せず、理由を伝える', status: 204 })
  async refuse(@CurrentScope() scope: Scope, @Param('id', { schema: rowId }) id: string, @Body({ schema: contactRefusal }) body: z.infer<typeof contactRefusal>): Promise<void> {
    await this.requests.refuse(scope, id, body.reason);
  }
}
