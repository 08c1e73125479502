import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Jobs, type Job } from '../../src/platform/jobs.js';
import { JobRunRow } from '../../src/platform/job-run.entity.js';
import { openDb } from '../../src/platform/data-sources.js';
import { insert } from '../../src/platform/write.js';
import { onBothDatabases, schema } from '../support/databases.js';

const aJob = (run: Job['run'], wishes: Partial<Job> = {}): Job => ({ name: 'watch', everyMs: 300, leaseMs: 5_000, run, ...wishes });

onBothDatabases('recurring jobs', (_open, _kind, fresh) => {
  it('run once a period, however many processes share the database', async () => {
    const target = await fresh();
    const dbs = [await openDb(target, schema), await openDb(target, schema)];
    const ran: number[] = [];
    const processes = dbs.map((db, index) => {
      const jobs = new Jobs(db);
      jobs.register(aJob(async () => void ran.push(index)));
      jobs.start();
      return jobs;
    });
    await sleep(1_000);
    await Promise.all(processes.map((jobs) => jobs.stop()));
    for (const db of dbs) await db.close();
    expect(ran.length).toBeGreaterThanOrEqual(2);
    // At 0, 300, 600 and 900 ms, and one more where the machine is slow to stop.
    expect(ran.length).toBeLessThanOrEqual(5);
  });

  it('never run twice at the same time, even when one takes longer than its period', async () => {
    const target = await fresh();
    const dbs = [await openDb(target, schema), await openDb(target, schema)];
    let running = 0;
    let most = 0;
    const processes = dbs.map((db) => {
      const jobs = new Jobs(db);
      jobs.register(aJob(async () => {
        most = Math.max(most, (running += 1));
        await sleep(250);
        running -= 1;
      }, { everyMs: 60 }));
      jobs.start();
      return jobs;
    });
    await sleep(1_000);
    await Promise.all(processes.map((jobs) => jobs.stop()));
    for (const db of dbs) await db.close();
    expect(most).toBe(1);
  });

  it('are taken over from a process that died, once its lease is over', async () => {
    const db = await openDb(await fresh(), schema);
    const now = Date.now();
    await db.tx((tx) => insert(tx, JobRunRow, { name: 'watch', nextRunAt: now - 1, leasedUntil: now + 500, leasedBy: 'a process that died' }));
    const ran: number[] = [];
    const jobs = new Jobs(db);
    jobs.register(aJob(async () => void ran.push(Date.now()), { everyMs: 50 }));
    jobs.start();
    await sleep(1_000);
    await jobs.stop();
    await db.close();
    expect(ran[0]).toBeGreaterThanOrEqual(now + 500);
  });

  it('go on after a run that failed', async () => {
    Logger.overrideLogger(false);
    const db = await openDb(await fresh(), schema);
    let runs = 0;
    const jobs = new Jobs(db);
    jobs.register(aJob(async () => {
      runs += 1;
      throw new Error('expected by the test');
    }, { everyMs: 50, leaseMs: 100 }));
    jobs.start();
    await sleep(700);
    await jobs.stop();
    await db.close();
    expect(runs).toBeGreaterThanOrEqual(2);
  });

  it('refuse two of the same name', async () => {
    const db = await openDb(await fresh(), schema);
    const jobs = new Jobs(db);
    jobs.register(aJob(async () => {}));
    expect(() => jobs.register(aJob(async () => {}))).toThrow(/Two jobs/);
    await db.close();
  });
});
