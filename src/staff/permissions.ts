import { hasRole, type Role, type Scope } from '../platform/scope.js';

/**
 * Which role may do what (`domain.md` 3.4 and "Rights" of the requirements), as data. A permission
 * says what a role may do at all; whether it may be done *now, to this inquiry* is for the rulebook
 * (a second analyst is never the author; the second line hears only after an escalation) and for the
 * `Scope` of the query (own desk, assigned provider).
 */
export const rights = {
  'inquiry.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'queue.share': ['first_line_supervisor', 'second_line_lead'],
  'inquiry.take_call': ['first_line', 'first_line_supervisor'],
  'inquiry.open': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead'],
  'inquiry.hear': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead'],
  'inquiry.verify': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead'],
  'inquiry.accept_colleague': ['first_line_supervisor', 'second_line', 'second_line_lead'],
  'inquiry.answer_phone': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead'],
  'inquiry.answer_second_line': ['second_line', 'second_line_lead'],
  'inquiry.escalate': ['first_line', 'first_line_supervisor'],
  'inquiry.withdraw_escalation': ['first_line', 'first_line_supervisor'],
  'inquiry.take': ['second_line', 'second_line_lead'],
  'inquiry.request_addition': ['second_line', 'second_line_lead'],
  'inquiry.transfer': ['first_line', 'first_line_supervisor'],
  'inquiry.close': ['first_line', 'first_line_supervisor'],
  'inquiry.close_escalated': ['second_line_lead'],
  'inquiry.exceptional_reception': ['first_line_supervisor'],
  'inquiry.decide_entitlement': ['service_owner'],
  'inquiry.settle_complaint': ['first_line_supervisor', 'second_line_lead'],
  'analysis.write': ['second_line', 'second_line_lead'],
  'analysis.read_restricted': ['second_line', 'second_line_lead', 'service_owner'],
  'analysis.review': ['second_line', 'second_line_lead'],
  'analysis.release': ['second_line_lead'],
  'log_request.write': ['second_line', 'second_line_lead'],
  'specialist.introduce': ['second_line', 'second_line_lead', 'service_owner'],
  'insurance.guide': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead'],
  'customer.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'customer.edit': ['service_owner'],
  'customer.import': ['first_line_supervisor', 'service_owner'],
  'contact.request': ['first_line', 'first_line_supervisor'],
  'contact.drill': ['first_line', 'first_line_supervisor'],
  'contact.approve': ['service_owner'],
  'customer.export': ['service_owner'],
  'erasure.read': ['service_owner', 'auditor'],
  'erasure.decide': ['service_owner'],
  'incident.handle': ['service_owner', 'second_line_lead'],
  'partner.edit': ['service_owner'],
  'proposal.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'proposal.close': ['first_line', 'first_line_supervisor', 'service_owner'],
  'succession.execute': ['service_owner'],
  'calendar.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'calendar.edit': ['service_owner'],
  'sheet.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'sheet.edit': ['service_owner'],
  'sheet.acknowledge': ['first_line', 'first_line_supervisor'],
  'staff.read': ['first_line_supervisor', 'service_owner', 'auditor'],
  'staff.edit': ['first_line_supervisor', 'service_owner'],
  'staff.sign_in': ['service_owner'],
  'mail.quarantine': ['first_line_supervisor', 'service_owner'],
  'mail.outbox': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner'],
  'mail.status': ['service_owner'],
  'mailbox.edit': ['service_owner'],
  'template.edit': ['service_owner'],
  'phrase.edit': ['service_owner', 'second_line_lead'],
  'setting.edit': ['service_owner'],
  'guide.edit': ['service_owner'],
  'audit.read': ['service_owner', 'auditor'],
  'retention.read': ['service_owner', 'auditor'],
  'retention.edit': ['service_owner'],
  'figures.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
  'figures.publish': ['service_owner'],
  'list.export': ['first_line_supervisor', 'second_line_lead', 'service_owner'],
  'notice.read': ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof rights;

export const permissions: readonly Permission[] = Object.keys(rights).filter(isPermission);

function isPermission(name: string): name is Permission {
  return Object.hasOwn(rights, name);
}

/** Whether one of the person's roles carries the permission, and the token he acts with, if any, has it too. */
export function can(scope: Scope, permission: Permission): boolean {
  return hasRole(scope, ...rights[permission]) && scope.limitedTo?.includes(permission) !== false;
}

/** All that a role may do, in the order of the table. */
export function permissionsOf(role: Role): readonly Permission[] {
  return permissions.filter((permission) => (rights[permission] as readonly Role[]).includes(role));
}

/** What the pages call a role. */
export const roleNames: Readonly<Record<Role, string>> = {
  first_line: '一次受付',
  first_line_supervisor: '一次受付 責任者',
  second_line: '二次受付（分析担当）',
  second_line_lead: '二次受付 責任者',
  service_owner: 'サービス主管',
  auditor: '監査',
};
