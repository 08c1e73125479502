import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Copies } from '../inquiries/copies.service.js';
import type { InquiryRow } from '../inquiries/inquiry.entity.js';
import { MailPreview } from '../inquiries/outbox/mail-preview.js';
import type { CustomerTemplate, OutgoingMails } from '../inquiries/outbox/outgoing-mail.js';
import { Outbox, type MailBody } from '../inquiries/outbox/outbox.service.js';
import { Clock } from '../platform/clock.js';
import { DomainError } from '../platform/errors.js';
import type { MarkedPart } from './report.view.js';
import type { WordingWarning } from './wording.rules.js';

/** A mail as its recipient will read it. */
export interface PreviewedMail {
  readonly to: string;
  /** 同報先, each of whom gets a mail of his own (A6). */
  readonly copies: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** What would become of a mail that somebody writes: how it will arrive, or why it cannot go. */
export interface PreviewedDraft {
  readonly mail: PreviewedMail | undefined;
  readonly refusal: string | undefined;
  /** The lines that hold something the customer does not see in his portal and nobody released (C3). */
  readonly leaks: readonly (readonly MarkedPart[])[];
  readonly warnings: readonly WordingWarning[];
}

/** Shows what a registered contact will read, before it is queued. */
@Injectable()
export class ContactMailPreview {
  constructor(
    private readonly modules: ModuleRef,
    private readonly outbox: Outbox,
    private readonly copies: Copies,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError contact_replaced where the customer has no registered contact */
  async of<Template extends CustomerTemplate>(row: InquiryRow, mail: { readonly template: Template; readonly body: MailBody<Template>; readonly withCopies: boolean }): Promise<PreviewedMail> {
    const now = this.clock.now();
    const head = await this.outbox.headFor(row, mail.template, now);
    const data = { ...head.data, ...mail.body } as OutgoingMails[Template];
    // The mail room prints mails and stands above this one, so it is asked only when somebody looks.
    const printed = await this.modules.get<MailPreview>(MailPreview, { strict: false }).render(mail.template, data);
    const copies = mail.withCopies ? await this.copies.active(row, now) : [];
    return { to: `${head.to.name} <${head.to.address}>`, copies: copies.map(({ name, address }) => `${name} <${address}>`), ...printed };
  }
}

/** The mail, or the sentence of what keeps it from going. */
export async function mailOrRefusal(make: () => Promise<PreviewedMail>): Promise<Pick<PreviewedDraft, 'mail' | 'refusal'>> {
  try {
    return { mail: await make(), refusal: undefined };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return { mail: undefined, refusal: error.message };
  }
}

/** What is said of a text that holds something restricted. */
export const restrictedRefusal = (places: number): string => `利用者非公開の内容が${places}か所あります。書き直すか、二次受付窓口の責任者の開示承認を得てください。`;
