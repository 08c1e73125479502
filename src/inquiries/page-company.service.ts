import { Injectable } from '@nestjs/common';
import type { Instant } from '../platform/clock.js';
import type { Scope } from '../platform/scope.js';
import { Deadlines } from './deadlines.service.js';
import { Drafts, type OthersDraft, type OwnDraft } from './drafts/drafts.service.js';
import type { InquiryRow } from './inquiry.entity.js';
import { Notices, type Colleague } from './notices/notices.service.js';
import { offeredIn, type OfferedPhrases } from './phrases/phrase.rules.js';
import { PhraseQueries } from './phrases/phrase.queries.js';
import { sayEveryMs } from './presence/presence.rules.js';
import { Presence, type Present } from './presence/presence.service.js';

/** Who else is at an inquiry or could take it, what is half typed in it, and what stands ready to be written. */
@Injectable()
export class PageCompany {
  constructor(
    private readonly drafts: Drafts,
    private readonly presence: Presence,
    private readonly notices: Notices,
    private readonly texts: PhraseQueries,
    readonly deadlines: Deadlines,
  ) {}

  /** Ready-made texts as an act's form offers them. */
  async phrases(): Promise<(act: string) => OfferedPhrases | undefined> {
    return offeredIn(await this.texts.offered());
  }

  /** Up to when the page of an inquiry counts its reader's notices as seen; undefined where there is nothing new. */
  async newestNotice(scope: Scope, inquiryId: string): Promise<Instant | undefined> {
    return this.notices.newestUnseen(scope.staffId, inquiryId);
  }

  async ownDrafts(scope: Scope, inquiryId: string): Promise<ReadonlyMap<string, OwnDraft>> {
    return this.drafts.own(scope, inquiryId);
  }

  /** Who can be asked to read a report (C4); its writers are not among them. */
  async readers(row: InquiryRow, writerIds: readonly string[]): Promise<readonly Colleague[]> {
    return (await this.notices.colleagues(row, ['second_line', 'second_line_lead'])).filter(({ staffId }) => !writerIds.includes(staffId));
  }

  async of(scope: Scope, row: InquiryRow): Promise<{ readonly othersDrafts: readonly OthersDraft[]; readonly present: readonly Present[]; readonly sayEverySeconds: number; readonly colleagues: readonly Colleague[] }> {
    const present = (await this.presence.othersAt(scope, [row.id])).get(row.id) ?? [];
    const line = row.line === 'second' ? (['second_line', 'second_line_lead'] as const) : (['first_line', 'first_line_supervisor'] as const);
    return { colleagues: await this.notices.colleagues(row, line), othersDrafts: await this.drafts.ofOthers(scope, row), present, sayEverySeconds: sayEveryMs / 1_000 };
  }
}
