import type { GatewayProtection } from './customer.entity.js';

/** The registered contact as a parameter sheet or a form gives it; numbers in E.164. */
export interface ContactDetails {
  readonly name: string;
  readonly kana: string;
  readonly department: string;
  readonly title: string;
  readonly email: string;
  readonly phone: string;
  readonly altPhone: string;
}

/** What else a parameter sheet says of the customer; what is missing here stays as it is. */
export interface CompanyDetails {
  readonly name?: string;
  readonly kana?: string;
  readonly mainPhone?: string;
  readonly gatewayProtection?: GatewayProtection;
}

/** What a parameter sheet says of the contract; what is missing here stays as it is. */
export interface ContractDetails {
  readonly contractNumber: string;
  readonly deviceId?: string;
  /** `YYYY-MM-DD`. */
  readonly deliveredOn?: string;
}

/** A registration as it is to be: what a request carries until the service owner decides. */
export interface ProposedRegistration {
  readonly contact: ContactDetails;
  readonly company: CompanyDetails;
  /** Null for a change asked for by form, which concerns no contract. */
  readonly contract: ContractDetails | null;
}

/** What a line says; a line always names its contract and the company. */
export type LineRegistration = ProposedRegistration & {
  readonly contract: ContractDetails;
  readonly company: CompanyDetails & { readonly name: string };
};
