import { Module } from '@nestjs/common';
import { CalendarModule } from '../calendar/calendar.module.js';
import { ContactRequestsController } from './contact-requests.controller.js';
import { CustomerContactController } from './customer-contact.controller.js';
import { CustomerFormsController } from './customer-forms.controller.js';
import { CustomersController } from './customers.controller.js';
import { FormChoices } from './form-choices.service.js';
import { ParameterSheetsController } from './parameter-sheets.controller.js';
import { PartnersController } from './partners.controller.js';
import { SuccessionsController } from './successions.controller.js';
import { SupportDesksController } from './support-desks.controller.js';
import { ContactRequestQueries } from './contact-request.queries.js';
import { ContactRequests } from './contact-requests.service.js';
import { Affiliates } from './affiliates.service.js';
import { AffiliatesApiController } from './affiliates-api.controller.js';
import { AffiliatesController } from './affiliates.controller.js';
import { Contacts } from './contacts.service.js';
import { CustomerQueries } from './customer.queries.js';
import { CustomersApiController } from './customers-api.controller.js';
import { Customers } from './customers.service.js';
import { ContactDrillQueries } from './drills/contact-drill.queries.js';
import { ContactDrillsApiController } from './drills/contact-drills-api.controller.js';
import { ContactDrillsController } from './drills/contact-drills.controller.js';
import { ContactDrills } from './drills/contact-drills.service.js';
import { DesignatedProviders } from './designated-providers.service.js';
import { ExecuteSuccessions } from './execute-successions.job.js';
import { ImportOutcomes } from './import-outcomes.service.js';
import { ImportRunQueries } from './import-run.queries.js';
import { ImportTargets } from './import-targets.service.js';
import { OwnerDesk } from './owner-desk.service.js';
import { ParameterSheets } from './parameter-sheets.service.js';
import { PartnersApiController } from './partners-api.controller.js';
import { Partners } from './partners.service.js';
import { RegistrationWriter } from './registration-writer.js';
import { RegistrationsApiController } from './registrations-api.controller.js';
import { SheetReader } from './sheet-reader.js';
import { Successions } from './successions.service.js';
import { SupportDesks } from './support-desks.service.js';

/** Partners, support desks, customers, contracts, registered contacts and their parameter sheets. */
@Module({
  imports: [CalendarModule],
  controllers: [
    CustomersController, CustomerFormsController, CustomerContactController, ContactDrillsController, AffiliatesController, ParameterSheetsController, ContactRequestsController,
    PartnersController, SupportDesksController, SuccessionsController,
    CustomersApiController, AffiliatesApiController, ContactDrillsApiController, RegistrationsApiController, PartnersApiController,
  ],
  providers: [
    CustomerQueries, Customers, Affiliates, Contacts, ContactDrills, ContactDrillQueries, ContactRequests, ContactRequestQueries, RegistrationWriter, DesignatedProviders,
    ParameterSheets, SheetReader, ImportTargets, ImportOutcomes, ImportRunQueries,
    Partners, SupportDesks, OwnerDesk, FormChoices, Successions, ExecuteSuccessions,
  ],
  exports: [CustomerQueries, Customers, Contacts, ContactRequests, ContactRequestQueries, DesignatedProviders, ParameterSheets, Partners, SupportDesks, OwnerDesk, Successions],
})
export class CustomersModule {}
