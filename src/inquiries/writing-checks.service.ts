import { Injectable } from '@nestjs/common';
import type { Disclosure } from './inquiry-records.entity.js';

/** Something a person writes beside an inquiry, with who may read it. */
export interface Writing {
  readonly inquiryId: string;
  readonly by: string | null;
  readonly disclosure: Disclosure;
  readonly texts: readonly string[];
}

/** Throws where the writing may not be kept. */
export type WritingCheck = (writing: Writing) => Promise<void>;

/** Checks on what is about to be kept; a later room adds its own at start-up (C3: what only the second line may know). */
@Injectable()
export class WritingChecks {
  readonly #checks: WritingCheck[] = [];

  add(check: WritingCheck): void {
    this.#checks.push(check);
  }

  /** @throws DomainError what a check refuses */
  async run(writing: Writing): Promise<void> {
    for (const check of this.#checks) await check(writing);
  }
}
