import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditorDay } from './days/auditor-day.js';
import { firstLineDay } from './days/first-line-day.js';
import { leadDay } from './days/lead-day.js';
import { ownerDay } from './days/owner-day.js';
import { secondLineDay } from './days/second-line-day.js';
import { supervisorDay } from './days/supervisor-day.js';
import type { Cast, Means } from './days/day.js';
import { midorino, openStage } from './stage.js';

const days = [
  ['the first line', firstLineDay],
  ['the supervisor of a first line', supervisorDay],
  ['the second line', secondLineDay],
  ['the lead of the second line', leadDay],
  ['the service owner', ownerDay],
  ['the auditor', auditorDay],
] as const;

const ways: readonly Means[] = ['with the desk’s keys', 'without JavaScript'];

describe('a whole day without a mouse', () => {
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

  for (const way of ways) {
    for (const [who, day] of days) {
      it(`${who}: ${way}`, async ({ skip }) => {
        if (typeof cast === 'string') return skip(cast);
        await day(cast, way);
        expect(cast.stage.complaints).toEqual([]);
      }, 120_000);
    }
  }
});
