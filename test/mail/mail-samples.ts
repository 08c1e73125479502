import type { CustomerMailHead, MailTemplate, OutgoingMails } from '../../src/inquiries/outbox/outgoing-mail.js';
import { renderText, shippedText, type RenderedMail } from '../../src/mail/render/render-mail.js';
import { sampleMails, sampleTime } from '../../src/mail/render/sample-mails.rules.js';
import { mailTemplateNames } from '../../src/mail/render/templates.rules.js';

const { receipt } = sampleMails.ordinary;

export const signature = receipt.signature;

export const head: CustomerMailHead = {
  customerName: receipt.customerName,
  partnerName: receipt.partnerName,
  contactName: receipt.contactName,
  contactDepartment: receipt.contactDepartment,
  contactTitle: receipt.contactTitle,
  inquiryNumber: receipt.inquiryNumber,
  signature,
};

/** Every template with data as the desk would fill it in, for somebody. */
export function samplesFor(who: CustomerMailHead): OutgoingMails {
  return { ...sampleMails.ordinary, receipt: { ...receipt, ...who } };
}

export const allTemplates = mailTemplateNames;

/** A mail from the text that came with the program. */
export function renderMail<Name extends MailTemplate>(template: Name, data: OutgoingMails[Name]): RenderedMail {
  return renderText(template, shippedText(template), data, sampleTime);
}
