import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Config } from '../../config.js';
import { CONFIG } from '../../settings.module.js';
import { Public } from '../../web/access.js';
import { setStepCookie } from '../../web/cookies.js';
import { SignInPlace } from '../sign-in-place.view.js';
import { passkeyOptionsBody } from '../staff.schemas.js';
import { PasskeyOptions, type OfferedOptions } from './passkey-options.service.js';

/** What the script of our pages asks before it speaks to the browser's authenticator. */
@Controller('passkey-options')
export class PasskeyOptionsController {
  constructor(
    private readonly offers: PasskeyOptions,
    private readonly place: SignInPlace,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Public()
  @HttpCode(200)
  async offer(@Body({ schema: passkeyOptionsBody }) { purpose }: z.infer<typeof passkeyOptionsBody>, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<OfferedOptions['options']> {
    const { session, address } = request.desk;
    const { options, browserToken } = await this.offers.offer(purpose, { session, step: await this.place.stepOf(request), address });
    if (browserToken !== undefined) setStepCookie(reply, this.config.baseUrl, browserToken);
    return options;
  }
}
