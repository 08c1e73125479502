import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Db } from '../platform/db.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import { Api } from '../web/api.js';
import { Idempotent } from '../web/idempotent.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { Affiliates } from './affiliates.service.js';
import { createdAnswer } from './customers.answers.js';
import { affiliateFacts, rowId } from './customers.schemas.js';

/** Affiliates of a customer over the API; they are read with the customer. */
@Controller('api/v1/customers/:id/affiliates')
@Permit('customer.edit')
export class AffiliatesApiController {
  constructor(
    private readonly db: Db,
    private readonly affiliates: Affiliates,
  ) {}

  @Post()
  @Idempotent()
  @Api({ summary: '書面の承諾により利用する関係会社を登録する（第2条(5)）', response: createdAnswer })
  async add(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @ExpectedVersion() version: number,
    @Body({ schema: affiliateFacts }) body: z.infer<typeof affiliateFacts>,
  ): Promise<z.infer<typeof createdAnswer>> {
    return { id: await this.db.tx((tx) => this.affiliates.add(tx, scope, id, version, body)) };
  }

  @Post(':affiliateId/end')
  @Idempotent()
  @HttpCode(204)
  @Api({ summary: '関係会社の利用を終了する', status: 204 })
  async end(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: rowId }) id: string,
    @Param('affiliateId', { schema: rowId }) affiliateId: string,
    @ExpectedVersion() version: number,
  ): Promise<void> {
    await this.affiliates.end(scope, id, affiliateId, version);
  }
}
