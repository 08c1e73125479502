import type { TemplateFault, TemplateNode } from './parse-template.rules.js';
import type { Field } from './template-field.rules.js';

/** What may be named in a text, and what it may not be without. */
export interface NameRules {
  readonly fields: readonly Field<never>[];
  readonly pieces: readonly string[];
  readonly must: readonly string[];
  readonly mustPieces: readonly string[];
  /** 件名 or 本文, for the sentences. */
  readonly where: string;
}

/** Names that the mail does not have, used otherwise than they can be, or missing. */
export function checkNames(nodes: readonly TemplateNode[], rules: NameRules): TemplateFault[] {
  const missing = rules.must.filter((name) => !nodes.some((node) => always(node, name, rules)));
  const missingPieces = rules.mustPieces.filter((name) => !nodes.some((node) => node.kind === 'piece' && node.name === name));
  return [
    ...nodes.flatMap((node) => checkNode(node, [rules.fields], rules)),
    ...missing.map((name) => ({ line: 0, message: `${sign(name, rules)} がありません。条件の区切りの外に入れてください（このメールに欠かせない項目です）。` })),
    ...missingPieces.map((name) => ({ line: 0, message: `{{>${name}}} がありません。` })),
  ];
}

/** Whether the node prints the name whatever the data are; a list counts where its items are printed. */
function always(node: TemplateNode, name: string, { fields }: NameRules): boolean {
  if (node.kind === 'value') return node.name === name;
  if (node.kind !== 'section' || node.name !== name) return false;
  const field = fields.find((each) => each.name === name);
  return field?.kind === 'list' && printsItem(node.nodes, field.of);
}

function printsItem(nodes: readonly TemplateNode[], fields: readonly Field<never>[]): boolean {
  return nodes.some((node) => {
    const field = 'name' in node ? fields.find(({ name }) => name === node.name) : undefined;
    if (node.kind === 'value') return field !== undefined && node.name !== '番号';
    return node.kind === 'section' && field?.kind === 'list' && printsItem(node.nodes, field.of);
  });
}

function sign(name: string, { fields }: NameRules): string {
  return fields.find((each) => each.name === name)?.kind === 'list' ? `{{#${name}}}…{{/${name}}}` : `{{${name}}}`;
}

function checkNode(node: TemplateNode, scopes: readonly (readonly Field<never>[])[], rules: NameRules): TemplateFault[] {
  if (node.kind === 'text') return [];
  if (node.kind === 'piece') return rules.pieces.includes(node.name) ? [] : [fault(node, `{{>${node.name}}} は、この${rules.where}では使えません。`)];
  const field = scopes.toReversed().flatMap((fields) => fields.filter(({ name }) => name === node.name))[0];
  if (field === undefined) return [fault(node, `「${node.name}」という項目は、この${rules.where}では使えません。使える項目の一覧から選んでください。`)];
  if (node.kind === 'value') {
    if (field.kind === 'line' || field.kind === 'lines') return [];
    return [fault(node, `「${node.name}」は文ではないので、{{#${node.name}}}…{{/${node.name}}} の形で使ってください。`)];
  }
  const inner = node.kind === 'section' && field.kind === 'list' ? [...scopes, field.of] : scopes;
  return node.nodes.flatMap((each) => checkNode(each, inner, rules));
}

function fault({ line }: TemplateNode, message: string): TemplateFault {
  return { line, message };
}
