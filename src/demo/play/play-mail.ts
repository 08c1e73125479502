import { OutboxRow } from '../../inquiries/outbox/outbox.entity.js';
import { IntakeRun } from '../../mail/intake/intake-run.service.js';
import { bounceAddress, replyAddress } from '../../mail/outbox/reply-address.rules.js';
import { RawMessageRow } from '../../mail/raw-message.entity.js';
import { RawMessages } from '../../mail/raw-messages.service.js';
import { sha256 } from '../../platform/ids.js';
import { customers, type CustomerKey } from '../register/customers.js';
import { desks, type DeskKey } from '../register/people.js';
import { bounceMail } from './bounce-mail.js';
import { contactNow } from './contact-now.js';
import { rawMail, type RawMail } from './raw-mail.js';
import type { Stage } from './stage.js';
import type { MailStep } from './story.js';
import type { Scene } from './timetable.js';

/** A mail arrives at our server and is taken in at once, as `desk mail receive` does. */
export async function playMail(stage: Stage, scene: Scene, step: MailStep): Promise<void> {
  const { bytes, ...envelope } = await messageOf(stage, scene, step);
  const id = await stage.service(RawMessages).store(bytes, { source: 'pipe', receivedAt: scene.at, ...envelope });
  await stage.service(IntakeRun).processDue();
  const stored = await stage.db.one(RawMessageRow, { id });
  if (stored === null || stored.state === 'stored') throw new Error(`The mail was not taken in: ${stored?.fault ?? ''}`);
  stage.arrived(scene, id);
  if (stored.inquiryId !== null && !stage.knows(scene)) stage.began(scene, stored.inquiryId);
}

interface Message {
  readonly bytes: Buffer;
  readonly envelopeTo: string;
  /** Empty for the null sender of a bounce. */
  readonly envelopeFrom: string;
}

async function messageOf(stage: Stage, scene: Scene, step: MailStep): Promise<Message> {
  if (step.after === 'bounce') {
    const sent = await lastMailOf(stage, scene);
    const envelopeTo = bounceAddress(sent.fromAddress, sent.outboxId);
    return { bytes: bounceMail({ ...sent, to: envelopeTo, date: new Date(scene.at) }), envelopeTo, envelopeFrom: '' };
  }
  const mail = await mailOf(stage, scene, step);
  return { bytes: await rawMail(mail), envelopeTo: mail.to, envelopeFrom: mail.from.address };
}

async function mailOf(stage: Stage, scene: Scene, step: MailStep): Promise<RawMail> {
  const told = await stage.told(scene);
  const from = typeof step.from === 'string' ? await contactNow(stage, step.from, scene.at) : step.from;
  const answered = step.after === 'reply' ? await lastMailOf(stage, scene) : undefined;
  const subject = stage.text(step.subject, told);
  const domain = from.address.split('@')[1] ?? 'example.com';
  return {
    from,
    to: answered?.replyTo ?? `${desks[deskOf(step)].mailbox}@${stage.config.mailDomain}`,
    subject: answered === undefined ? subject : `Re: ${answered.subject}`,
    text: stage.text(step.text, told),
    date: new Date(scene.at),
    messageId: `${sha256(`${scene.story.key} ${scene.at} ${subject}`).slice(0, 24)}@${domain}`,
    inReplyTo: answered?.messageId,
    charset: step.charset ?? 'utf-8',
    authentication: step.authentication ?? 'pass',
    authservId: stage.config.authservId ?? 'mx.desk.example.jp',
    headers: step.headers ?? {},
    files: step.files ?? [],
  };
}

function deskOf(step: MailStep): DeskKey {
  if (step.to !== undefined) return step.to;
  return typeof step.from === 'string' ? customers[step.from satisfies CustomerKey].desk : 'common';
}

interface SentMail {
  readonly outboxId: string;
  readonly fromAddress: string;
  readonly recipient: string;
  readonly replyTo: string;
  readonly messageId: string;
  readonly subject: string;
}

/** Our newest mail of the inquiry to the customer, and where an answer to it goes. */
async function lastMailOf(stage: Stage, scene: Scene): Promise<SentMail> {
  const row = await stage.inquiry(scene);
  const sent = (await stage.db.many(OutboxRow, { inquiryId: row.id })).filter(({ contactId }) => contactId !== null).at(-1);
  if (sent === undefined) throw new Error('There is no mail of ours to answer.');
  const { id: outboxId, fromAddress, toAddress: recipient, messageId } = sent;
  return { outboxId, fromAddress, recipient, messageId, replyTo: replyAddress(fromAddress, row.replyToken), subject: `お問い合わせの件 [${row.number}]` };
}
