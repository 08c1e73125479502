import type { MigrationList } from '../src/platform/data-sources.js';
import { Platform1795000000000 } from './1795000000000-platform.js';
import { Calendar1795000001000 } from './1795000001000-calendar.js';
import { Customers1795000002000 } from './1795000002000-customers.js';
import { Staff1795000003000 } from './1795000003000-staff.js';
import { Hearing1795000004000 } from './1795000004000-hearing.js';
import { Inquiries1795000005000 } from './1795000005000-inquiries.js';
import { Analysis1795000006000 } from './1795000006000-analysis.js';
import { Mail1795000007000 } from './1795000007000-mail.js';
import { CopiesAndEnds1795101000000 } from './1795101000000-copies-and-ends.js';
import { Administration1795102000000 } from './1795102000000-administration.js';
import { Mailboxes1795103000000 } from './1795103000000-mailboxes.js';
import { MailOut1795105000000 } from './1795105000000-mail-out.js';
import { MailTemplates1795106000000 } from './1795106000000-mail-templates.js';
import { SecondFactors1795107000000 } from './1795107000000-second-factors.js';
import { Record1795108000000 } from './1795108000000-record.js';
import { Search1795109000000 } from './1795109000000-search.js';
import { AlikeMails1796200000000 } from './1796200000000-alike-mails.js';
import { InquiryUnclear1796200001000 } from './1796200001000-inquiry-unclear.js';
import { Passkeys1796300000000 } from './1796300000000-passkeys.js';
import { StaffIdentities1796301000000 } from './1796301000000-staff-identities.js';
import { SealedContent1796400000000 } from './1796400000000-sealed-content.js';
import { Uploads1796400001000 } from './1796400001000-uploads.js';
import { CustodyNotes1796400002000 } from './1796400002000-custody-notes.js';
import { AccessLog1796500000000 } from './1796500000000-access-log.js';
import { Erasure1796500100000 } from './1796500100000-erasure.js';
import { MailIncidents1796500200000 } from './1796500200000-mail-incidents.js';
import { Retention1796500300000 } from './1796500300000-retention.js';
import { Figures1796600000000 } from './1796600000000-figures.js';
import { Exports1796600001000 } from './1796600001000-exports.js';
import { Presence1796700000000 } from './1796700000000-presence.js';
import { QueueOrders1796700100000 } from './1796700100000-queue-orders.js';
import { Queues1796700200000 } from './1796700200000-queues.js';
import { ThreatGuide1796800000000 } from './1796800000000-threat-guide.js';
import { Appointments1796800001000 } from './1796800001000-appointments.js';
import { SightingsAndLogClock1796800002000 } from './1796800002000-sightings-and-log-clock.js';
import { MailboxSettings1796900000000 } from './1796900000000-mailbox-settings.js';
import { AlertRecognisers1797200000000 } from './1797200000000-alert-recognisers.js';
import { KeptCalls1797500000000 } from './1797500000000-kept-calls.js';
import { SheetBacklog1797500001000 } from './1797500001000-sheet-backlog.js';
import { Phrases1797500002000 } from './1797500002000-phrases.js';
import { ServiceSettings1797500003000 } from './1797500003000-service-settings.js';
import { StaffPreferences1797500004000 } from './1797500004000-staff-preferences.js';
import { QueueConditions1797500005000 } from './1797500005000-queue-conditions.js';
import { ContactDrills1798300000000 } from './1798300000000-contact-drills.js';
import { QuestionUse1798301000000 } from './1798301000000-question-use.js';
import { CommonCauses1798302000000 } from './1798302000000-common-causes.js';
import { RequestCounts1798500000000 } from './1798500000000-request-counts.js';
import { IndexesOfWhatHasHappened1799000000001 } from './1799000000001-indexes-of-what-has-happened.js';
import { RetentionChanges1799100000001 } from './1799100000001-retention-changes.js';
import { AffiliateSearch1799530000001 } from './1799530000001-affiliate-search.js';
import { IndexesForGrowingTables1799540000001 } from './1799540000001-indexes-for-growing-tables.js';
import { AccessLogBySubject1799620000001 } from './1799620000001-access-log-by-subject.js';
import { IndexesNobodyAsks1799700000001 } from './1799700000001-indexes-nobody-asks.js';
import { HtmlOfMails1799800000001 } from './1799800000001-html-of-mails.js';
import { ChecksWithoutLists1799800000002 } from './1799800000002-checks-without-lists.js';

/** Every step in order; a merged one is never edited. */
export const migrations: MigrationList = [
  Platform1795000000000,
  Calendar1795000001000,
  Customers1795000002000,
  Staff1795000003000,
  Hearing1795000004000,
  Inquiries1795000005000,
  Analysis1795000006000,
  Mail1795000007000,
  CopiesAndEnds1795101000000,
  Administration1795102000000,
  Mailboxes1795103000000,
  MailOut1795105000000,
  MailTemplates1795106000000,
  SecondFactors1795107000000,
  Record1795108000000,
  Search1795109000000,
  AlikeMails1796200000000,
  InquiryUnclear1796200001000,
  Passkeys1796300000000,
  StaffIdentities1796301000000,
  SealedContent1796400000000,
  Uploads1796400001000,
  CustodyNotes1796400002000,
  AccessLog1796500000000,
  Erasure1796500100000,
  MailIncidents1796500200000,
  Retention1796500300000,
  Figures1796600000000,
  Exports1796600001000,
  Presence1796700000000,
  QueueOrders1796700100000,
  Queues1796700200000,
  ThreatGuide1796800000000,
  Appointments1796800001000,
  SightingsAndLogClock1796800002000,
  MailboxSettings1796900000000,
  AlertRecognisers1797200000000,
  KeptCalls1797500000000,
  SheetBacklog1797500001000,
  Phrases1797500002000,
  ServiceSettings1797500003000,
  StaffPreferences1797500004000,
  QueueConditions1797500005000,
  ContactDrills1798300000000,
  QuestionUse1798301000000,
  CommonCauses1798302000000,
  RequestCounts1798500000000,
  IndexesOfWhatHasHappened1799000000001,
  RetentionChanges1799100000001,
  AffiliateSearch1799530000001,
  IndexesForGrowingTables1799540000001,
  AccessLogBySubject1799620000001,
  IndexesNobodyAsks1799700000001,
  HtmlOfMails1799800000001,
  ChecksWithoutLists1799800000002,
];
