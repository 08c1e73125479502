import { Injectable } from '@nestjs/common';
import type { SheetAnswers } from '../hearing/answers.rules.js';
import type { SheetDefinition } from '../hearing/sheet-definition.schemas.js';
import type { Scope } from '../platform/scope.js';
import type { InquiryRow } from './inquiry.entity.js';

/** The inquiry on the page, as a part of it needs it. */
export interface PageSubject {
  readonly row: InquiryRow;
  readonly definition: SheetDefinition;
  readonly answers: SheetAnswers;
  /** The person works on it as second line, and reads the record first. */
  readonly analystView: boolean;
}

/** A piece of the page of an inquiry that another file or a later room adds. */
export interface PagePart {
  /** Part of its id on the page: `part-<name>`. */
  readonly name: string;
  /** Where it stands; what stands at one place keeps the order of `rank`. */
  readonly place: 'top' | 'side';
  readonly rank: number;
  readonly template: string;
  /** Whether it follows the sheet while somebody types. */
  readonly live: boolean;
  /** What its template prints as `it.part`; undefined where there is nothing to show. */
  readonly load: (scope: Scope, subject: PageSubject) => Promise<object | undefined>;
}

/** A part with what it shows; `data` is missing where it shows nothing now. */
export interface LoadedPart extends Pick<PagePart, 'name' | 'place' | 'template' | 'live'> {
  readonly data: object | undefined;
}

/** The further parts of the page of an inquiry; each room registers its own at start-up. */
@Injectable()
export class PageParts {
  readonly #parts: PagePart[] = [];

  add(part: PagePart): void {
    this.#parts.push(part);
    this.#parts.sort((a, b) => a.rank - b.rank);
  }

  /** All parts for the page; for a field that was saved only those that follow the sheet. */
  async load(scope: Scope, subject: PageSubject, only: 'all' | 'live' = 'all'): Promise<readonly LoadedPart[]> {
    const loaded: LoadedPart[] = [];
    for (const part of this.#parts.filter(({ live }) => live || only === 'all')) {
      const { name, place, template, live } = part;
      loaded.push({ name, place, template, live, data: await part.load(scope, subject) });
    }
    return loaded;
  }
}
