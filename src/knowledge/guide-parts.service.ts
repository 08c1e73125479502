import { Injectable, type OnModuleInit } from '@nestjs/common';
import { threatKindsOf } from '../hearing/hearing.rules.js';
import { PageParts, type PageSubject } from '../inquiries/page-parts.js';
import { ThreatGuide } from './threat-guide.service.js';
import { whatMayBeSaid } from './what-may-be-said.rules.js';

/** Puts the guide of every kind of traffic that was heard beside the sheet of an inquiry. */
@Injectable()
export class GuideParts implements OnModuleInit {
  constructor(
    private readonly parts: PageParts,
    private readonly guide: ThreatGuide,
  ) {}

  onModuleInit(): void {
    this.parts.add({ name: 'threat-guide', place: 'side', rank: 10, template: '/knowledge/beside-inquiry', live: true, load: (_scope, subject) => this.#beside(subject) });
  }

  async #beside({ row, definition, answers, analystView }: PageSubject): Promise<object | undefined> {
    if (!row.isOpen) return undefined;
    const kinds = new Map(threatKindsOf(definition, answers).map(({ kind }) => [kind.id, kind]));
    const guides = await this.guide.of([...kinds.keys()]);
    if (guides.length === 0) return undefined;
    return {
      // Whoever takes the call reads it at once; an analyst knows it.
      open: !analystView,
      guides: guides.map(({ kind, entry }) => ({ kind, label: kinds.get(kind)?.label ?? kind, entry, sayable: whatMayBeSaid(row, entry) })),
    };
  }
}
