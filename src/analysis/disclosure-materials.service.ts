import { Injectable } from '@nestjs/common';
import { CustomerQueries } from '../customers/customer.queries.js';
import type { Answer } from '../hearing/answers.rules.js';
import { HearingSheets } from '../hearing/hearing-sheets.service.js';
import { Hearings } from '../hearing/hearings.service.js';
import { InquiryRow } from '../inquiries/inquiry.entity.js';
import { InquiryTextRow } from '../inquiries/inquiry-records.entity.js';
import { Db } from '../platform/db.js';
import { AttackProgressRow } from './attack-progress.entity.js';
import { stageLabels, stageStateLabels } from './attack-progress.rules.js';
import { leakIndex, textsIn, type Audience, type DisclosureMaterial, type LeakIndex, type RestrictedText } from './disclosure.rules.js';
import { ConfigurationDetailRow, DisclosureReleaseRow, IndicatorRow } from './findings.entity.js';
import { PortalNoteRow, PortalNoticeCheckRow } from './portal.entity.js';
import { fixedSentences } from './report-print.rules.js';

/** Gathers what drafts about an inquiry are held against (C3). */
@Injectable()
export class DisclosureMaterials {
  constructor(
    private readonly db: Db,
    private readonly hearings: Hearings,
    private readonly sheets: HearingSheets,
    private readonly customers: CustomerQueries,
  ) {}

  /** The material made ready for an audience; inside a transaction it sees what was just written. */
  async index(inquiryId: string, audience: Audience): Promise<LeakIndex> {
    return leakIndex(await this.material(inquiryId), audience);
  }

  async material(inquiryId: string): Promise<DisclosureMaterial> {
    return { restricted: await this.restricted(inquiryId), released: await this.#released(inquiryId), visible: await this.#visible(inquiryId) };
  }

  /** What only the second line may know, and what the partner may know beside it. */
  async restricted(inquiryId: string): Promise<readonly RestrictedText[]> {
    const notes = await this.db.many(PortalNoteRow, { inquiryId });
    const judgements = await this.db.many(AttackProgressRow, { inquiryId });
    const memos = await this.db.many(InquiryTextRow, { inquiryId, disclosure: 'second_line', kind: 'note' });
    const indicators = await this.db.many(IndicatorRow, { inquiryId });
    const texts = [...notes.map(({ body }) => body), ...judgements.map(({ evidence }) => evidence), ...memos.map(({ body }) => body)];
    return [
      ...texts.filter((text) => text !== '').map((text): RestrictedText => ({ disclosure: 'second_line', text, isValue: false })),
      ...indicators.flatMap(({ disclosure, value }): RestrictedText[] => (disclosure === 'customer' ? [] : [{ disclosure, text: value, isValue: true }])),
    ];
  }

  async #released(inquiryId: string): Promise<readonly string[]> {
    return (await this.db.many(DisclosureReleaseRow, { inquiryId })).map(({ value }) => value);
  }

  async #visible(inquiryId: string): Promise<readonly string[]> {
    const notices = await this.db.many(PortalNoticeCheckRow, { inquiryId, isCurrent: true });
    const configuration = await this.db.many(ConfigurationDetailRow, { inquiryId });
    const { current } = await this.hearings.current(inquiryId);
    return [
      ...notices.map(({ quote }) => quote),
      ...configuration.map(({ body }) => body),
      ...[...current.values()].filter(saidByCustomer).flatMap(({ value, originalText }) => [...textsIn(value), originalText ?? '']),
      ...(await this.#known(inquiryId)),
      ...fixedSentences, ...Object.values(stageLabels), ...Object.values(stageStateLabels),
    ];
  }

  /** What stands in every letter to the customer: who he is, his contracts, the words of the hearing sheet. */
  async #known(inquiryId: string): Promise<readonly string[]> {
    const row = await this.db.one(InquiryRow, { id: inquiryId });
    if (row === null) return [];
    const { definition } = await this.sheets.byVersion(row.sheetVersion);
    const words = definition.sections.flatMap(({ questions }) => questions.flatMap(({ label, choices }) => [label, ...(choices ?? []).map((choice) => choice.label)]));
    const kinds = definition.threatKinds.map(({ label }) => label);
    return [row.number, row.callerName, ...words, ...kinds, ...(row.customerId === null ? [] : await this.#ofCustomer(row.customerId))];
  }

  async #ofCustomer(customerId: string): Promise<readonly string[]> {
    const customer = await this.customers.factsOf(customerId);
    const contacts = await this.customers.contactHistory(customerId);
    const contracts = await this.customers.contracts(customerId);
    return [
      ...(customer === undefined ? [] : [customer.name, customer.kana, customer.supportDeskName]),
      ...contacts.flatMap(({ name, kana, department, title, email }) => [`${department} ${title} ${name}`, name, kana, email]),
      ...contracts.flatMap(({ contractNumber, deviceId }) => [contractNumber, deviceId ?? '']),
    ];
  }
}

/** What came from the customer's own mouth or mail; what an analyst took from the portal did not. */
function saidByCustomer(answer: Answer): boolean {
  return answer.source === 'customer_phone' || answer.source === 'customer_mail';
}
