import { CustomerQueries } from '../../customers/customer.queries.js';
import type { Instant } from '../../platform/clock.js';
import type { CustomerKey } from '../register/customers.js';
import type { Stage } from './stage.js';

/** Name and mail address of the registered contact of a customer at an instant. */
export async function contactNow(stage: Stage, customer: CustomerKey, at: Instant): Promise<{ readonly name: string; readonly address: string }> {
  const contact = await stage.service(CustomerQueries).contactAt(stage.register.customerIds[customer], at);
  if (contact === undefined) throw new Error(`${customer} has no registered contact.`);
  return { name: contact.name, address: contact.email };
}
