import { describe, expect, test } from 'vitest';
import { roles, type Role } from '../../src/platform/scope.js';
import { can, permissions, permissionsOf, type Permission } from '../../src/staff/permissions.js';

/** `domain.md` 3.4 as it is printed there: first line, its supervisor, second line, its lead, owner, auditor. */
const columns: readonly Role[] = ['first_line', 'first_line_supervisor', 'second_line', 'second_line_lead', 'service_owner', 'auditor'];

const printed: readonly [action: string, Permission, string][] = [
  ['see inquiries', 'inquiry.read', 'y y y y y y'],
  ['take a call (T2)', 'inquiry.take_call', 'y y n n n n'],
  ['open', 'inquiry.open', 'y y y y n n'],
  ['verify', 'inquiry.verify', 'y y y y n n'],
  ['hear', 'inquiry.hear', 'y y y y n n'],
  ['accept a non-registered caller', 'inquiry.accept_colleague', 'n y y y n n'],
  ['answer by phone', 'inquiry.answer_phone', 'y y y y n n'],
  ['answer by mail / meeting', 'inquiry.answer_second_line', 'n n y y n n'],
  ['escalate', 'inquiry.escalate', 'y y n n n n'],
  ['withdraw escalation', 'inquiry.withdraw_escalation', 'y y n n n n'],
  ['take', 'inquiry.take', 'n n y y n n'],
  ['追記依頼', 'inquiry.request_addition', 'n n y y n n'],
  ['read portal-only details', 'analysis.read_restricted', 'n n y y y n'],
  ['set severity, disposition, attack progress', 'analysis.write', 'n n y y n n'],
  ['request logs, hold evidence', 'log_request.write', 'n n y y n n'],
  ['read a report as second reader', 'analysis.review', 'n n y y n n'],
  ['introduce a specialist', 'specialist.introduce', 'n n y y y n'],
  ['enter a change of the contact', 'contact.request', 'y y n n n n'],
  ['record a contact drill (H8)', 'contact.drill', 'y y n n n n'],
  ['approve a change of the contact', 'contact.approve', 'n n n n y n'],
  ['edit hearing sheets', 'sheet.edit', 'n n n n y n'],
  ['edit templates', 'template.edit', 'n n n n y n'],
  ['edit the calendar', 'calendar.edit', 'n n n n y n'],
  ['close the proposal of a gateway (B7)', 'proposal.close', 'y y n n y n'],
  ['monthly report', 'figures.read', 'y y y y y y'],
  ['publish the monthly report', 'figures.publish', 'n n n n y n'],
  ['take a list as a file', 'list.export', 'n y n y y n'],
  // "Rights" of requirements.md, section I.
  ['開示承認', 'analysis.release', 'n n n y n n'],
  ['close what was escalated', 'inquiry.close_escalated', 'n n n y n n'],
  ['transfer', 'inquiry.transfer', 'y y n n n n'],
  ['close what was not escalated', 'inquiry.close', 'y y n n n n'],
  ['succession', 'succession.execute', 'n n n n y n'],
  ['read the audit record', 'audit.read', 'n n n n y y'],
  ['staff of a desk', 'staff.edit', 'n y n n y n'],
  ['quarantine', 'mail.quarantine', 'n y n n y n'],
  ['how mail stands as a whole', 'mail.status', 'n n n n y n'],
  ['特例受付 (A4)', 'inquiry.exceptional_reception', 'n y n n n n'],
  ['decide on the contract (A7)', 'inquiry.decide_entitlement', 'n n n n y n'],
];

const scopeWith = (...held: Role[]) => ({ staffId: 's', name: '', roles: held, deskIds: [], providerId: null });

describe('ASVS 8.1.1: the matrix is that of the domain', () => {
  test.each(printed)('%s', (_action, permission, line) => {
    const expected = columns.filter((_role, index) => line.split(' ')[index] === 'y');
    expect(columns.filter((role) => can(scopeWith(role), permission))).toEqual(expected);
  });

  test('the auditor only reads', () => {
    expect(permissionsOf('auditor').filter((permission) => !permission.endsWith('.read'))).toEqual([]);
  });

  test('who holds two roles may do what either may', () => {
    const both = scopeWith('service_owner', 'first_line');
    for (const permission of permissions) {
      expect(can(both, permission)).toBe(can(scopeWith('service_owner'), permission) || can(scopeWith('first_line'), permission));
    }
  });

  test('every permission belongs to somebody, and nobody without a role may do anything', () => {
    for (const permission of permissions) {
      expect(roles.some((role) => can(scopeWith(role), permission))).toBe(true);
      expect(can(scopeWith(), permission)).toBe(false);
    }
  });
});
