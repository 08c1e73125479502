import type { CustomerMailHead, OutgoingMails } from '../../src/inquiries/outbox/outgoing-mail.js';
import { sampleMails } from '../../src/mail/render/sample-mails.rules.js';
import { mailTemplateNames } from '../../src/mail/render/templates.rules.js';

const { receipt } = sampleMails.ordinary;

export const signature = receipt.signature;

export const head: CustomerMailHead = {
  customerName: receipt.customerName,
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
