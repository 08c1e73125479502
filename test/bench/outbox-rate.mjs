// How many mails a second leave the outbox: durable states at every step, a connection for each, towards
// a mail server on loopback that takes everything at once.
import { createServer } from 'node:net';
import { built } from '../support/real-desk.mjs';

/** Sends `mails` fixed texts, such as people click for strangers, to many domains from a migrated database and returns mails a second. */
export async function outboxRate(target, mails) {
  const [{ openDb }, { entities }, { migrations }, { openContents }, { newId }, { insert }, { OutboxRow }, { Events }] = await Promise.all([
    built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js'), built('src/platform/content/open-contents.js'),
    built('src/platform/ids.js'), built('src/platform/write.js'), built('src/inquiries/outbox/outbox.entity.js'), built('src/platform/events.js'),
  ]);
  const [{ MailDelivery }, { MailFence }, { MailRoutes }, { NoSigner }, { OutboxClaims }, { RecipientQueries }, { Recipients }, { SmtpTransport }] = await Promise.all(
    ['mail-delivery.service', 'mail-fence.service', 'mail-routes.service', 'mail-signer', 'outbox-claims.service', 'recipients.queries', 'recipients.service', 'smtp-transport'].map((name) => built(`src/mail/outbox/${name}.js`)),
  );
  const db = await openDb(target, { entities, migrations });
  const server = await takeEverything();
  try {
    const now = Date.parse('2026-11-24T10:12:00+09:00');
    const clock = { now: () => now };
    const signature = { deskName: '受付窓口', companyName: '受付株式会社', phone: '03-1234-0000', mailAddress: 'desk@desk.example.jp', privacyUrl: '' };
    const rows = Array.from({ length: mails }, (_, index) => ({
      id: newId(), inquiryId: null, seq: 0, template: 'unregistered', templateVersion: 0, data: { signature }, toName: '', toAddress: `taro@customer${index % 50}.example`, contactId: null,
      fromName: '受付窓口', fromAddress: 'desk@desk.example.jp', replyToken: null, messageId: `${newId()}@desk.example.jp`, inReplyTo: null, threadIds: '', autoSubmitted: 'auto-replied',
      state: 'waiting', attempts: 0, nextAttemptAt: now, leasedUntil: null, leasedBy: null, bodyStartedAt: null, contentSha256: null, lastError: null, countsAsAnswer: false,
      createdAt: now, sentAt: null, giveUpAt: now + 4 * 24 * 60 * 60_000,
    }));
    await db.tx((tx) => insert(tx, OutboxRow, rows));
    const contents = openContents(db, { secretKey: { kind: 'given', key: Buffer.from('MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=', 'base64') }, files: { kind: 'folder', path: 'unused' } }, clock);
    const noLinks = { fill: async (text) => text };
    const results = { sent: async () => {}, failed: async () => {}, unknown: async () => {} };
    const claims = new OutboxClaims(db, clock, contents, new MailRoutes(db), results);
    const transport = new SmtpTransport({ host: '127.0.0.1', port: server.port, user: undefined, password: undefined, tls: 'none' });
    const started = performance.now();
    await new MailDelivery(db, contents, claims, new Recipients(new RecipientQueries(db), clock), new NoSigner(), transport, new MailFence(db, clock, new Events(db)), noLinks).deliverDue();
    const perSecond = mails / ((performance.now() - started) / 1_000);
    if (server.taken() !== mails) throw new Error(`Of ${mails} mails ${server.taken()} arrived.`);
    return perSecond;
  } finally {
    server.close();
    await db.close();
  }
}

/** The smallest server that takes mail. */
async function takeEverything() {
  let taken = 0;
  const server = createServer((socket) => {
    let text = '';
    let inBody = false;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf(inBody ? '\r\n.\r\n' : '\r\n'); end !== -1; end = text.indexOf(inBody ? '\r\n.\r\n' : '\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + (inBody ? 5 : 2));
        if (inBody) taken += 1;
        const isData = !inBody && line.toUpperCase() === 'DATA';
        inBody = isData;
        socket.write(isData ? '354 go\r\n' : '250 ok\r\n');
      }
    });
    socket.write('220 bench\r\n');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, taken: () => taken, close: () => server.close() };
}
