import type { NewAnswer } from '../../hearing/recording.rules.js';
import type { Instant } from '../../platform/clock.js';
import type { Tx } from '../../platform/db.js';
import type { Scope } from '../../platform/scope.js';

/** How sure the desk is of the sender: by literal authentication results, and by registration. */
export type SenderStanding = 'registered_authenticated' | 'registered_unauthenticated' | 'unregistered';

/** What a CTS notice in a mail says (別紙2), read by the mail room. */
export interface AlertReading {
  /** The sheet whose questions it answers. */
  readonly sheetVersion: number;
  /** The mail tells of several alerts, so that nobody knows which one a line belongs to. */
  readonly several: boolean;
  /** What can be read in one way only. */
  readonly answers: readonly NewAnswer[];
}

/** Who is said to have sent a mail. */
export interface SaidSender {
  readonly senderName: string;
  readonly senderAddress: string;
  /** Its authentication failed, or its From line cannot be trusted (なりすましの疑い). */
  readonly suspected: boolean;
}

/** A mail that asks something new. */
export interface NewMailInquiry extends SaidSender {
  readonly rawMessageId: string;
  /** Arrival at our server, never the Date header. */
  readonly arrivedAt: Instant;
  /** The desk whose address it came to; null for the common address. */
  readonly supportDeskId: string | null;
  readonly sender: SenderStanding;
  readonly customerId: string | null;
  readonly contactId: string | null;
  /** Message-ID of the mail without brackets, for threading; null where it had none. */
  readonly messageId: string | null;
  readonly subject: string;
  /** The new part of the text. */
  readonly text: string;
  readonly hasJapanese: boolean;
  /** The inquiry whose mail says the same, which may or may not be meant; null for none. */
  readonly alikeInquiryId: string | null;
  /** Left out where it holds no notice. */
  readonly alert?: AlertReading | undefined;
}

/** A mail that answers one of ours. */
export interface CustomerReply extends SaidSender {
  readonly inquiryId: string;
  readonly rawMessageId: string;
  readonly arrivedAt: Instant;
  readonly sender: SenderStanding;
  readonly contactId: string | null;
  readonly messageId: string | null;
  readonly text: string;
  /** The person who put it there; left out where the desk did by itself. */
  readonly addedBy?: Scope;
  /** Its sender claims to be of another customer, and the person added it all the same. */
  readonly ofOtherCustomer?: boolean;
  /** Left out where it holds no notice. */
  readonly alert?: AlertReading | undefined;
}

/** Where the mail room hands over what it has understood. Implemented by the inquiries room. */
export abstract class MailIntake {
  /** Makes an inquiry (T1) and queues what A4 and A5b let go out by itself; returns the inquiry's id. */
  abstract newInquiry(tx: Tx, mail: NewMailInquiry): Promise<string>;
  /**
   * Adds a reply (T27, T31, T32). Only a registered, authenticated sender moves the status or
   * re-opens; anything else is shown as 未確認の返信 and changes nothing.
   */
  abstract customerReply(tx: Tx, reply: CustomerReply): Promise<void>;
  /** The inquiry that a token, one of our Message-IDs, or a receipt number in a subject finds; null for none. */
  abstract findByToken(token: string): Promise<string | null>;
  abstract findByMessageId(messageId: string): Promise<string | null>;
  abstract findByNumber(inquiryNumber: string): Promise<string | null>;
}
