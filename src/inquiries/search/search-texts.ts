import { Injectable } from '@nestjs/common';
import type { Reach } from './search-query.rules.js';

/** A text by which an inquiry is found. */
export interface SearchText {
  readonly inquiryId: string;
  /** What it is, for whoever reads the hit. */
  readonly label: string;
  readonly reach: Reach;
  readonly body: string;
}

/** Reads the texts that a room keeps of some inquiries; whoever asks drops those beyond a person's reach. */
export type TextReader = (inquiryIds: readonly string[]) => Promise<readonly SearchText[]>;

/** Characters of one text that are searched; a mail of a hundred pages is found by its beginning. */
const bodyMax = 100_000;

/** All texts by which inquiries are found. Each room registers what it keeps. */
@Injectable()
export class SearchTexts {
  readonly #readers: TextReader[] = [];

  register(reader: TextReader): void {
    this.#readers.push(reader);
  }

  /** The texts of each inquiry that has any. */
  async of(inquiryIds: readonly string[], reaches: readonly Reach[]): Promise<ReadonlyMap<string, readonly SearchText[]>> {
    const texts = new Map<string, SearchText[]>();
    for (const read of this.#readers) {
      for (const text of await read(inquiryIds)) {
        if (text.body === '' || !reaches.includes(text.reach)) continue;
        const cut = text.body.length > bodyMax ? { ...text, body: text.body.slice(0, bodyMax) } : text;
        texts.set(text.inquiryId, [...(texts.get(text.inquiryId) ?? []), cut]);
      }
    }
    return texts;
  }
}
