import type { z } from 'zod';
import type { Scope } from '../../platform/scope.js';
import { can, type Permission } from '../../staff/permissions.js';
import type { RawForm } from '../../web/forms.js';
import { notYours } from '../../staff/whom-to-ask.rules.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { firstAnswerIsOwed } from '../rulebook/answer.rules.js';
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

/** What an act can tell from, once it is done. */
export interface OnceDone {
  /** How the inquiry then stands. */
  readonly row: InquiryRow;
  /** The form that was sent. */
  readonly sent: RawForm;
  /** The templates of the mails that it has put in the outbox. */
  readonly mailed: readonly string[];
  /** The labels of the questions that it has answered on the sheet. */
  readonly heard: () => Promise<readonly string[]>;
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
  /** Said once it is done: what has happened, in a sentence. */
  readonly done: string | ((once: OnceDone) => string | Promise<string>);
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

/** Said of what was told without being the first answer, while that is owed (D2). */
export function saidOfFirstAnswer(row: InquiryRow): string {
  return firstAnswerIsOwed(row) ? '最初のご回答はまだのため、対応を続けます。' : '';
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
