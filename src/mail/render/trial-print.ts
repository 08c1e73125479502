import type { MailTemplate } from '../../inquiries/outbox/outgoing-mail.js';
import type { FieldFault } from '../../platform/errors.js';
import { checkTemplate } from './check-template.rules.js';
import { lintText } from './lint-mail.rules.js';
import type { TemplateFault } from './parse-template.rules.js';
import { renderText, type TemplateText } from './render-mail.js';
import { sampleKinds, sampleMail, sampleTime, type SampleKind } from './sample-mails.rules.js';

const sampleLabels: Readonly<Record<SampleKind, string>> = { ordinary: '通常', extreme: '極端', bare: '項目の少ない' };

/**
 * Everything that speaks against a text: what its rules say, and, where those are kept, what a reader
 * would see in a mail made of it with ordinary, extreme and missing data.
 */
export function faultsOfText(template: MailTemplate, text: TemplateText): FieldFault[] {
  const { subject, body } = checkTemplate(template, text);
  const faults = [...inField('subject', subject), ...inField('body', body)];
  return faults.length > 0 ? faults : sampleKinds.flatMap((kind) => trial(template, text, kind)).slice(0, 10);
}

function inField(field: string, faults: readonly TemplateFault[]): FieldFault[] {
  return faults.map(({ line, message }) => ({ field, message: line === 0 || field === 'subject' ? message : `${line}行目: ${message}` }));
}

function trial(template: MailTemplate, text: TemplateText, kind: SampleKind): FieldFault[] {
  const mail = renderText(template, text, sampleMail(template, kind), sampleTime);
  return lintText(mail).map((fault) => ({ field: 'body', message: `${sampleLabels[kind]}データで試すと、${explain(fault)}` }));
}

function explain(fault: string): string {
  const long = /^has a line of \d+ columns: ([^]*)$/u.exec(fault)?.[1];
  if (long !== undefined) return `折り返せない長い行ができます。URLなどは、それだけの行にしてください（${[...long].slice(0, 40).join('')}…）。`;
  if (fault.startsWith('addresses')) return '「御中」と「様」が両方付きます。';
  return `読みにくい行ができます（${fault}）。`;
}
