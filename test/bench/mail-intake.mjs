// Mail through the whole path: raw bytes stored, read, identified, an inquiry made and its receipt
// queued, all of it durable. Stored as the IMAP source does it, twenty to a commit.
import { NestFactory } from '@nestjs/core';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { built, seedRealDesk } from '../support/real-desk.mjs';

const mostWaiting = 200;
const together = 20;

/** Messages a second of ordinary size and with a large file, and how memory grows over all of them. */
export async function mailIntake(folder, { ordinary, large }) {
  const dataDir = join(folder, 'mail');
  const { deskId } = await seedRealDesk({ kind: 'sqlite', file: join(dataDir, 'desk.sqlite') });
  const [{ parseConfig }, { AppModule }] = await Promise.all(['config', 'app.module'].map((name) => built(`src/${name}.js`)));
  const settings = { DESK_MODE: 'test', DESK_DATA_DIR: dataDir, DESK_AUTHSERV_ID: 'mx.desk.example.jp', DESK_CLOCK: '2026-11-24T10:12:00+09:00' };
  const desk = await NestFactory.createApplicationContext(AppModule.for(parseConfig(settings, folder)), { logger: ['error'] });
  try {
    await seedContacts(desk, deskId, Math.ceil((ordinary + large + 200) / mostPerContact));
    const through = await pipeline(desk);
    await through(200, () => ordinaryMail());
    const before = keptMiB();
    const half = Math.ceil(ordinary / 2);
    const first = await through(half, () => ordinaryMail());
    const halfway = keptMiB();
    const second = await through(ordinary - half, () => ordinaryMail());
    const after = keptMiB();
    const withFiles = await through(large, () => largeMail());
    return {
      messages: ordinary,
      perSecond: Math.round(ordinary / (first.seconds + second.seconds)),
      perSecondWith1MiB: Math.round((large / withFiles.seconds) * 10) / 10,
      memoryMiB: { peakInFirstHalf: first.peakMiB, peakInSecondHalf: second.peakMiB, before, halfway, after },
    };
  } finally {
    await desk.close();
  }
}

/** Nobody is answered by himself more than thirty times an hour. */
const mostPerContact = 25;

async function seedContacts(desk, supportDeskId, wanted) {
  const names = ['platform/db', 'platform/write', 'customers/customer-rows', 'customers/customer.entity', 'customers/contract.entity', 'customers/registered-contact.entity'];
  const [{ Db }, { insert }, rows, { CustomerRow }, { ContractRow }, { RegisteredContactRow }] = await Promise.all(names.map((name) => built(`src/${name}.js`)));
  const { newId } = await built('src/platform/ids.js');
  const createdAt = Date.parse('2026-04-01T09:00:00+09:00');
  const company = { name: '株式会社検証', kana: 'カブシキガイシャケンショウ', mainPhone: '+81355551000', partnerId: null, supportDeskId, gatewayProtection: 'utm', createdAt };
  const person = { name: '山田 太郎', kana: 'ヤマダ タロウ', department: '', title: '', phone: '+81355551001', altPhone: '+819000000001' };
  await desk.get(Db).tx(async (tx) => {
    for (let index = 0; index < wanted; index += 1) {
      const id = newId();
      await insert(tx, CustomerRow, rows.customerRow({ ...company, id }));
      await insert(tx, ContractRow, rows.contractRow({ customerId: id, contractNumber: `SP-2026-1${String(index).padStart(5, '0')}`, deliveredOn: '2026-04-01' }));
      await insert(tx, RegisteredContactRow, rows.contactRow(id, { ...person, email: `c${index}@customer.example` }, createdAt));
    }
  });
  contacts = wanted;
}

/** Stores and works through so many messages; returns how many seconds it took until the last was settled, and how much memory the process took meanwhile. */
async function pipeline(desk) {
  const names = ['mail/raw-messages.service', 'mail/intake/intake-run.service', 'platform/db', 'platform/ids', 'platform/sql'];
  const [{ RawMessages }, { IntakeRun }, { Db }, { sha256 }, { sql }] = await Promise.all(names.map((name) => built(`src/${name}.js`)));
  const [messages, run, db] = [desk.get(RawMessages), desk.get(IntakeRun), desk.get(Db)];
  const arrival = () => ({ source: 'imap', receivedAt: Date.parse('2026-11-24T10:12:00+09:00'), envelopeTo: null, envelopeFrom: null });
  const count = async (condition) => Number((await db.row(sql`SELECT COUNT(*) AS n FROM raw_message WHERE ${condition}`)).n);
  return async (wanted, make) => {
    const before = await count(sql`inquiry_id IS NOT NULL`);
    const started = performance.now();
    const storing = new AbortController();
    let peakMiB = 0;
    const working = (async () => {
      while (!storing.signal.aborted) {
        await run.processDue();
        await sleep(1);
      }
      await run.processDue();
    })();
    for (let stored = 0; stored < wanted; stored += together) {
      while ((await count(sql`state = 'stored'`)) > mostWaiting) await sleep(5);
      peakMiB = Math.max(peakMiB, residentMiB());
      const raws = Array.from({ length: Math.min(together, wanted - stored) }, make);
      await db.tx(async (tx) => {
        for (const raw of raws) await messages.keep(tx, raw, { hash: sha256(raw), copy: 0, arrival: arrival() });
      });
    }
    storing.abort();
    await working;
    const seconds = (performance.now() - started) / 1_000;
    const made = (await count(sql`inquiry_id IS NOT NULL`)) - before;
    const receipts = await db.row(sql`SELECT COUNT(*) AS n FROM raw_message r JOIN outbox o ON o.inquiry_id = r.inquiry_id`);
    if (made !== wanted || Number(receipts.n) < before + wanted) throw new Error(`Of ${wanted} messages ${made} became inquiries, ${receipts.n} receipts in all.`);
    return { seconds, peakMiB };
  };
}

let serial = 0;
let contacts = 1;

/** No two say the same but for numbers, which is what programs do that answer each other. */
const words = (number) => [...String(number)].map((digit) => '甲乙丙丁戊己庚辛壬癸'[Number(digit)]).join('');

/** 10 kB, as customers write. */
function ordinaryMail() {
  serial += 1;
  const text = `お世話になっております。通知 ${words(serial)} について教えてください。\r\n`.padEnd(3_300, '検知した通信の内容と、必要な対応をお知らせください。\r\n');
  return mail('Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n', text);
}

/** With a file of 1 MiB. */
function largeMail() {
  serial += 1;
  const file = Buffer.alloc(1024 * 1024, `DENY 10.0.0.1 ${serial}\n`).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  const part = (head, body) => `--b\r\n${head}\r\n\r\n${body}\r\n`;
  const log = 'Content-Type: application/octet-stream; name="fw.log"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment';
  return mail('Content-Type: multipart/mixed; boundary="b"\r\n\r\n', `${part('Content-Type: text/plain; charset=utf-8', `ログ ${words(serial)} を送ります`)}${part(log, file)}--b--\r\n`);
}

function mail(head, body) {
  const results = 'Authentication-Results: mx.desk.example.jp; dmarc=pass header.from=customer.example';
  const who = `From: =?utf-8?B?5bGx55SwIOWkqumDjg==?= <c${serial % contacts}@customer.example>\r\nTo: desk@desk.example.jp\r\nMessage-ID: <${serial}.bench@customer.example>`;
  return Buffer.from(`${results}\r\n${who}\r\nSubject: =?utf-8?B?6YCa55+l44Gu5oSP5ZGz?=\r\nDate: Tue, 24 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n${head}${body}`);
}

/** What is still held once everything that can be thrown away was, and what the process takes then. */
function keptMiB() {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return { held: Math.round((heapUsed + external) / 1024 ** 2), resident: residentMiB() };
}

function residentMiB() {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024);
}
