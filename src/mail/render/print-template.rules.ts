import type { TemplateNode } from './parse-template.rules.js';
import { manyLines, oneLine } from './printable.rules.js';
import type { Field } from './template-field.rules.js';

/** Fields and what they are read from; an inner one (an item of a list) hides an outer one of its name. */
export interface PrintScope {
  readonly fields: readonly Field<never>[];
  readonly data: unknown;
}

/** The pieces (`{{>宛名}}`) by name. */
export type Pieces = ReadonlyMap<string, readonly TemplateNode[]>;

/**
 * Prints a template from its data and nothing else. Values are printed as they are, mail being plain
 * text, but without control characters, and are never read as a template again.
 *
 * @throws MissingMailValue where a value that is printed is not there
 */
export function printTemplate(nodes: readonly TemplateNode[], scopes: readonly PrintScope[], pieces: Pieces): string {
  return nodes.map((node) => printNode(node, scopes, pieces)).join('');
}

function printNode(node: TemplateNode, scopes: readonly PrintScope[], pieces: Pieces): string {
  if (node.kind === 'text') return node.text;
  if (node.kind === 'piece') return printTemplate(pieceNamed(pieces, node.name), scopes, pieces).trimEnd();
  if (node.kind === 'value') return printValue(find(node.name, scopes), node.name);
  const times = repetitions(find(node.name, scopes), scopes);
  if (node.kind === 'section') return times.map((inner) => printTemplate(node.nodes, inner, pieces)).join('');
  return times.length === 0 ? printTemplate(node.nodes, scopes, pieces) : '';
}

function pieceNamed(pieces: Pieces, name: string): readonly TemplateNode[] {
  const piece = pieces.get(name);
  if (piece === undefined) throw new Error(`There is no piece ${name} for mail templates.`);
  return piece;
}

interface Found {
  readonly field: Field<never>;
  readonly data: unknown;
}

function find(name: string, scopes: readonly PrintScope[]): Found {
  for (const { fields, data } of scopes.toReversed()) {
    const field = fields.find((each) => each.name === name);
    if (field !== undefined) return { field, data };
  }
  throw new Error(`A mail template names ${name}, which it does not have.`);
}

function printValue({ field, data }: Found, name: string): string {
  // The data are those the field was declared for: both come from the same entry of the table.
  if (field.kind === 'line') return oneLine(field.read(data as never));
  if (field.kind === 'lines') return manyLines(field.read(data as never));
  throw new Error(`A mail template prints ${name}, which is no text.`);
}

/** The scopes with which a section is printed: once for each item, once where something is there, or never. */
function repetitions({ field, data }: Found, scopes: readonly PrintScope[]): (readonly PrintScope[])[] {
  if (field.kind === 'list') return field.read(data as never).map((item) => [...scopes, { fields: field.of, data: item }]);
  if (field.kind === 'flag') return field.read(data as never) ? [scopes] : [];
  return oneLine(field.read(data as never)) === '' ? [] : [scopes];
}
