import { Injectable } from '@nestjs/common';
import { DesignatedProviders } from '../customers/designated-providers.service.js';
import { hasRole, type Scope } from '../platform/scope.js';

/** The firms that a person can be placed with. */
@Injectable()
export class ProviderChoices {
  constructor(private readonly providers: DesignatedProviders) {}

  /** Entries of a select; empty for everybody but the owner, who alone places people with a provider. */
  async of(scope: Scope): Promise<readonly { readonly value: string; readonly label: string }[]> {
    if (!hasRole(scope, 'service_owner')) return [];
    const open = (await this.providers.list()).filter(({ endedOn }) => endedOn === null);
    return open.length === 0 ? [] : [{ value: '', label: '当社・受付窓口のスタッフ' }, ...open.map(({ id, name }) => ({ value: id, label: name }))];
  }
}
