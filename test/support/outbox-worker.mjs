// A process that delivers what stands in an outbox, to be killed: the built program's own machinery
// without the web server. Arguments: the database as JSON, the port of the mail server, the time.
import { built } from './real-desk.mjs';

const [target, port, at] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4])];
const [{ openDb }, { entities }, { migrations }, { Blobs }, { Events }, { MailDelivery }, { MailFence }, { MailRoutes }, { NoSigner }, { OutboxClaims }, { Recipients }, { SmtpTransport }] = await Promise.all([
  built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js'), built('src/platform/blobs.js'), built('src/platform/events.js'),
  ...['mail-delivery.service', 'mail-fence.service', 'mail-routes.service', 'mail-signer', 'outbox-claims.service', 'recipients.service', 'smtp-transport'].map((name) => built(`src/mail/outbox/${name}.js`)),
]);

const db = await openDb(target, { entities, migrations });
const clock = { now: () => at };
const blobs = new Blobs(db);
const results = { sent: async () => {}, failed: async () => {}, unknown: async () => {} };
const claims = new OutboxClaims(db, clock, blobs, new MailRoutes(db), results);
const transport = new SmtpTransport({ host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' });
await new MailDelivery(db, blobs, claims, new Recipients(db, clock), new NoSigner(), transport, new MailFence(db, clock, new Events(db))).deliverDue();
await db.close();
