import { formatDateTime } from '../calendar/japanese-time.js';
import type { Instant } from '../platform/clock.js';
import { withOneForm } from '../hearing/shown-text.rules.js';
import type { MailBody } from '../inquiries/outbox/outbox.service.js';
import type { Disclosed } from './disclosure.rules.js';
import { editionLabels } from './marking.rules.js';
import { withoutContact } from './report-print.rules.js';
import type { PrintedSection } from './report-sections.rules.js';
import type { ReportRow } from './report.entity.js';

/** The mail of a report; made from nothing but sections that were let out to the customer (C3). */
export function reportMail(
  report: Pick<ReportRow, 'number' | 'edition' | 'tlp'>,
  sections: Disclosed<readonly PrintedSection[]>,
  at: Instant,
): MailBody<'report'> {
  return { reportNumber: report.number, editionLabel: editionLabels[report.edition], tlp: report.tlp, reportedAt: at, sections: withoutContact(sections) };
}

/** The mail of a first answer or interim information, from a text that was let out to the customer; no address in it is live (`domain.md` 6.2). */
export function answerMail(text: Disclosed<string>): MailBody<'interim_answer'> {
  const paragraphs = text.replaceAll(/\r\n?/g, '\n').split(/\n{2,}/).map((paragraph) => paragraph.trim()).filter((paragraph) => paragraph !== '');
  return { paragraphs: withOneForm(paragraphs, []) };
}

/** What a log request says in its mail. */
export interface LogRequestLetter {
  readonly items: readonly string[];
  readonly periodText: string;
  readonly purpose: string;
  readonly handling: string;
  readonly delivery: string;
}

/** The mail of a log request, from texts that were let out to the customer. */
export function logRequestMail(
  letter: Disclosed<LogRequestLetter>,
  upload: { readonly address: string; readonly expiresAt: Instant },
  { number: requestNumber, answerBy }: { readonly number: string; readonly answerBy: Instant },
): MailBody<'log_request'> {
  const { items, periodText, purpose, handling } = letter;
  const delivery = `${letter.delivery}\n${upload.address}\n（${formatDateTime(upload.expiresAt)}まで。サインインは要りません。ほかの方へ転送なさらないでください。）`;
  return { requestNumber, items, periodText, purpose, handling, delivery, answerBy };
}
