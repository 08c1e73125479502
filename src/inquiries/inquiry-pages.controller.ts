import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DomainError } from '../platform/errors.js';
import type { Scope } from '../platform/scope.js';
import { Permit } from '../web/access.js';
import type { RawForm } from '../web/forms.js';
import { seeOtherSaying } from '../web/redirect.js';
import { RefusedPage } from '../web/refused-page.js';
import { CurrentScope } from '../web/request-context.js';
import { ExpectedVersion } from '../web/versions.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { ActRunner } from './acts/act-runner.service.js';
import { InquiryPage } from './inquiry-page.service.js';

const id = z.uuid();
const actName = z.string().regex(/^[a-z-]{1,40}$/);
const rawForm = z.record(z.string(), z.unknown());

/**
 * The page of one inquiry and its forms. An act carries the version the person saw, so a second click
 * finds another version and does nothing twice.
 */
@Controller('inquiries')
@Permit('inquiry.read')
export class InquiryPages {
  constructor(
    private readonly page: InquiryPage,
    private readonly acts: ActRunner,
    private readonly registry: ActRegistry,
  ) {}

  @Get(':id')
  async show(@CurrentScope() scope: Scope, @Param('id', { schema: id }) inquiryId: string): Promise<string> {
    return this.page.render(scope, inquiryId);
  }

  @Post(':id/acts/:act')
  async act(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: id }) inquiryId: string,
    @Param('act', { schema: actName }) name: string,
    @ExpectedVersion() version: number,
    @Body({ schema: rawForm }) raw: RawForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    try {
      await this.acts.run(scope, name, { id: inquiryId, version, body: raw });
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'not_found') throw error;
      throw new RefusedPage(error, await this.page.render(scope, inquiryId, { act: name, raw, refusal: error }));
    }
    return seeOtherSaying(reply, `/inquiries/${inquiryId}`, `「${this.registry.byName(name).label}」を記録しました。`);
  }
}
