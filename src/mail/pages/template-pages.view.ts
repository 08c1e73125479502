import { mailLabels } from '../../inquiries/mail.view.js';
import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import type { Field } from '../render/template-field.rules.js';
import { piecesOf } from '../render/template-words.rules.js';
import { mailTemplates } from '../render/templates.rules.js';

/** A name that may stand in a text, and how it is written there. */
export interface FieldView {
  readonly name: string;
  readonly about: string;
  readonly form: string;
  readonly required: boolean;
  readonly inSubject: boolean;
}

const readers = { customer: '本サービス担当者', stranger: '届け出のない送信者', partner: '販売パートナー', staff: '窓口の担当者' } as const;

/** What the editor has to work with. */
export function templateView(template: MailTemplate) {
  const { reader, occasion } = mailTemplates[template];
  const pieces = piecesOf[reader].may.map((name) => ({ form: `{{>${name}}}`, required: piecesOf[reader].must.includes(name) }));
  return { name: template, label: mailLabels.template[template], reader: readers[reader], occasion, fields: fieldViews(template), pieces };
}

/** The fields of a template, those it cannot do without first. */
export function fieldViews(template: MailTemplate): FieldView[] {
  const { fields, must, inSubject } = mailTemplates[template];
  const views = (fields as readonly Field<never>[]).map((field) => ({
    name: field.name,
    about: field.about,
    form: formOf(field),
    required: must.includes(field.name) || inSubject.includes(field.name) && field.name === '受付番号',
    inSubject: inSubject.includes(field.name),
  }));
  return views.toSorted((one, two) => Number(two.required) - Number(one.required));
}

/** As it is written in a text; a list with what each of its items has. */
function formOf(field: Field<never>): string {
  if (field.kind === 'flag') return `{{#${field.name}}}…{{/${field.name}}}`;
  if (field.kind === 'list') return `{{#${field.name}}}${field.of.map(formOf).join(' ')}{{/${field.name}}}`;
  return `{{${field.name}}}`;
}

/** What made-up data are called. */
export const sampleChoices = [
  { value: 'ordinary', label: '見本：通常' },
  { value: 'extreme', label: '見本：極端（60文字の社名、髙﨑、半角カナ、絵文字、長い項目）' },
  { value: 'bare', label: '見本：項目が少ない（お名前・部署・種類などなし）' },
] as const;
