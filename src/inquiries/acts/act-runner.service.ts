import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { parseForm } from '../../web/forms.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { requireMayTry } from './act.js';
import { ActRegistry } from './act-registry.service.js';
import { ActTools } from './act-tools.service.js';

/** Runs an act by its name, whether a page or a program asks. */
@Injectable()
export class ActRunner {
  constructor(
    private readonly registry: ActRegistry,
    private readonly tools: ActTools,
  ) {}

  /** @throws DomainError not_found, forbidden, validation_failed with the faults of the body, or what the act refuses */
  async run(scope: Scope, name: string, asked: { readonly id: string; readonly version: number; readonly body: unknown }): Promise<InquiryRow> {
    const act = this.registry.byName(name);
    requireMayTry(scope, act);
    const form = parseForm(act.body, asked.body);
    if (!form.ok) throw new DomainError('validation_failed', '入力内容を確認してください。', { faults: form.faults });
    return act.run(this.tools, { scope, id: asked.id, version: asked.version, body: form.values, despite: act.despite ?? [] });
  }
}
