import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditorDay } from './auditor-day.js';
import { firstLineDay } from './first-line-day.js';
import { leadDay } from './lead-day.js';
import { ownerDay } from './owner-day.js';
import { secondLineDay } from './second-line-day.js';
import { supervisorDay } from './supervisor-day.js';
import type { Cast, Means } from './day.js';
import { midorino, openStage } from '../stage.js';

const days = [
  ['the first line', firstLineDay],
  ['the supervisor of a first line', supervisorDay],
  ['the second line', secondLineDay],
  ['the lead of the second line', leadDay],
  ['the service owner', ownerDay],
  ['the auditor', auditorDay],
] as const;

/** Whose day there is, as the titles of the tests name him. */
export type Whose = (typeof days)[number][0];

/** Everybody whose day there is. */
export const everybody: readonly Whose[] = days.map(([who]) => who);

/** Plays whole days without a mouse, one after the other on one desk, each in the given way. */
export function playDays(way: Means, whose: readonly Whose[]): void {
  describe(`a whole day without a mouse, ${way}`, () => {
    let cast: Cast | string;

    beforeAll(async () => {
      const stage = await openStage();
      if (typeof stage === 'string') return void (cast = stage);
      const customer = await midorino(stage);
      const deskIds = [customer.desk.id];
      cast = {
        stage,
        customer,
        hanako: await stage.person('first_line', '一次 花子', { deskIds }),
        supervisor: await stage.person('first_line_supervisor', '一次 責任者', { deskIds }),
        ichiro: await stage.person('second_line', '分析 一郎'),
        niko: await stage.person('second_line', '分析 二子'),
        lead: await stage.person('second_line_lead', '二次 責任者'),
        owner: await stage.person('service_owner', '主管 司'),
        auditor: await stage.person('auditor', '監査 守'),
      };
    });
    afterAll(async () => {
      if (typeof cast !== 'string') await cast.stage.close();
    });

    for (const [who, day] of days.filter(([name]) => whose.includes(name))) {
      it(who, async ({ skip }) => {
        if (typeof cast === 'string') return skip(cast);
        await day(cast, way);
        expect(cast.stage.complaints).toEqual([]);
      }, 400_000);
    }
  });
}
