import type { EventData } from '../../platform/events.js';
import type { InquiryEvent } from './events.js';

/** What a rule adds to the common part of an event; `to` where the table leaves a choice. */
export interface Ruling {
  readonly data: EventData;
  /** Events that must come first, such as 受付部分の完了 before an answer given in the same call. */
  readonly before?: readonly InquiryEvent[];
}
