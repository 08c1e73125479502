import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';

/**
 * What the mail room reports of an outgoing mail, in the transaction in which it changes the row's
 * state. Implemented by the inquiries room, which decides what follows (D2: a failed answer does not
 * count; a task メール不達（要架電） is raised).
 */
export abstract class DeliveryResults {
  abstract sent(tx: Tx, outboxId: string, at: Instant): Promise<void>;
  /** Given up, or returned by a bounce after it was sent. */
  abstract failed(tx: Tx, outboxId: string, at: Instant): Promise<void>;
  /** A person kept it from going out: an answer that never goes out is none. */
  abstract withdrawn(tx: Tx, scope: Scope, outboxId: string, at: Instant): Promise<void>;
  /** The body went out and the answer was lost: a person is told and decides. */
  abstract unknown(tx: Tx, outboxId: string, at: Instant): Promise<void>;
}
