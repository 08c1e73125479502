import { Module } from '@nestjs/common';
import { join } from 'node:path';
import { AnalysisModule } from '../analysis/analysis.module.js';
import type { Config } from '../config.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CustomersModule } from '../customers/customers.module.js';
import { HearingModule } from '../hearing/hearing.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { MailPreview } from '../inquiries/outbox/mail-preview.js';
import { CONFIG } from '../settings.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { WebModule } from '../web/web.module.js';
import { AccountMailDelivery } from './account/account-mail-delivery.service.js';
import { AccountMailJob } from './account/account-mail.job.js';
import { AlertReader } from './intake/alert-reader.service.js';
import { Bounces } from './intake/bounces.service.js';
import { ProofsOfDelivery } from './intake/proofs-of-delivery.service.js';
import { SpoofAlerts } from './intake/spoof-alerts.service.js';
import { EarlierDeliveries } from './intake/earlier-deliveries.queries.js';
import { AccessTokens } from './intake/imap/access-tokens.js';
import { MailboxFetch } from './intake/imap/mailbox-fetch.service.js';
import { MailboxLeases } from './intake/imap/mailbox-leases.service.js';
import { MailboxLedger } from './intake/imap/mailbox-ledger.service.js';
import { MailboxWatchJob } from './intake/imap/mailbox-watch.job.js';
import { MailboxWatch } from './intake/imap/mailbox-watch.service.js';
import { IntakeJob } from './intake/intake.job.js';
import { IntakeOutcomes } from './intake/intake-outcomes.service.js';
import { IntakeRun } from './intake/intake-run.service.js';
import { MailboxStates } from './intake/mailbox-states.queries.js';
import { MailFacts } from './intake/mail-facts.service.js';
import { DnsTxt, NoDns, SystemDns } from './intake/own-signature.js';
import { ParsePool } from './intake/parse-pool.js';
import { FolderTransport } from './outbox/folder-transport.js';
import { MailDeliveryJob } from './outbox/mail-delivery.job.js';
import { MailDelivery } from './outbox/mail-delivery.service.js';
import { MailFence } from './outbox/mail-fence.service.js';
import { MailLinks, OneTimeLinks } from './outbox/mail-links.js';
import { MailRoutes } from './outbox/mail-routes.service.js';
import { DkimSigner, MailSigner, NoSigner } from './outbox/mail-signer.js';
import { MailTransport, NoTransport } from './outbox/mail-transport.js';
import { OutboxClaims } from './outbox/outbox-claims.service.js';
import { NightRest } from './outbox/night-rest.service.js';
import { RecipientQueries } from './outbox/recipients.queries.js';
import { Recipients } from './outbox/recipients.service.js';
import { SmtpTransport } from './outbox/smtp-transport.js';
import { MailboxOffice } from './mailboxes/mailbox-office.service.js';
import { MailboxRegistry } from './mailboxes/mailbox-registry.service.js';
import { MailboxesController } from './mailboxes/mailboxes.controller.js';
import { MailSearchTexts } from './mail-search-texts.js';
import { MailAlerts } from './mail-alerts.service.js';
import { InquiryMailsController } from './pages/inquiry-mails.controller.js';
import { MailDownloads } from './pages/mail-downloads.service.js';
import { MailScan } from './pages/mail-scan.service.js';
import { MailFenceBanner } from './pages/mail-fence.banner.js';
import { MailFenceController } from './pages/mail-fence.controller.js';
import { MailStatusController } from './pages/mail-status.controller.js';
import { MailStatusQueries } from './pages/mail-status.queries.js';
import { MessagesController } from './pages/messages.controller.js';
import { OutboxActs } from './pages/outbox-acts.service.js';
import { OutboxApi } from './pages/outbox-api.controller.js';
import { IncidentResources } from './incidents/incident-resources.service.js';
import { MailIncidentsApi } from './incidents/mail-incidents-api.controller.js';
import { MailIncidentsController } from './incidents/mail-incidents.controller.js';
import { MailIncidentQueries } from './incidents/mail-incidents.queries.js';
import { MailIncidents } from './incidents/mail-incidents.service.js';
import { OutboxController } from './pages/outbox.controller.js';
import { OutboxPageQueries } from './pages/outbox-page.queries.js';
import { QuarantineApi } from './pages/quarantine-api.controller.js';
import { QuarantineController } from './pages/quarantine.controller.js';
import { QuarantineNeighbours } from './pages/quarantine-neighbours.service.js';
import { QuarantineQueries } from './pages/quarantine.queries.js';
import { Quarantine } from './pages/quarantine.service.js';
import { TemplateTextQueries } from './pages/template-texts.queries.js';
import { TemplateTexts } from './pages/template-texts.service.js';
import { TemplateTrial } from './pages/template-trial.service.js';
import { TemplatesApi } from './pages/templates-api.controller.js';
import { TemplatesController } from './pages/templates.controller.js';
import { TemplatePreview } from './render/template-preview.service.js';
import { AlertRecognisers } from './recognisers/alert-recognisers.service.js';
import { RecogniserOffice } from './recognisers/recogniser-office.service.js';
import { RecognisersApi } from './recognisers/recognisers-api.controller.js';
import { RecognisersController } from './recognisers/recognisers.controller.js';
import { ContentOwnersJob } from './content-owners.job.js';
import { RawMessages } from './raw-messages.service.js';

/** How mails leave, as the settings say; only the demo writes them to files. */
function chooseTransport(config: Config): MailTransport {
  if (config.smtp !== undefined) return new SmtpTransport(config.smtp);
  return config.mode === 'demo' ? new FolderTransport(join(config.dataDir, 'mail-out')) : new NoTransport();
}

/** Shown to whoever is about to send one. */
const preview = { provide: MailPreview, useClass: TemplatePreview };
const signer = { provide: MailSigner, inject: [CONFIG], useFactory: ({ dkim }: Config) => (dkim === undefined ? new NoSigner() : new DkimSigner(dkim)) };
/** By a factory: its settings are no services. */
const parsePool = { provide: ParsePool, useFactory: () => new ParsePool() };
const transport = { provide: MailTransport, inject: [CONFIG], useFactory: chooseTransport };

/** Only a desk in production asks name servers; the demo and the tests stay on this machine. */
const dns = { provide: DnsTxt, inject: [CONFIG], useFactory: (config: Config): DnsTxt => (config.mode === 'production' ? new SystemDns() : new NoDns()) };

/** Mail in and out: stores and understands what comes, delivers what stands in the outbox. */
@Module({
  imports: [AnalysisModule, CalendarModule, CustomersModule, HearingModule, InquiriesModule, StaffModule, WebModule],
  controllers: [QuarantineController, QuarantineApi, OutboxController, OutboxApi, MailStatusController, MailboxesController, MailFenceController, InquiryMailsController, MessagesController, TemplatesController, TemplatesApi, RecognisersController, RecognisersApi, MailIncidentsController, MailIncidentsApi],
  providers: [
    AccountMailDelivery, AccountMailJob,
    preview, dns, signer, transport, { provide: MailLinks, useClass: OneTimeLinks }, MailFence, MailFenceBanner, MailRoutes, RecipientQueries, Recipients, OutboxClaims, MailDelivery, NightRest, MailDeliveryJob,
    RawMessages, ContentOwnersJob, parsePool, EarlierDeliveries, MailFacts, AlertReader, AlertRecognisers, RecogniserOffice, Bounces, ProofsOfDelivery, SpoofAlerts, IntakeOutcomes, IntakeRun, IntakeJob, MailboxStates,
    AccessTokens, MailboxRegistry, MailboxOffice, MailboxLedger, MailboxLeases, MailboxFetch, MailboxWatch, MailboxWatchJob,
    QuarantineQueries, QuarantineNeighbours, Quarantine, OutboxPageQueries, OutboxActs, MailIncidents, MailIncidentQueries, IncidentResources, MailAlerts, MailStatusQueries, TemplateTextQueries, TemplateTexts, TemplateTrial, MailDownloads, MailScan, MailSearchTexts,
  ],
  exports: [preview, MailDelivery, IntakeRun, RawMessages, MailboxStates],
})
export class MailModule {}
