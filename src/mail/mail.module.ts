import { Module } from '@nestjs/common';
import { join } from 'node:path';
import type { Config } from '../config.js';
import { CustomersModule } from '../customers/customers.module.js';
import { InquiriesModule } from '../inquiries/inquiries.module.js';
import { CONFIG } from '../settings.module.js';
import { WebModule } from '../web/web.module.js';
import { Bounces } from './intake/bounces.service.js';
import { IntakeJob } from './intake/intake.job.js';
import { IntakeOutcomes } from './intake/intake-outcomes.service.js';
import { IntakeRun } from './intake/intake-run.service.js';
import { MailFacts } from './intake/mail-facts.service.js';
import { FolderTransport } from './outbox/folder-transport.js';
import { MailDeliveryJob } from './outbox/mail-delivery.job.js';
import { MailDelivery } from './outbox/mail-delivery.service.js';
import { MailTransport, NoTransport } from './outbox/mail-transport.js';
import { OutboxClaims } from './outbox/outbox-claims.service.js';
import { SmtpTransport } from './outbox/smtp-transport.js';
import { RawMessages } from './raw-messages.service.js';

/** How mails leave, as the settings say; only the demo writes them to files. */
function chooseTransport(config: Config): MailTransport {
  if (config.smtp !== undefined) return new SmtpTransport(config.smtp);
  return config.mode === 'demo' ? new FolderTransport(join(config.dataDir, 'mail-out')) : new NoTransport();
}

const transport = { provide: MailTransport, inject: [CONFIG], useFactory: chooseTransport };

/** Mail in and out: stores and understands what comes, delivers what stands in the outbox. */
@Module({
  imports: [CustomersModule, InquiriesModule, WebModule],
  providers: [
    transport, OutboxClaims, MailDelivery, MailDeliveryJob,
    RawMessages, MailFacts, Bounces, IntakeOutcomes, IntakeRun, IntakeJob,
  ],
  exports: [MailDelivery, IntakeRun, RawMessages],
})
export class MailModule {}
