// A process that delivers what stands in an outbox, to be killed: the built program's own machinery
// without the web server. Arguments: the database as JSON, the port of the mail server, the time, and
// where it kills itself, if it does: `queued`, `claimed` or `marking`.
import { built } from './real-desk.mjs';

const [target, port, at, ownMoment] = [JSON.parse(process.argv[2]), Number(process.argv[3]), Number(process.argv[4]), process.argv[5]];
const [{ openDb }, { entities }, { migrations }, { openContents }, { Events }, { MailDelivery }, { MailFence }, { MailRoutes }, { NoSigner }, { OutboxClaims }, { RecipientQueries }, { Recipients }, { SmtpTransport }] = await Promise.all([
  built('src/platform/data-sources.js'), built('src/entities.js'), built('migrations/index.js'), built('src/platform/content/open-contents.js'), built('src/platform/events.js'),
  ...['mail-delivery.service', 'mail-fence.service', 'mail-routes.service', 'mail-signer', 'outbox-claims.service', 'recipients.queries', 'recipients.service', 'smtp-transport'].map((name) => built(`src/mail/outbox/${name}.js`)),
]);

const db = await openDb(target, { entities, migrations });
const clock = { now: () => at };
const contents = openContents(db, { secretKey: { kind: 'given', key: Buffer.from('MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=', 'base64') }, files: { kind: 'folder', path: 'unused' } }, clock);
const noLinks = { fill: async (text) => text };
const results = { sent: async () => {}, failed: async () => {}, unknown: async () => {} };
const claims = new OutboxClaims(db, clock, contents, new MailRoutes(db), results);
const transport = new SmtpTransport({ host: '127.0.0.1', port, user: undefined, password: undefined, tls: 'none' });

/** As if the power went, just before a step of this process. */
function dieBefore(moment, object, step) {
  if (ownMoment === moment) object[step] = () => new Promise(() => process.kill(process.pid, 'SIGKILL'));
}
dieBefore('queued', claims, 'claim');
dieBefore('claimed', transport, 'send');
dieBefore('marking', claims, 'settle');

await new MailDelivery(db, contents, claims, new Recipients(new RecipientQueries(db), clock), new NoSigner(), transport, new MailFence(db, clock, new Events(db)), noLinks).deliverDue();
await db.close();
