import type { EntityList } from '../platform/data-sources.js';
import { AppointmentRow } from './appointments/appointment.entity.js';
import { BulkLineRow, BulkRunRow } from './bulk/bulk-run.entity.js';
import { DraftRow } from './drafts/draft.entity.js';
import { InquiryRow } from './inquiry.entity.js';
import {
  AdditionRequestRow, CallLogRow, CopyRecipientRow, InquiryTextRow, NoticeRow, ResponseCycleRow,
} from './inquiry-records.entity.js';
import { LogRetentionRow } from './log-clock/log-retention.entity.js';
import { NoticePreferenceRow, NoticeSummaryRow } from './notices/notice-records.entity.js';
import { AutomaticMailRow } from './outbox/automatic-mail.entity.js';
import { MailTemplateVersionRow } from './outbox/mail-template-version.entity.js';
import { OutboxRow } from './outbox/outbox.entity.js';
import { PresenceRow } from './presence/presence.entity.js';
import { SavedViewRow } from './queue/saved-view.entity.js';
import { SearchDocumentRow } from './search/search-document.entity.js';
import { PhraseVersionRow } from './phrases/phrase-version.entity.js';
import { SheetBacklogRow } from './sightings/sheet-backlog.entity.js';
import { SightingRow } from './sightings/sighting.entity.js';
import { WarmTransferRow } from './warm-transfer/warm-transfer.entity.js';

/** The tables of this room. */
export const inquiriesEntities: EntityList = [
  InquiryRow,
  InquiryTextRow,
  CallLogRow,
  ResponseCycleRow,
  AdditionRequestRow,
  CopyRecipientRow,
  NoticeRow,
  NoticePreferenceRow,
  NoticeSummaryRow,
  OutboxRow,
  AutomaticMailRow,
  MailTemplateVersionRow,
  SearchDocumentRow,
  AppointmentRow,
  WarmTransferRow,
  SightingRow,
  LogRetentionRow,
  PresenceRow,
  SavedViewRow,
  BulkRunRow,
  BulkLineRow,
  DraftRow,
  SheetBacklogRow,
  PhraseVersionRow,
];
