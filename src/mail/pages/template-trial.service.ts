import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import type { AutoSubmitted } from '../../inquiries/outbox/outbox.entity.js';
import type { CustomerMailHead, MailTemplate, OutgoingMails } from '../../inquiries/outbox/outgoing-mail.js';
import { visibleTo } from '../../inquiries/visibility.rules.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { notFound } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { sql, type Sql } from '../../platform/sql.js';
import { CONFIG } from '../../settings.module.js';
import { buildMail } from '../outbox/build-mail.js';
import { renderText, type TemplateText } from '../render/render-mail.js';
import { sampleKinds, sampleMail, type SampleKind } from '../render/sample-mails.rules.js';
import { mailTemplates } from '../render/templates.rules.js';

/** A mail as its recipient would get it. */
export interface TrialMail {
  readonly subject: string;
  readonly text: string;
  readonly from: string;
  readonly to: string;
  /** The lines that travel with it, as a mail server sees them. */
  readonly headers: string;
}

/** A recent mail whose data a text can be tried with. */
export interface RecentMail {
  readonly id: string;
  readonly inquiryNumber: string | null;
  readonly toName: string;
  readonly createdAt: number;
}

interface Queued {
  readonly template: string;
  readonly contactId: string | null;
  readonly data: string;
  readonly toName: string;
  readonly toAddress: string;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyToken: string | null;
  readonly inReplyTo: string | null;
  readonly threadIds: string;
  readonly autoSubmitted: AutoSubmitted;
}

type Addressed = Omit<Queued, 'data' | 'template' | 'contactId'>;

/** Tries a text with data, without storing or sending anything. */
@Injectable()
export class TemplateTrial {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The newest mails of this kind that the person may see; where there are none, those to contacts of any kind. */
  async recent(scope: Scope, template: MailTemplate): Promise<RecentMail[]> {
    const own = await this.#newest(scope, sql`o.template = ${template}`);
    return own.length > 0 || mailTemplates[template].reader !== 'customer' ? own : this.#newest(scope, sql`o.contact_id IS NOT NULL`);
  }

  async #newest(scope: Scope, which: Sql): Promise<RecentMail[]> {
    return this.db.rows<RecentMail>(
      sql`SELECT o.id, i.number AS "inquiryNumber", o.to_name AS "toName", o.created_at AS "createdAt"
          FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id WHERE ${which} AND ${visibleTo(scope)} ORDER BY o.id DESC LIMIT 10`,
    );
  }

  /**
   * Prints and packs a mail from a text that has been checked.
   *
   * @param data which made-up data, or the id of a recent mail
   * @throws DomainError not_found
   */
  async print(scope: Scope, template: MailTemplate, text: TemplateText, data: string): Promise<TrialMail> {
    const queued = isSample(data) ? this.#sample(template, data) : await this.#queued(scope, template, data);
    const createdAt = this.clock.now();
    const { subject, text: printed } = renderText(template, text, queued.data, createdAt);
    const addressed = { ...queued, messageId: `trial@${this.config.mailDomain}`, createdAt };
    const raw = await buildMail(addressed, { subject, text: printed });
    const headers = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1').replaceAll('\r\n', '\n');
    return { subject, text: printed, headers, from: `${queued.fromName} <${queued.fromAddress}>`, to: `${queued.toName} <${queued.toAddress}>` };
  }

  #sample<Name extends MailTemplate>(template: Name, kind: SampleKind): Addressed & { readonly data: OutgoingMails[Name] } {
    const { signature, contactName } = sampleMail('receipt', kind);
    const addressed = { toName: contactName, toAddress: 'taro@customer.example', fromName: signature.deskName, fromAddress: signature.mailAddress };
    return { ...addressed, replyToken: 'mihon', inReplyTo: null, threadIds: '', autoSubmitted: 'no', data: sampleMail(template, kind) };
  }

  /**
   * A mail as it was queued, with the token of its reply address covered; of a mail of another kind
   * only whom it was to, which inquiry it was about and who signed, beside made-up data.
   */
  async #queued<Name extends MailTemplate>(scope: Scope, template: Name, id: string): Promise<Addressed & { readonly data: OutgoingMails[Name] }> {
    const row = await this.db.row<Queued>(
      sql`SELECT o.template, o.contact_id AS "contactId", o.data, o.to_name AS "toName", o.to_address AS "toAddress", o.from_name AS "fromName", o.from_address AS "fromAddress",
                 o.reply_token AS "replyToken", o.in_reply_to AS "inReplyTo", o.thread_ids AS "threadIds", o.auto_submitted AS "autoSubmitted"
          FROM outbox o JOIN inquiry i ON i.id = o.inquiry_id WHERE o.id = ${id} AND ${visibleTo(scope)}`,
    );
    const sameKind = row?.template === template;
    if (row === undefined || (!sameKind && (row.contactId === null || mailTemplates[template].reader !== 'customer'))) throw notFound('メール');
    // The column was filled by `Outbox`, which takes template and data together.
    const real = JSON.parse(row.data) as OutgoingMails[Name];
    const data = sameKind ? real : { ...sampleMail(template, 'ordinary'), ...headOf(real) };
    return { ...row, replyToken: row.replyToken === null ? null : 'mihon', data };
  }
}

/** Whom a mail to a contact is to, about which inquiry, and who signs. */
function headOf(data: object): Partial<CustomerMailHead> {
  const { customerName, partnerName, contactName, contactDepartment, contactTitle, inquiryNumber, signature } = data as CustomerMailHead;
  return { customerName, partnerName, contactName, contactDepartment, contactTitle, inquiryNumber, signature };
}

function isSample(data: string): data is SampleKind {
  return (sampleKinds as readonly string[]).includes(data);
}
