import { formatDateTime, toIsoTokyo } from '../../calendar/japanese-time.js';
import type { AccessAct, AccessSubject } from '../../staff/access-log.entity.js';
import type { AccessLine } from './access-log.queries.js';

/** What the pages call an access. */
export const actLabels: Readonly<Record<AccessAct, string>> = { viewed: '閲覧', exported: '取り出し' };

/** What the pages call what was looked at. */
export const subjectLabels: Readonly<Record<AccessSubject, string>> = {
  inquiry: '問合せ', evidence: 'ログ・証跡', message: '届いたメール', outgoing: '送信メール', customer: '利用者', contact_request: '担当者変更の申請',
  import: 'パラメーターシートの取り込み', access_log: '閲覧記録', incident: '誤送信の対応',
};

const pathOf: Partial<Record<AccessSubject, string>> = { message: '/mail/messages', outgoing: '/mail/outbox', customer: '/customers', incident: '/mail-incidents' };

/** A line as the page shows it. */
export function lineView(line: AccessLine): Record<string, unknown> {
  const place = pathOf[line.subject];
  return {
    ...line,
    when: formatDateTime(line.at),
    who: line.staffName ?? '運用担当（コマンド）',
    act: actLabels[line.act],
    what: subjectLabels[line.subject],
    link: place === undefined ? undefined : `${place}/${line.subjectId}`,
  };
}

/** A line as programs and the CSV get it: ids, and no name of a customer. */
export function lineResource({ id, at, staffId, staffName, act, subject, subjectId, customerId, inquiryId, inquiryNumber }: AccessLine) {
  return { id, at: toIsoTokyo(at), staffId, staffName, act, subject, subjectId, customerId, inquiryId, inquiryNumber };
}
