import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config.js';
import { Clock, type Instant } from '../../platform/clock.js';
import { Db } from '../../platform/db.js';
import { Events } from '../../platform/events.js';
import type { Scope } from '../../platform/scope.js';
import { sql } from '../../platform/sql.js';
import { CONFIG } from '../../settings.module.js';
import { changedSettings, serviceSettingsForm, standardSettings, type ServiceSettings, type SettingName } from './service-settings.rules.js';

/** Who changed a setting last. */
export interface SettingChange {
  readonly name: SettingName;
  readonly changedAt: Instant;
  readonly changedByName: string;
}

/** The settings in force: what the owner decided, over the standard. */
@Injectable()
export class ServiceSettingsStore {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
    private readonly events: Events,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async current(): Promise<ServiceSettings> {
    const rows = await this.db.rows<{ name: string; value: string }>(sql`SELECT name, value FROM service_setting`);
    const standard = standardSettings(this.config.phoneRecordMails);
    const decided = serviceSettingsForm.safeParse({ ...standard, ...Object.fromEntries(rows.map(({ name, value }) => [name, value])) });
    return decided.success ? decided.data : standard;
  }

  async lastChanges(): Promise<readonly SettingChange[]> {
    return this.db.rows(
      sql`SELECT t.name, t.changed_at AS "changedAt", COALESCE(s.display_name, '') AS "changedByName" FROM service_setting t LEFT JOIN staff s ON s.id = t.changed_by`,
    );
  }

  /** Puts settings in force, each change on the record. Returns how many there were. */
  async change(scope: Scope, wanted: ServiceSettings): Promise<number> {
    return this.db.tx(async (tx) => {
      const now = this.clock.now();
      const before = await this.current();
      const names = changedSettings(before, wanted);
      for (const name of names) {
        const value = String(wanted[name]);
        await this.db.execute(
          tx,
          sql`INSERT INTO service_setting (name, value, changed_at, changed_by) VALUES (${name}, ${value}, ${now}, ${scope.staffId})
              ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
        );
      }
      const events = names.map((name) => ({ type: 'setting_changed', occurredAt: now, data: { name, before: before[name], after: wanted[name] } }));
      if (events.length > 0) await this.events.append(tx, { type: 'desk', id: 'settings' }, { actor: { kind: 'staff', id: scope.staffId }, recordedAt: now, events });
      return names.length;
    });
  }
}
