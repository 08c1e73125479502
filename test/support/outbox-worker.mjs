// A process that delivers what stands in an outbox, to be killed: the built program's own machinery
// without the web server. Arguments: the database as JSON, the port of the mail server, the time.
import { built } from './real-desk.mjs';

const [target, port, at] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const [{ openDb }, { entities }, { migrations }, { openContents }, { Events }, { MailDelivery }, { MailFence }, { NoLinks }, { MailRoutes }, { NoSigner }, { OutboxClaims }, { Recipients }, { SmtpTransport }] = await Promise.all([
  built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js'), built('src/platform/content/open-contents.js'), built('src/platform/events.js'),
  ...['mail-delivery.service', 'mail-fence.service', 'mail-links', 'mail-routes.service', 'mail-signer', 'outbox-claims.service', 'recipients.service', 'smtp-transport'].map((name) => built(`src/mail/outbox/${name}.js`)),
]);

const db = await openDb(target, { entities, migrations });
const clock = { now: () => at };
const contents = openContents(db, { secretKey: { kind: 'given', key: Buffer.from('MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=', 'base64') }, files: { kind: 'folder', path: 'unused' } }, clock);
const results = { sent: async () => {}, failed: async () => {}, unknown: async () => {} };
const claims = new OutboxClaims(db, clock, contents, new MailRoutes(db), results);
const transport = new SmtpTransport({ host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' });
await new MailDelivery(db, contents, claims, new Recipients(db, clock), new NoSigner(), transport, new MailFence(db, clock, new Events(db)), new NoLinks()).deliverDue();
await db.close();
