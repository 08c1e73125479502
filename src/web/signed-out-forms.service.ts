import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.js';
import { CONFIG } from '../settings.module.js';
import { KeptForms } from '../staff/kept-forms.service.js';
import { Sessions } from '../staff/sessions.service.js';
import { isOwnOrigin, sameSecret } from './csrf.js';
import { takeHiddenFields } from './hidden-fields.js';
import { resumableFields } from './resumable-form.rules.js';

/** A form that arrives after its session has ended by time is kept, and the sign-in leads back to it. */
@Injectable()
export class SignedOutForms {
  constructor(
    private readonly sessions: Sessions,
    private readonly keptForms: KeptForms,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Keeps the request's form where it is one of ours, and notes on the request which it was. */
  async keep(request: FastifyRequest, token: string): Promise<void> {
    if (request.method !== 'POST' || request.desk.isApi || request.isMultipart()) return;
    const { origin, 'sec-fetch-site': fetchSite } = request.headers;
    if (!isOwnOrigin({ origin, fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined }, this.config.baseUrl)) return;
    const ended = await this.sessions.endedByTime(token);
    if (ended === undefined) return;
    const { csrf, key, version } = takeHiddenFields(request.body);
    if (!sameSecret(csrf ?? request.headers['x-csrf-token'], ended.csrfToken)) return;
    const fields = resumableFields(request.body);
    if (fields === undefined || fields.length === 0) return;
    const hidden = [['_key', key], ['_version', version]].flatMap(([name, value]): [string, string][] => (name === undefined || value === undefined ? [] : [[name, value]]));
    request.desk.keptForm = await this.keptForms.keep(ended.staffId, { action: request.url, page: this.#pageOf(request), fields: [...fields, ...hidden] });
  }

  #pageOf({ headers }: FastifyRequest): string {
    const { referer } = headers;
    if (referer === undefined || !URL.canParse(referer)) return '/';
    const url = new URL(referer);
    return url.origin === new URL(this.config.baseUrl).origin ? `${url.pathname}${url.search}` : '/';
  }
}
