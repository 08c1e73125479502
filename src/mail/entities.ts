import type { EntityList } from '../platform/data-sources.js';
import { MailboxMessageRow } from './intake/mailbox-message.entity.js';
import { AlertRecogniserVersionRow } from './recognisers/alert-recogniser-version.entity.js';
import { MailboxRow } from './intake/mailbox.entity.js';
import { MailboxSettingRow } from './mailboxes/mailbox-setting.entity.js';
import { MailIncidentRow } from './incidents/mail-incident.entity.js';
import { MailAttachmentRow } from './mail-attachment.entity.js';
import { MailAlertRow } from './mail-alert.entity.js';
import { MailFenceRow } from './outbox/mail-fence.entity.js';
import { MailRouteRow } from './outbox/mail-route.entity.js';
import { OutboxAttemptRow } from './outbox/outbox-attempt.entity.js';
import { RawMessageRow } from './raw-message.entity.js';

/** The tables of this room. */
export const mailEntities: EntityList = [RawMessageRow, MailAttachmentRow, MailboxRow, MailboxMessageRow, MailboxSettingRow, OutboxAttemptRow, MailRouteRow, MailAlertRow, MailFenceRow, MailIncidentRow, AlertRecogniserVersionRow];
