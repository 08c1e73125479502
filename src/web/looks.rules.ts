import type { Access } from '../staff/access-log.service.js';

/** Pages and answers that show what belongs to one customer, by the pattern of their route; the first that fits counts. */
const looks: readonly { readonly route: RegExp; readonly subject: Access['subject']; readonly id: string; readonly act: Access['act'] }[] = [
  { route: /^\/inquiries\/:id\/evidence\/:evidenceId\/content/, subject: 'evidence', id: 'evidenceId', act: 'exported' },
  { route: /^\/inquiries\/:id\/evidence\/:evidenceId/, subject: 'evidence', id: 'evidenceId', act: 'viewed' },
  { route: /^\/inquiries\/:id(\/|$)/, subject: 'inquiry', id: 'id', act: 'viewed' },
  { route: /^\/mail\/messages\/:id\/(source|files)(\/|$)/, subject: 'message', id: 'id', act: 'exported' },
  { route: /^\/mail\/(messages|quarantine)\/:id(\/|$)/, subject: 'message', id: 'id', act: 'viewed' },
  { route: /^\/mail\/outbox\/:id(\/|$)/, subject: 'outgoing', id: 'id', act: 'viewed' },
  { route: /^\/customers\/imports\/:runId/, subject: 'import', id: 'runId', act: 'viewed' },
  { route: /^\/customers\/:id(\/|$)/, subject: 'customer', id: 'id', act: 'viewed' },
  { route: /^\/contact-requests\/:id(\/|$)/, subject: 'contact_request', id: 'id', act: 'viewed' },
  { route: /^\/mail-incidents\/:id(\/|$)/, subject: 'incident', id: 'id', act: 'viewed' },
  { route: /^\/access-log\.csv$/, subject: 'access_log', id: '', act: 'exported' },
];

/** Whose data a GET of this route shows; undefined where it shows nobody's in particular. */
export function lookOf(route: string, parameters: Readonly<Record<string, string>>): Access | undefined {
  const plain = route.replace(/^\/api\/v1/, '');
  const look = looks.find((each) => each.route.test(plain));
  if (look === undefined) return undefined;
  return { act: look.act, subject: look.subject, subjectId: parameters[look.id] ?? 'all' };
}
