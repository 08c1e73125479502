import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { Events } from '../../platform/events.js';
import { sha256 } from '../../platform/ids.js';
import type { Scope } from '../../platform/scope.js';
import { insert } from '../../platform/write.js';
import { staleVersion } from '../../web/versions.js';
import { PhraseVersionRow } from './phrase-version.entity.js';
import { PhraseQueries } from './phrase.queries.js';
import type { PhraseText } from './phrase.rules.js';

/** Ready-made texts (定型文): common to all desks, changed by the owner and the second-line lead, each edition kept. */
@Injectable()
export class Phrases {
  constructor(
    private readonly queries: PhraseQueries,
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** @throws DomainError version_stale, validation_failed where nothing has changed */
  async save(tx: Tx, scope: Scope, phraseId: string, edited: PhraseText & { readonly retired: boolean; readonly follows: number }): Promise<number> {
    const { occasion, title, retired, follows } = edited;
    const body = edited.body.replaceAll(/\r\n?/g, '\n');
    const stream = { type: 'template', id: `phrase:${phraseId}` } as const;
    // Before the version: of two who save at once, the second finds either the new version or a stream that has grown.
    const head = await this.events.head(stream);
    const [newest] = follows === 0 ? [undefined] : await this.queries.editions(phraseId);
    if ((newest?.version ?? 0) !== follows) throw staleVersion();
    if (newest !== undefined && newest.body === body && newest.title === title && newest.occasion === occasion && newest.retired === retired) {
      throw new DomainError('validation_failed', 'いまの定型文から変わっていません。', { faults: [{ field: 'body', message: 'いまの定型文から変わっていません。' }] });
    }
    const now = this.clock.now();
    const version = follows + 1;
    const events = [{ type: 'phrase_saved', occurredAt: now, data: { version, occasion, retired, sha256: sha256(`${title}\n---\n${body}`) } }];
    await this.events.append(tx, stream, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events }, head);
    await insert(tx, PhraseVersionRow, { phraseId, version, occasion, title, body, retired, createdAt: now, createdBy: scope.staffId });
    return version;
  }
}
