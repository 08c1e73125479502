import type { z } from 'zod';
import type { Scope } from '../../platform/scope.js';
import { can, type Permission } from '../../staff/permissions.js';
import type { RawForm } from '../../web/forms.js';
import { notYours } from '../../staff/whom-to-ask.rules.js';
import type { InquiryRow } from '../inquiry.entity.js';
import type { ActName } from '../rulebook/transitions.js';
import type { ActTools } from './act-tools.service.js';

/** Somebody wants to do an act on an inquiry as he saw it. */
export interface ActRequest<Body> {
  readonly scope: Scope;
  readonly id: string;
  readonly version: number;
  readonly body: Body;
  /** What may have happened since that version without making the act a stale one. */
  readonly despite?: readonly ActName[];
}

/**
 * One act on an inquiry, in one place: its path, its form and API body, who may try, and what it
 * does. Pages, API and OpenAPI are made from the list of acts.
 */
export interface Act<Body = unknown> {
  /** Path segment: `POST /api/v1/inquiries/{id}/{name}`. */
  readonly name: string;
  /** On the button. */
  readonly label: string;
  /** Said once it is done: what has happened, in a sentence; made from how the inquiry then stands, what the act mails, and what it writes on the sheet, where that matters. */
  readonly done: string | ((row: InquiryRow, mailed: readonly string[], heard: readonly string[]) => string);
  /** Said after it, of what was sent: which result stands on the record. */
  readonly recorded?: (sent: RawForm) => string;
  readonly permission: Permission;
  /** Another permission that carries the act as well; which of the two a case asks for, the rulebook decides. */
  readonly orPermission?: Permission;
  /** The act of the rulebook that says from where it is legal and whose it is. */
  readonly rule: ActName;
  /** Acts of others that this one waits for: each is one fact on the record, and the rules check the rest. */
  readonly despite?: readonly ActName[];
  readonly body: z.ZodType<Body>;
  readonly run: (tools: ActTools, request: ActRequest<Body>) => Promise<InquiryRow>;
}

/** What is said once the act is done: `mailed` names templates, `heard` the questions of the sheet. */
export function saidOnceDone({ done }: Pick<Act, 'done'>, row: InquiryRow, mailed: readonly string[], heard: readonly string[] = []): string {
  return typeof done === 'string' ? done : done(row, mailed, heard);
}

/** Whether a person may try the act at all. */
export function mayTry(scope: Scope, act: Pick<Act, 'permission' | 'orPermission'>): boolean {
  return permissionsOfAct(act).some((permission) => can(scope, permission));
}

/** Refuses an act to whoever's roles do not do it, and says whose it is. @throws DomainError forbidden */
export function requireMayTry(scope: Scope, act: Pick<Act, 'permission' | 'orPermission' | 'label'>): void {
  if (!mayTry(scope, act)) throw notYours(scope, permissionsOfAct(act), act.label);
}

function permissionsOfAct({ permission, orPermission }: Pick<Act, 'permission' | 'orPermission'>): readonly Permission[] {
  return orPermission === undefined ? [permission] : [permission, orPermission];
}

/** Declares an act with its body's type; the registry forgets the type after parsing. */
export function defineAct<Body>(act: Act<Body>): Act {
  return act as unknown as Act;
}
