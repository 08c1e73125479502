import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantCanaries, type CanaryWorld } from '../support/canaries.js';
import { startTestDesk, type TestDesk } from '../support/desk.js';
import { Fuzz, unwalled, walled } from './fuzz/run.js';

// Ten requests an operation here, another kind each run; 100,000 on each database in fuzz.long.spec.ts.
/** Give `DESK_FUZZ_SEED` to have a run again. */
const seed = Number(process.env['DESK_FUZZ_SEED'] ?? Date.now() % 1_000_000);

describe(`any request at all (DESK_FUZZ_SEED=${seed})`, () => {
  let desk: TestDesk;
  let world: CanaryWorld;
  let fuzz: Fuzz;
  beforeAll(async () => {
    desk = await startTestDesk();
    world = await plantCanaries(desk);
    fuzz = await Fuzz.on(desk, world, seed);
  });
  afterAll(async () => {
    fuzz?.close();
    await desk?.close();
  });

  it('is asked of every operation', () => {
    expect(fuzz.operations.length).toBeGreaterThan(150);
  });

  it('R34, B5, C3: gets a clear answer, and from behind a wall nothing from beyond it', { timeout: 120_000 }, async () => {
    const { faults, statuses } = await fuzz.run(walled(world), 1_000);
    expect(faults.join('\n')).toBe('');
    expect(statuses[200], 'some get through').toBeGreaterThan(100);
  });

  it('R34: gets a clear answer of those who may do most', { timeout: 120_000 }, async () => {
    const { faults, statuses } = await fuzz.run(unwalled(world), 700);
    expect(faults.join('\n')).toBe('');
    expect(statuses[200], 'some get through').toBeGreaterThan(100);
  });
});
