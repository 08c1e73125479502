import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';
import { OutboxRow } from '../../src/inquiries/outbox/outbox.entity.js';
import { SmtpTransport } from '../../src/mail/outbox/smtp-transport.js';
import type { DatabaseTarget } from '../../src/platform/data-sources.js';
import type { Db } from '../../src/platform/db.js';
import { newId } from '../../src/platform/ids.js';
import { sql } from '../../src/platform/sql.js';
import { update } from '../../src/platform/write.js';
import { smtpMoments, startScriptedSmtp, type ScriptedSmtp } from '../support/scripted-smtp.js';
import { aMailRoom, queueMail } from './outbox-support.js';

const worker = join(import.meta.dirname, '../support/outbox-worker.mjs');

/**
 * Every step of R06: the mail is committed but nobody has taken it up, it is taken up and no line is open yet,
 * each moment of the SMTP transaction, and the server's answer is there but not written down.
 */
export const killMoments = ['queued', 'claimed', ...smtpMoments, 'marking'] as const;
export type KillMoment = (typeof killMoments)[number];

/** Where no server is asked the process ends itself. */
const ownMoments: readonly KillMoment[] = ['queued', 'claimed', 'marking'];

/** What the kills at one point came to. */
export interface KillTally {
  readonly kills: number;
  readonly mails: number;
  readonly neverArrived: number;
  readonly arrivedTwice: number;
  readonly arrivedMoreOften: number;
  /** Left to a person, who sent them again. */
  readonly unknown: number;
}

/** From the first byte of the body on nobody can know whether the mail was taken. */
const mayHaveArrived: readonly KillMoment[] = ['dot', 'answered', 'marking'];

/**
 * R06: kills a process with SIGKILL when its mail stands at a moment of the transaction, lets another
 * take over once the lease is over, lets a person send again what is unknown, and counts what arrived.
 */
export async function killAt(moment: KillMoment, kills: number, db: Db, target: DatabaseTarget): Promise<KillTally> {
  let victim: (() => void) | undefined;
  const server = await startScriptedSmtp((now) => {
    if (now !== moment || victim === undefined) return 'answer';
    victim();
    // What is said to a dead process is never heard; after `answered` it has been said already.
    return 'hang';
  });
  const tally = { kills, mails: 0, neverArrived: 0, arrivedTwice: 0, arrivedMoreOften: 0, unknown: 0 };
  try {
    for (let round = 0; round < kills; round += 1) {
      const inquiryId = newId();
      const rows = [await queueMail(db, { inquiryId, seq: 1 }), await queueMail(db, { inquiryId, seq: 2 })];
      const ended = run(target, server, rows[0]?.nextAttemptAt ?? 0, moment);
      victim = () => {
        victim = undefined;
        ended.kill();
      };
      expect(await ended.signal).toBe('SIGKILL');
      victim = undefined;
      tally.unknown += await takeOver(db, server, moment);
      count(tally, server, rows, moment);
    }
  } finally {
    await server.close();
  }
  return tally;
}

function run(target: DatabaseTarget, server: ScriptedSmtp, at: number, moment: KillMoment): { readonly kill: () => void; readonly signal: Promise<unknown> } {
  const own = ownMoments.includes(moment) ? [moment] : [];
  const child = spawn(process.execPath, [worker, JSON.stringify(target), String(server.port), String(at), ...own], { stdio: ['ignore', 'ignore', 'inherit'] });
  return { kill: () => child.kill('SIGKILL'), signal: new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal))) };
}

/** As after five minutes: another process goes on, and a person deals with what is unknown. Returns how many there were. */
async function takeOver(db: Db, server: ScriptedSmtp, moment: KillMoment): Promise<number> {
  await db.tx((tx) => update(tx, OutboxRow, { state: 'sending' }, { leasedUntil: Date.now() - 1 }));
  const room = aMailRoom(db, new SmtpTransport(server.settings));
  await room.delivery.deliverDue();
  const left = await db.rows<{ id: string; state: string }>(sql`SELECT id, state FROM outbox WHERE state <> 'sent'`);
  // Nothing is left in the middle, nothing given up; unknown only where the body may be out.
  expect(left.map(({ state }) => state)).toEqual(left.map(() => 'unknown'));
  if (!['data', 'body', ...mayHaveArrived].includes(moment)) expect(left).toEqual([]);
  for (const { id } of left) await db.tx((tx) => update(tx, OutboxRow, { id, state: 'unknown' }, { state: 'waiting', bodyStartedAt: null, leasedBy: null }));
  await room.delivery.deliverDue();
  expect(await db.rows(sql`SELECT id FROM outbox WHERE state <> 'sent'`)).toEqual([]);
  return left.length;
}

function count(tally: { -readonly [Key in keyof KillTally]: KillTally[Key] }, server: ScriptedSmtp, rows: readonly OutboxRow[], moment: KillMoment): void {
  for (const { messageId } of rows) {
    const copies = server.mails.filter((mail) => mail.messageId === messageId);
    expect(new Set(copies.map(({ raw }) => raw)).size).toBe(Math.min(copies.length, 1));
    tally.mails += 1;
    if (copies.length === 0) tally.neverArrived += 1;
    if (copies.length === 2) tally.arrivedTwice += 1;
    if (copies.length > 2) tally.arrivedMoreOften += 1;
  }
  // What is left to a person holds nobody up; everything else arrives in its order.
  if (moment === 'body') return;
  const order = rows.map(({ messageId }) => server.mails.findIndex((mail) => mail.messageId === messageId));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
}

/** Holds a tally against the rule: nothing lost, doubled at most once and only after the whole body. */
export function expectOnceEach(moment: KillMoment, tally: KillTally): void {
  expect(tally).toMatchObject({ neverArrived: 0, arrivedMoreOften: 0 });
  if (!mayHaveArrived.includes(moment)) expect(tally.arrivedTwice).toBe(0);
  expect(tally.arrivedTwice).toBeLessThanOrEqual(tally.kills);
}
