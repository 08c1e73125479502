import { DomainError } from '../../platform/errors.js';
import type { EventData } from '../../platform/events.js';
import type { Command } from './commands.js';
import type { CommandOf } from './family.js';
import type { Facts } from './facts.js';
import { requireCurrentContact, requireNotBeforeVerification, requireVerified } from './guards.js';
import type { Inquiry } from './inquiry.js';
import type { Ruling } from './ruling.js';
import type { ActName } from './transitions.js';

/** The acts decided here. */
export const copyActs = ['add_copy', 'remove_copy'] as const;

/** A6 says "copy recipients" and no number; more than this is a mailing list, not one incident. */
const copiesMax = 5;

/** A6: the verified registered contact names copy recipients of one inquiry, and confirms them by telephone. */
export function decideCopy(inquiry: Inquiry, command: CommandOf<typeof copyActs>, facts: Facts): Ruling {
  if (command.act === 'remove_copy') return { data: { copyId: command.copyId } };
  requireVerified(inquiry, '同報先は、本人確認済みの本サービス担当者に電話で確認して記録します。先に本人確認を記録してください。');
  requireNotBeforeVerification(inquiry, command.occurredAt, facts);
  requireCurrentContact(command.contactId, facts);
  requireRoom(facts);
  const { copyId, contactId, callId } = command;
  return { data: { copyId, contactId, callId } };
}

function requireRoom(facts: Facts): void {
  if (facts.activeCopies < copiesMax) return;
  throw new DomainError('illegal_transition', `同報先は、1件の問合せに${copiesMax}名までです。不要な同報先を外してから追加してください。`);
}

/** Acts after which the desk has nothing more to do about an inquiry. */
export const endings: ReadonlySet<ActName> = new Set(['close', 'end_by_contract', 'withdraw', 'merge', 'transfer', 'decline']);

/** Acts after which copy recipients may have lost their ground; only these ask how many there are. */
export const endsCopies: ReadonlySet<ActName> = new Set([...endings, 'note_contact_changed', 'identify_customer', 'verify']);

/**
 * A copy stands on the word of one contact about one inquiry: with another contact, or once the
 * inquiry has ended, nobody goes on receiving without being confirmed again.
 */
export function copiesEnded(inquiry: Inquiry, command: Command, facts: Facts): EventData {
  if (facts.activeCopies === 0) return {};
  if (endings.has(command.act)) return { endedCopies: facts.activeCopies, copiesEndedBecause: 'inquiry_ended' };
  return changesContact(inquiry, command) ? { endedCopies: facts.activeCopies, copiesEndedBecause: 'contact_changed' } : {};
}

function changesContact(inquiry: Inquiry, command: Command): boolean {
  if (command.act === 'note_contact_changed') return true;
  if (command.act === 'identify_customer') return command.contactId !== inquiry.contactId;
  return command.act === 'verify' && command.contactId !== null && command.contactId !== inquiry.contactId;
}
