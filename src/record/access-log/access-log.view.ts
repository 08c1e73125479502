import { formatDateTime, toIsoTokyo } from '../../calendar/japanese-time.js';
import type { Scope } from '../../platform/scope.js';
import { can, type Permission } from '../../staff/permissions.js';
import type { AccessAct, AccessSubject } from '../../staff/access-log.entity.js';
import type { AccessLine } from './access-log.queries.js';

/** What the pages call an access. */
export const actLabels: Readonly<Record<AccessAct, string>> = { viewed: '閲覧', exported: '取り出し' };

/** What the pages call what was looked at. */
export const subjectLabels: Readonly<Record<AccessSubject, string>> = {
  inquiry: '問合せ', evidence: 'ログ・証跡', message: '届いたメール', outgoing: '送信メール', customer: '利用者', contact_request: '担当者変更の申請',
  import: 'パラメーターシートの取込', access_log: '閲覧記録', incident: '誤送信の対応', list: '一覧・帳票のファイル',
};

/** Where a subject has a page, and what opens it: not every reader of the log may see what was looked at. */
const pages: Partial<Record<AccessSubject, { readonly path: string; readonly permission: Permission }>> = {
  message: { path: '/mail/messages', permission: 'mail.quarantine' },
  outgoing: { path: '/mail/outbox', permission: 'mail.outbox' },
  customer: { path: '/customers', permission: 'customer.read' },
  incident: { path: '/mail-incidents', permission: 'incident.handle' },
};

/** A line as the page shows it. */
export function lineView(scope: Scope, line: AccessLine): Record<string, unknown> {
  const page = pages[line.subject];
  return {
    ...line,
    when: formatDateTime(line.at),
    who: line.staffName ?? '運用担当（コマンド）',
    act: actLabels[line.act],
    what: line.evidenceNumber === null ? subjectLabels[line.subject] : `${subjectLabels[line.subject]} ${line.evidenceNumber}`,
    link: page !== undefined && can(scope, page.permission) ? `${page.path}/${line.subjectId}` : undefined,
  };
}

/** A line as programs and the CSV get it: ids, and no name of a customer. */
export function lineResource({ id, at, staffId, staffName, act, subject, subjectId, customerId, inquiryId, inquiryNumber }: AccessLine) {
  return { id, at: toIsoTokyo(at), staffId, staffName, act, subject, subjectId, customerId, inquiryId, inquiryNumber };
}
