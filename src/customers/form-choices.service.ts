import { Injectable } from '@nestjs/common';
import type { Scope } from '../platform/scope.js';
import { Partners } from './partners.service.js';
import { SupportDesks } from './support-desks.service.js';

/** One entry of a select. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What the selects of this room's forms offer. */
@Injectable()
export class FormChoices {
  constructor(
    private readonly partners: Partners,
    private readonly desks: SupportDesks,
  ) {}

  /** Partners by id, after an entry for none. */
  async partnerIds(): Promise<Choice[]> {
    return [{ value: '', label: '未設定' }, ...(await this.partners.list()).map(({ id, name }) => ({ value: id, label: name }))];
  }

  /** Partners by code, after an entry for none. */
  async partnerCodes(): Promise<Choice[]> {
    return [{ value: '', label: '指定しない' }, ...(await this.partners.list()).map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))];
  }

  async deskIds(scope: Scope): Promise<Choice[]> {
    return [{ value: '', label: '選んでください' }, ...(await this.desks.list(scope)).map(({ id, name }) => ({ value: id, label: name }))];
  }

  async deskCodes(scope: Scope): Promise<Choice[]> {
    return [{ value: '', label: '指定しない' }, ...(await this.desks.list(scope)).map(({ code, name }) => ({ value: code, label: `${code} ${name}` }))];
  }
}
