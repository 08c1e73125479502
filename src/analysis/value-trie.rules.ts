import type { FoldedText } from './folded-text.rules.js';
import type { Identifier } from './identifiers.rules.js';

interface TrieNode {
  readonly next: Map<string, TrieNode>;
  identifier: Identifier | undefined;
}

/** Where a value stands in a refanged text: units `[from, to)`. */
export interface ValueHit {
  readonly from: number;
  readonly to: number;
  readonly identifier: Identifier;
}

/** Finds many values in a text in one pass; how many there are does not matter. */
export class ValueTrie {
  readonly #root: TrieNode = { next: new Map(), identifier: undefined };

  constructor(identifiers: Iterable<Identifier>) {
    for (const identifier of identifiers) {
      for (const spelling of identifier.spellings) if (spelling.length >= 3) this.#add(spelling, identifier);
    }
  }

  /** The longest value at every place where one begins, standing on its own as a word. */
  hits(text: FoldedText): readonly ValueHit[] {
    const found: ValueHit[] = [];
    for (let from = 0; from < text.text.length; from += 1) {
      const hit = beginsWord(text, from) ? this.#longestAt(text, from) : undefined;
      if (hit !== undefined) found.push(hit);
    }
    return found;
  }

  #longestAt(text: FoldedText, from: number): ValueHit | undefined {
    let node: TrieNode | undefined = this.#root;
    let longest: ValueHit | undefined;
    for (let to = from; node !== undefined; to += 1) {
      if (node.identifier !== undefined && endsWord(text, to)) longest = { from, to, identifier: node.identifier };
      node = node.next.get(text.text[to] ?? '');
    }
    return longest;
  }

  #add(spelling: string, identifier: Identifier): void {
    let node = this.#root;
    for (const unit of spelling.split('')) {
      const next: TrieNode = node.next.get(unit) ?? { next: new Map(), identifier: undefined };
      node.next.set(unit, next);
      node = next;
    }
    node.identifier ??= identifier;
  }
}

const wordUnit = /[0-9a-z]/;

function beginsWord(text: FoldedText, at: number): boolean {
  const before = text.text[at - 1] ?? '';
  return text.gaps[at] === true || !wordUnit.test(text.text[at] ?? '') || !wordUnit.test(before);
}

function endsWord(text: FoldedText, at: number): boolean {
  const last = text.text[at - 1] ?? '';
  return (text.gaps[at] ?? true) || !wordUnit.test(last) || !wordUnit.test(text.text[at] ?? '');
}
