import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { WebModule } from '../web/web.module.js';
import { ActNeighbours } from './acts/act-neighbours.service.js';
import { ActRegistry } from './acts/act-registry.service.js';
import { ActRoutes } from './acts/act-routes.service.js';
import { ActRunner } from './acts/act-runner.service.js';
import { ActTools } from './acts/act-tools.service.js';
import { AdditionChanges } from './addition-changes.service.js';
import { Aftermath } from './aftermath.service.js';
import { AppointmentQueries } from './appointments/appointment.queries.js';
import { AppointmentWatch } from './appointments/appointment-watch.service.js';
import { Appointments } from './appointments/appointments.service.js';
import { BulkController } from './bulk/bulk.controller.js';
import { BulkPage } from './bulk/bulk-page.service.js';
import { BulkRuns } from './bulk/bulk-runs.service.js';
import { CallsController } from './calls.controller.js';
import { CallAnswers } from './call-answers.service.js';
import { Calls } from './calls.service.js';
import { CasesOfLeavers } from './watches/cases-of-leavers.queries.js';
import { ChangesSince } from './changes-since.queries.js';
import { ContactChanges } from './contact-changes.service.js';
import { Deadlines } from './deadlines.service.js';
import { Departures } from './watches/departures.service.js';
import { Copies } from './copies.service.js';
import { CustomerChoices } from './customer-choice.service.js';
import { DayController } from './day/day.controller.js';
import { DayQueries } from './day/day.queries.js';
import { Drafts } from './drafts/drafts.service.js';
import { CallDrafts } from './drafts/call-drafts.service.js';
import { DraftsController } from './drafts/drafts.controller.js';
import { DueFollow } from './due-follow.service.js';
import { FactsLoader } from './facts-loader.service.js';
import { InquiriesApi } from './inquiries.api.controller.js';
import { Inquiries } from './inquiries.service.js';
import { SaidOnceDone } from './acts/said-once-done.service.js';
import { InquiryDetails } from './inquiry-details.queries.js';
import { InquiryPage } from './inquiry-page.service.js';
import { InquiryPages } from './inquiry-pages.controller.js';
import { InquirySheetPage } from './inquiry-sheet-page.service.js';
import { InquirySheetsApi } from './inquiry-sheets.api.controller.js';
import { InquirySheets } from './inquiry-sheets.service.js';
import { LogClockPart } from './log-clock/log-clock-part.service.js';
import { LogClockJob } from './log-clock/log-clock.job.js';
import { LogClock } from './log-clock/log-clock.service.js';
import { MailDetaching } from './intake/mail-detaching.service.js';
import { MailIntake } from './intake/mail-intake.js';
import { MailReadings } from './intake/mail-readings.service.js';
import { MailIntakeService } from './intake/mail-intake.service.js';
import { MorningSheetController } from './morning-sheet.controller.js';
import { MorningSheetQueries } from './morning-sheet.queries.js';
import { MorningSheets } from './morning-sheet.service.js';
import { LiveController } from './live/live.controller.js';
import { LiveQueries } from './live/live.queries.js';
import { LiveStreams } from './live/live-streams.service.js';
import { NoticeMails } from './notices/notice-mails.service.js';
import { Notices } from './notices/notices.service.js';
import { NoticesApi } from './notices/notices-api.controller.js';
import { NoticesController } from './notices/notices.controller.js';
import { Openings } from './openings.service.js';
import { AnswerMails } from './outbox/answer-mails.queries.js';
import { AutomaticMails } from './outbox/automatic-mails.service.js';
import { DeliveryFollowUp } from './outbox/delivery-follow-up.service.js';
import { DeliveryResults } from './outbox/delivery-results.js';
import { LostNoticeQueries } from './outbox/lost-notice.queries.js';
import { LostNotices } from './outbox/lost-notices.service.js';
import { MailHeads } from './outbox/mail-heads.queries.js';
import { OutboxPlaces } from './outbox/outbox-places.queries.js';
import { Outbox } from './outbox/outbox.service.js';
import { PageParts } from './page-parts.js';
import { PageCompany } from './page-company.service.js';
import { Presence } from './presence/presence.service.js';
import { PhrasesController } from './phrases/phrases.controller.js';
import { PhraseQueries } from './phrases/phrase.queries.js';
import { Phrases } from './phrases/phrases.service.js';
import { PresenceController } from './presence/presence.controller.js';
import { QueueController } from './queue.controller.js';
import { QueueChanges } from './queue/queue-changes.service.js';
import { QueuePage } from './queue/queue-page.service.js';
import { SavedViews } from './queue/saved-views.service.js';
import { QueueQueries } from './queue.queries.js';
import { RegistrationMails } from './registration-mails.service.js';
import { ResponseCycles } from './response-cycles.service.js';
import { RunningTargets } from './watches/running-targets.queries.js';
import { SaidSoFar } from './said-so-far.queries.js';
import { InquirySearchTexts } from './search/inquiry-search-texts.js';
import { SearchApi } from './search/search-api.controller.js';
import { SearchController } from './search/search.controller.js';
import { SearchIndexJob } from './search/search-index.job.js';
import { SearchIndex } from './search/search-index.service.js';
import { SearchQueries } from './search/search.queries.js';
import { Search } from './search/search.service.js';
import { SearchTexts } from './search/search-texts.js';
import { SilentCustomers } from './watches/silent-customers.queries.js';
import { SheetPapers } from './sheet-papers.service.js';
import { SheetPapersController } from './sheet-papers.controller.js';
import { RelatedInquiries } from './sightings/related-inquiries.queries.js';
import { RelatedPart } from './sightings/related-part.service.js';
import { Sightings } from './sightings/sightings.service.js';
import { SheetFollow } from './sheet-follow.service.js';
import { ShortcutsController } from './shortcuts.controller.js';
import { SheetFactsLoader } from './sheet-facts.service.js';
import { SuccessionFollow } from './succession-follow.service.js';
import { SheetBacklogJob } from './sightings/sheet-backlog.job.js';
import { SweepQueueTraces } from './sweep-queue-traces.job.js';
import { TermNotices } from './watches/term-notices.service.js';
import { TakeCall } from './take-call.service.js';
import { WaitingForCustomer } from './watches/waiting.service.js';
import { TargetWatch } from './watches/target-watch.service.js';
import { InquiryTexts } from './texts.service.js';
import { HeldCallQueries } from './warm-transfer/held-call.queries.js';
import { HeldCallsController } from './warm-transfer/held-calls.controller.js';
import { WarmTransfers } from './warm-transfer/warm-transfers.service.js';
import { WritingChecks } from './writing-checks.service.js';

const services = [
  ActNeighbours, ActRegistry, ActRoutes, ActRunner, ActTools, AdditionChanges, Aftermath, AnswerMails, CallAnswers, Calls, ChangesSince, Copies, CustomerChoices, Deadlines, Drafts, FactsLoader, Inquiries, InquiryDetails, InquiryPage, InquirySheetPage, InquirySheets, SaidOnceDone, LostNotices, LostNoticeQueries, CallDrafts,
  NoticeMails, Notices, Openings, Outbox, MailHeads, OutboxPlaces, QueueQueries, ResponseCycles, SaidSoFar, Search, SearchIndex, SearchQueries, SearchTexts, SheetFactsLoader, MorningSheets, MorningSheetQueries, SheetPapers, TakeCall, InquiryTexts, WritingChecks, PageParts, Phrases, PhraseQueries, PageCompany,
  AppointmentQueries, Appointments, DayQueries, LogClock, SheetFollow, Sightings, WarmTransfers, HeldCallQueries,
];
const doors = [
  { provide: DeliveryResults, useClass: DeliveryFollowUp },
  MailDetaching,
  { provide: MailIntake, useClass: MailIntakeService },
];

/** The core: the inquiry, its rulebook, its record, its queues and its target. */
@Module({
  imports: [CalendarModule, CustomersModule, HearingModule, StaffModule, WebModule],
  controllers: [
    DayController, HeldCallsController, QueueController, ShortcutsController, BulkController, LiveController, PresenceController, DraftsController, CallsController, PhrasesController, NoticesController, NoticesApi,
    SearchController, SearchApi, InquiryPages, InquirySheetsApi, SheetPapersController, MorningSheetController, InquiriesApi,
  ],
  providers: [
    ...services, ...doors, LiveQueries, LiveStreams, Presence, QueuePage, QueueChanges, SavedViews, BulkRuns, BulkPage, LogClockJob, SheetBacklogJob, SweepQueueTraces, MailReadings, AppointmentWatch, AutomaticMails,
    TargetWatch, RunningTargets, DueFollow, ContactChanges, Departures, CasesOfLeavers, SuccessionFollow, RegistrationMails, TermNotices, WaitingForCustomer, SilentCustomers, InquirySearchTexts, SearchIndexJob, LogClockPart, RelatedPart, RelatedInquiries,
  ],
  exports: [...services, ...doors, QueuePage],
})
export class InquiriesModule {}
