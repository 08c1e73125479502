import type { CauseText } from '../../analysis/causes/common-cause.schemas.js';
import type { DrillOutcome } from '../../customers/drills/contact-drill.rules.js';
import type { HoldKind } from '../../record/erasure/erasure.entity.js';
import type { ReceptionCalendar } from '../../calendar/reception-calendar.js';
import type { AnswerSource } from '../../hearing/answers.rules.js';
import type { ContactDetails } from '../../customers/registration.js';
import type { CustomerKey } from '../register/customers.js';
import type { DeskKey, PersonKey } from '../register/people.js';

/**
 * When something happens: so many business days before the demo's now, so many minutes of reception
 * before it, or on the nth business day after the date of a story that tests a date (0: that date).
 */
export type When =
  | { readonly businessDaysBefore: number; readonly at: string }
  | { readonly minutesBefore: number }
  | { readonly dayAfterDate: number; readonly at: string };

/** A date that a story tests; where the demo's now is earlier, the latest date before it that is alike. */
export interface TestedDate {
  readonly date: string;
  readonly isAlike: (calendar: ReceptionCalendar, date: string) => boolean;
}

/** What texts may ask while a story is told. */
export interface Told {
  /** `11月24日（火）`. */
  readonly day: (when: When) => string;
  /** `10:05`. */
  readonly time: (when: When) => string;
  /** ISO 8601 with offset, for bodies of acts. */
  readonly iso: (when: When) => string;
  /** `YYYY-MM-DD`. */
  readonly date: (when: When) => string;
  /** ISO 8601: 17:00 of the nth business day after this step. */
  readonly daysLater: (n: number) => string;
  /** ISO 8601: a time of reception, at the soonest so many minutes after this step. */
  readonly promised: (minutes: number) => string;
  /** The registered contact of the inquiry's customer now. */
  readonly contactId: string;
  /** Receipt number of an inquiry of this story, or of another one: `story/label`. */
  readonly number: (label: string) => string;
  readonly staffId: (person: PersonKey) => string;
  readonly providerId: string;
  /** Version of the report being written; 0 where there is none. */
  readonly reportVersion: number;
  /** The newest log request of the inquiry. */
  readonly logRequestId: string;
}

export type Text = string | ((told: Told) => string);

/** An answer as it is typed; `{ moment }` for a date and time that somebody reads off a notice. */
export type Said = string | number | readonly string[] | { readonly moment: When; readonly zone?: 'JST' | 'UTC' | 'unknown' } | ((told: Told) => string);

/** Answers by question, or `question.1` for the second alert or host; `unknown` and `declined` list the others. */
export type Answers = Readonly<Record<string, Said>>;

interface At {
  readonly at: When;
  /** Label of the inquiry within the story; `main` unless given. */
  readonly of?: string;
}

export interface CallStep extends At {
  readonly kind: 'call';
  readonly by: PersonKey;
  readonly customer: CustomerKey | null;
  /** The registered contact unless somebody else calls. */
  readonly caller?: string;
  readonly phone?: string;
  readonly headline: string;
  /** Label of the inquiry of the same story that this call goes on from. */
  readonly followUpOf?: string;
  readonly way?: 'take_call' | 'record_out_of_hours_call' | 'receive_exceptionally';
  /** When the call came in, where it is written down later. */
  readonly came?: When;
  readonly reason?: string;
}

export interface HearStep extends At {
  readonly kind: 'hear';
  readonly by: PersonKey;
  readonly answers: Answers;
  readonly unknown: readonly string[];
  readonly declined: readonly string[];
  readonly source: AnswerSource;
}

export interface ActStep extends At {
  readonly kind: 'act';
  readonly by: PersonKey;
  readonly act: string;
  readonly body: Readonly<Record<string, unknown>> | ((told: Told) => Readonly<Record<string, unknown>>);
}

/** A mail as it reaches our server. */
export interface MailStep extends At {
  readonly kind: 'mail';
  /** A customer's registered contact, or anybody. */
  readonly from: CustomerKey | { readonly name: string; readonly address: string };
  /** The desk of the customer unless given; `common` for the owner's address. */
  readonly to?: DeskKey;
  readonly subject: Text;
  readonly text: Text;
  /** What our server found about the sender; `pass` unless given. */
  readonly authentication?: 'pass' | 'fail' | 'none';
  /** Answers our last mail of the inquiry, or says that it could not be delivered. */
  readonly after?: 'reply' | 'bounce';
  /** Old mail programs of Japanese offices write ISO-2022-JP. */
  readonly charset?: 'utf-8' | 'iso-2022-jp';
  readonly headers?: Readonly<Record<string, string>>;
  readonly files?: readonly { readonly name: string; readonly type: string; readonly text: string }[];
}

/** What happens beside inquiries. */
export type OfficeStep = At &
  (
    | { readonly kind: 'request_contact'; readonly by: PersonKey; readonly customer: CustomerKey; readonly contact: ContactDetails }
    | { readonly kind: 'approve_contact'; readonly by: PersonKey; readonly customer: CustomerKey }
    | { readonly kind: 'refuse_contact'; readonly by: PersonKey; readonly customer: CustomerKey; readonly reason: string }
    | { readonly kind: 'import'; readonly by: PersonKey; readonly fileName: string; readonly encoding: 'utf-8' | 'cp932'; readonly lines: readonly string[] }
    | { readonly kind: 'close_days'; readonly by: PersonKey; readonly businessDaysAhead: number; readonly reason: string }
    | { readonly kind: 'suspend'; readonly by: PersonKey; readonly minutes: number; readonly reason: string }
    | { readonly kind: 'succession'; readonly by: PersonKey; readonly from: DeskKey; readonly to: DeskKey; readonly date: string }
    | { readonly kind: 'quarantine'; readonly by: PersonKey; readonly decide: 'answer' | 'japanese_only' | 'spam' | 'release' }
    | { readonly kind: 'end_contract'; readonly by: PersonKey; readonly customer: CustomerKey; readonly lastDay: When }
    | { readonly kind: 'deliver_contract'; readonly by: PersonKey; readonly customer: CustomerKey; readonly inMonthOf: When }
    | { readonly kind: 'common_cause'; readonly by: PersonKey; /** Another inquiry with the same cause: `story/label`. */ readonly also: string; readonly text: CauseText }
    | { readonly kind: 'contact_drill'; readonly by: PersonKey; readonly customer: CustomerKey; readonly outcome: DrillOutcome }
    | { readonly kind: 'hold'; readonly by: PersonKey; readonly customer: CustomerKey; readonly hold: HoldKind; readonly ground: string }
    | { readonly kind: 'request_erasure'; readonly by: PersonKey; readonly customer: CustomerKey }
    | { readonly kind: 'publish_sheet'; readonly by: PersonKey; readonly title: string; readonly hints: Readonly<Record<string, string>> }
    | { readonly kind: 'acknowledge_sheet'; readonly by: PersonKey }
    | { readonly kind: 'read_notices'; readonly by: PersonKey }
    | { readonly kind: 'evidence'; readonly by: PersonKey; readonly fileName: string; readonly contentType: string; readonly text: string; /** `true` where the sender stated the hash of what he sent. */ readonly statedSha256?: string | true; /** It answers the newest log request, with the name of whoever declared that he may hand it over. */ readonly declaredBy?: string }
  );

export type Step = CallStep | HearStep | ActStep | MailStep | OfficeStep;

/** One sketch of the demo, told as what people do one after the other. */
export interface Story {
  readonly key: string;
  readonly title: string;
  readonly tested?: TestedDate;
  readonly steps: readonly Step[];
}
