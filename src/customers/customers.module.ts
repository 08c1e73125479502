import { Module } from '@nestjs/common';
import { ContactRequests } from './contact-requests.service.js';
import { Contacts } from './contacts.service.js';
import { CustomerQueries } from './customer.queries.js';
import { ImportOutcomes } from './import-outcomes.service.js';
import { ImportTargets } from './import-targets.service.js';
import { OwnerDesk } from './owner-desk.service.js';
import { ParameterSheets } from './parameter-sheets.service.js';
import { RegistrationWriter } from './registration-writer.js';

@Module({
  providers: [CustomerQueries, Contacts, RegistrationWriter, OwnerDesk, ContactRequests, ImportTargets, ImportOutcomes, ParameterSheets],
  exports: [CustomerQueries, Contacts, ContactRequests, ParameterSheets, OwnerDesk],
})
export class CustomersModule {}
