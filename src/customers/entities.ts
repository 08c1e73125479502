import type { EntityList } from '../platform/data-sources.js';
import { AffiliateRow } from './affiliate.entity.js';
import { ContactRequestRow } from './contact-request.entity.js';
import { ContractRow } from './contract.entity.js';
import { CustomerRow } from './customer.entity.js';
import { ContactDrillRow } from './drills/contact-drill.entity.js';
import { DesignatedProviderRow } from './designated-provider.entity.js';
import { ImportLineRow, ImportRunRow } from './import-run.entity.js';
import { PartnerRow } from './partner.entity.js';
import { RegisteredContactRow } from './registered-contact.entity.js';
import { SuccessionRow } from './succession.entity.js';
import { SupportDeskRow } from './support-desk.entity.js';

/** The tables of this room. */
export const customersEntities: EntityList = [
  PartnerRow,
  SupportDeskRow,
  CustomerRow,
  ContractRow,
  RegisteredContactRow,
  AffiliateRow,
  ContactDrillRow,
  ImportRunRow,
  ImportLineRow,
  ContactRequestRow,
  SuccessionRow,
  DesignatedProviderRow,
];
