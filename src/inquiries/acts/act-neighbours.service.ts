import { Injectable } from '@nestjs/common';
import { civilDate } from '../../calendar/japanese-time.js';
import { insuredFrom } from '../../customers/contract-term.rules.js';
import { CustomerQueries, type CustomerFacts } from '../../customers/customer.queries.js';
import { Clock } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { DomainError } from '../../platform/errors.js';
import { hasRole, type Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { Appointments } from '../appointments/appointments.service.js';
import { Copies } from '../copies.service.js';
import type { InquiryRow } from '../inquiry.entity.js';
import { LogClock } from '../log-clock/log-clock.service.js';
import { Notices } from '../notices/notices.service.js';
import { visibleTo } from '../visibility.rules.js';
import { WarmTransfers } from '../warm-transfer/warm-transfers.service.js';

/** What acts ask of other inquiries, customers and colleagues, within the walls of who asks. */
@Injectable()
export class ActNeighbours {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly customers: CustomerQueries,
    private readonly notices: Notices,
    readonly copies: Copies,
    readonly appointments: Appointments,
    readonly warmTransfers: WarmTransfers,
    readonly logClock: LogClock,
  ) {}

  /** An open inquiry the person may see, by its receipt number. */
  async openByNumber(scope: Scope, number: string): Promise<{ id: string; customerId: string | null } | undefined> {
    return this.db.row(sql`SELECT i.id, i.customer_id AS "customerId" FROM inquiry i WHERE i.number = ${number} AND i.is_open = ${true} AND ${visibleTo(scope)}`);
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

  /** C4: who is asked to read a report must be an active analyst who sees the inquiry. */
  async requireReader(row: InquiryRow, readerId: string): Promise<void> {
    const analysts = await this.notices.colleagues(row, ['second_line', 'second_line_lead']);
    if (analysts.some(({ staffId }) => staffId === readerId)) return;
    throw new DomainError('validation_failed', '確認を依頼できない方です。一覧から選び直してください。', {
      faults: [{ field: 'readerId', message: '二次受付窓口の方を選んでください。' }],
    });
  }

  /**
   * An outside firm gets an inquiry from the house's second line or the owner, never from a first line or
   * another firm, and only once its undertaking of secrecy and the customer's consent are on record (E2).
   *
   * @throws DomainError forbidden, validation_failed, consent_missing
   */
  async requireProvider(scope: Scope, row: InquiryRow, asked: { readonly providerId: string | null; readonly consentToPassData: boolean }): Promise<void> {
    const { providerId } = asked;
    if (providerId === row.providerId) return;
    if (scope.providerId !== null || !hasRole(scope, 'second_line', 'second_line_lead', 'service_owner')) {
      throw new DomainError('forbidden', '指定の専門業者への割当ては、二次受付窓口かサービス主管が行います。');
    }
    if (providerId === null) return;
    const provider = await this.db.row<{ since: string | null; until: string | null }>(
      sql`SELECT secrecy_undertaken_on AS since, ended_on AS until FROM designated_provider WHERE id = ${providerId}`,
    );
    if (provider === undefined || provider.until !== null) {
      throw new DomainError('validation_failed', '指定の専門業者を選び直してください。', {
        faults: [{ field: 'providerId', message: 'この専門業者は登録されていないか、指定を終了しています。' }],
      });
    }
    if (provider.since === null || provider.since > civilDate(this.clock.now())) throw missing('providerId', 'この専門業者の守秘の誓約が記録されていないため、割り当てられません（第10条3）。');
    if (!asked.consentToPassData) throw missing('consentToPassData', '指定の専門業者へ情報を渡すことへのお客様の同意を確認してから割り当ててください（第10条1）。');
  }

  /**
   * The day the cyber insurance begins to cover the customer (C6, 別紙5), as `YYYY-MM-DD`.
   *
   * @throws DomainError contract_not_in_force where no contract says when use began
   */
  async insuranceEffectiveFrom(row: InquiryRow): Promise<string> {
    const contracts = row.customerId === null ? [] : await this.customers.contracts(row.customerId);
    const effectiveFrom = insuredFrom(contracts, civilDate(row.receivedAt));
    if (effectiveFrom !== undefined) return effectiveFrom;
    throw new DomainError('contract_not_in_force', '納入完了日の登録がないため、保険の適用開始日をご案内できません。サービス主管に確認してください。');
  }
}

function missing(field: string, message: string): DomainError {
  return new DomainError('consent_missing', message, { faults: [{ field, message }] });
}
