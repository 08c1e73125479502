import { Injectable } from '@nestjs/common';
import { insuranceEffectiveFrom } from '../../customers/contract-term.rules.js';
import { CustomerQueries, type CustomerFacts } from '../../customers/customer.queries.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { Notices } from '../notices.service.js';
import { visibleTo } from '../visibility.rules.js';

/** What acts ask of other inquiries, customers and colleagues, within the walls of who asks. */
@Injectable()
export class ActNeighbours {
  constructor(
    private readonly db: Db,
    private readonly customers: CustomerQueries,
    private readonly notices: Notices,
  ) {}

  /** An inquiry the person may see, by its receipt number. */
  async visibleByNumber(scope: Scope, number: string): Promise<{ id: string; customerId: string | null } | undefined> {
    return this.db.row(sql`SELECT i.id, i.customer_id AS "customerId" FROM inquiry i WHERE i.number = ${number} AND ${visibleTo(scope)}`);
  }

  /** @throws DomainError validation_failed: another desk's customer and none look alike (B5) */
  async requireCustomer(scope: Scope, customerId: string): Promise<CustomerFacts> {
    const customer = await this.customers.byId(scope, customerId);
    if (customer !== undefined) return customer;
    throw new DomainError('validation_failed', '利用者が見つかりません。名称・契約番号・電話番号で検索し直してください。', {
      faults: [{ field: 'customerId', message: '利用者を選び直してください。' }],
    });
  }

  /** The new owner must be an active colleague of the line that has the inquiry. */
  async requireColleague(row: InquiryRow, ownerId: string | null, providerId: string | null): Promise<void> {
    if (ownerId === null) return;
    const line = row.line === 'second' ? (['second_line', 'second_line_lead'] as const) : (['first_line', 'first_line_supervisor'] as const);
    const colleagues = await this.notices.colleagues({ supportDeskId: row.supportDeskId, providerId }, line);
    if (colleagues.some((colleague) => colleague.staffId === ownerId)) return;
    throw new DomainError('validation_failed', '担当にできない方です。一覧から選び直してください。', {
      faults: [{ field: 'ownerId', message: 'この問合せを担当できる方を選んでください。' }],
    });
  }

  /**
   * The day the cyber insurance begins to cover the customer (C6, 別紙5), as `YYYY-MM-DD`.
   *
   * @throws DomainError contract_not_in_force where no contract says when use began
   */
  async insuranceEffectiveFrom(row: InquiryRow): Promise<string> {
    const contracts = row.customerId === null ? [] : await this.customers.contracts(row.customerId);
    const began = contracts.map((contract) => contract.deliveredOn).filter((day): day is string => day !== null && day !== '').toSorted((a, b) => a.localeCompare(b))[0];
    if (began !== undefined) return insuranceEffectiveFrom(began);
    throw new DomainError('contract_not_in_force', '納入完了日の登録がないため、保険の適用開始日をご案内できません。サービス主管に確認してください。');
  }
}
