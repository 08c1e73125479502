/**
 * The language of mail templates: text with `{{名}}`, `{{#名}}…{{/名}}` (where there is something, or
 * for each), `{{^名}}…{{/名}}` (where there is nothing) and `{{>部品}}`. It has no expressions, so
 * that what a person types is never code: a template can name values and nothing else.
 */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string; readonly line: number }
  | { readonly kind: 'value'; readonly name: string; readonly line: number }
  | { readonly kind: 'piece'; readonly name: string; readonly line: number }
  | TemplateSection;

/** A part that is printed where there is something (for each of several), or where there is nothing. */
export interface TemplateSection {
  readonly kind: 'section' | 'inverted';
  readonly name: string;
  readonly line: number;
  readonly nodes: readonly TemplateNode[];
}

/** Something wrong with a template, and in which line; a sentence for whoever wrote it. */
export interface TemplateFault {
  /** 1-based; 0 where no single line is to blame. */
  readonly line: number;
  readonly message: string;
}

export interface ParsedTemplate {
  readonly nodes: readonly TemplateNode[];
  readonly faults: readonly TemplateFault[];
}

/** Bounds that no honest text reaches. */
export const templateLimits = { characters: 20_000, lineCharacters: 500, depth: 4 } as const;

const tag = /\{\{([#^/>]?)[ 　]*([\p{L}\p{N}ー]{1,30})[ 　]*\}\}/gu;
/** A line with a section's tag alone: it leaves no empty line behind. */
const loneTag = /^[ 　\t]*\{\{[#^/][ 　]*[\p{L}\p{N}ー]{1,30}[ 　]*\}\}[ 　\t]*$/u;

interface Open extends TemplateSection {
  readonly nodes: TemplateNode[];
}

/** Reads a template. Never throws; with faults the nodes are what could be understood. */
export function parseTemplate(source: string): ParsedTemplate {
  if (source.length > templateLimits.characters) {
    return { nodes: [], faults: [{ line: 0, message: `文面は${templateLimits.characters.toLocaleString('ja-JP')}文字までにしてください。` }] };
  }
  const reading = new Reading();
  const lines = source.split('\n');
  lines.forEach((line, index) => reading.line(line, index + 1, index < lines.length - 1));
  return reading.end();
}

class Reading {
  readonly #root: TemplateNode[] = [];
  readonly #open: Open[] = [];
  readonly #faults: TemplateFault[] = [];

  line(text: string, line: number, hasBreak: boolean): void {
    if (text.length > templateLimits.lineCharacters) this.#fault(line, `1行は${templateLimits.lineCharacters}文字までにしてください。`);
    const alone = loneTag.test(text);
    const shown = alone ? text.trim() : text;
    if (/\{{3}|\}{3}/.test(shown)) this.#malformed(line);
    let from = 0;
    for (const found of shown.matchAll(tag)) {
      this.#text(shown.slice(from, found.index), line);
      this.#tag(found[1] ?? '', found[2] ?? '', line);
      from = found.index + found[0].length;
    }
    this.#text(shown.slice(from), line);
    if (hasBreak && !alone) this.#push({ kind: 'text', text: '\n', line });
  }

  end(): ParsedTemplate {
    for (const { name, line } of this.#open) this.#fault(line, `「${name}」の区切りが閉じられていません。{{/${name}}} を入れてください。`);
    return { nodes: this.#root, faults: this.#faults };
  }

  #text(text: string, line: number): void {
    if (text === '') return;
    if (/\{\{|\}\}/.test(text)) this.#malformed(line);
    this.#push({ kind: 'text', text, line });
  }

  #malformed(line: number): void {
    this.#fault(line, '{{ }} の書き方が正しくありません。{{受付番号}} のように、一覧にある名前だけを書いてください。');
  }

  #tag(sign: string, name: string, line: number): void {
    if (sign === '/') this.#close(name, line);
    else if (sign === '#' || sign === '^') this.#opened({ kind: sign === '#' ? 'section' : 'inverted', name, line, nodes: [] });
    else if (sign === '>') this.#push({ kind: 'piece', name, line });
    else this.#push({ kind: 'value', name, line });
  }

  #opened(section: Open): void {
    if (this.#open.length >= templateLimits.depth) this.#fault(section.line, `区切りの中に区切りを入れられるのは${templateLimits.depth}段までです。`);
    this.#push(section);
    this.#open.push(section);
  }

  #close(name: string, line: number): void {
    const last = this.#open.pop();
    if (last === undefined) this.#fault(line, `「${name}」の区切りが始まっていません。{{#${name}}} が必要です。`);
    else if (last.name !== name) this.#fault(line, `「${last.name}」の区切り（${last.line}行目）が閉じられないまま、「${name}」が閉じられています。`);
  }

  #push(node: TemplateNode): void {
    (this.#open.at(-1)?.nodes ?? this.#root).push(node);
  }

  #fault(line: number, message: string): void {
    this.#faults.push({ line, message });
  }
}
