import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { bool, id, instant, int, json, optional, primary, text, varchar } from './support/columns.js';

export class Inquiries1795000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of tables) await runner.createTable(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table);
  }
}

const statuses =
  "'received', 'hearing', 'first_line_work', 'escalated', 'second_line_work', 'report_review', 'awaiting_customer', " +
  "'answered', 'closed', 'declined', 'transferred', 'merged', 'withdrawn'";

const inquiry = new Table({
  name: 'inquiry',
  columns: [
    primary(id('id')),
    varchar('number', 16),
    int('version'),
    varchar('status', 24),
    bool('is_open'),
    varchar('line', 8),
    varchar('channel', 8),
    varchar('language', 8),
    varchar('support_kind', 24),
    optional(id('support_desk_id')),
    optional(id('customer_id')),
    optional(id('contact_id')),
    varchar('verification', 12),
    optional(varchar('verification_method', 40)),
    optional(instant('verified_at')),
    varchar('entitlement', 12),
    varchar('clock', 16),
    int('cycle'),
    instant('received_at'),
    instant('accepted_at'),
    instant('due_at'),
    instant('queue_at'),
    optional(instant('first_response_at')),
    optional(id('owner_id')),
    optional(id('provider_id')),
    optional(varchar('return_status', 24)),
    optional(varchar('resolution', 32)),
    bool('ever_escalated'),
    bool('fast_track'),
    optional(instant('escalated_at')),
    bool('grave'),
    optional(instant('review_requested_at')),
    optional(id('review_requested_by')),
    optional(id('report_approved_by')),
    bool('open_addition_request'),
    optional(instant('wish_for_specialist_at')),
    optional(instant('consent_to_specialist_at')),
    optional(instant('closing_announced_at')),
    int('unanswered_calls'),
    bool('contact_changed'),
    varchar('headline', 200),
    varchar('caller_name', 200),
    optional(varchar('callback_phone', 32)),
    json('kinds'),
    varchar('mutual_code', 3),
    varchar('reply_token', 64),
    int('sheet_version'),
    int('calendar_version'),
    varchar('terms_version', 20),
    optional(id('follow_up_of')),
    optional(id('merged_into')),
    text('thread_ids'),
    int('event_seq'),
    varchar('event_hash', 64),
    instant('created_at'),
    instant('updated_at'),
  ],
  checks: [
    { name: 'inquiry_status_known', expression: `status IN (${statuses})` },
    { name: 'inquiry_due_after_accepted', expression: 'due_at > accepted_at' },
    { name: 'inquiry_accepted_after_received', expression: 'accepted_at >= received_at' },
  ],
  indices: [
    { name: 'inquiry_number', columnNames: ['number'], isUnique: true },
    { name: 'inquiry_reply_token', columnNames: ['reply_token'], isUnique: true },
    { name: 'inquiry_open_queue', columnNames: ['is_open', 'queue_at'] },
    { name: 'inquiry_line_open_queue', columnNames: ['line', 'is_open', 'queue_at'] },
    { name: 'inquiry_desk_open_queue', columnNames: ['support_desk_id', 'is_open', 'queue_at'] },
    { name: 'inquiry_owner_open_queue', columnNames: ['owner_id', 'is_open', 'queue_at'] },
    { name: 'inquiry_status_queue', columnNames: ['status', 'queue_at'] },
    { name: 'inquiry_desk_status_queue', columnNames: ['support_desk_id', 'status', 'queue_at'] },
    { name: 'inquiry_customer', columnNames: ['customer_id', 'received_at'] },
    { name: 'inquiry_provider', columnNames: ['provider_id'] },
  ],
});

const inquiryText = new Table({
  name: 'inquiry_text',
  columns: [
    primary(id('id')),
    id('inquiry_id'),
    varchar('kind', 32),
    varchar('disclosure', 12),
    text('body'),
    instant('created_at'),
    optional(id('created_by')),
  ],
  checks: [{ name: 'inquiry_text_disclosure_known', expression: `disclosure IN ('customer', 'partner', 'second_line')` }],
  indices: [{ name: 'inquiry_text_inquiry', columnNames: ['inquiry_id', 'created_at'] }],
});

const callLog = new Table({
  name: 'call_log',
  columns: [
    primary(id('id')),
    id('inquiry_id'),
    varchar('direction', 4),
    instant('called_at'),
    optional(varchar('number', 32)),
    varchar('person', 200),
    varchar('outcome', 20),
    varchar('purpose', 16),
    optional(id('note_text_id')),
    optional(id('staff_id')),
    instant('recorded_at'),
  ],
  indices: [{ name: 'call_log_inquiry', columnNames: ['inquiry_id', 'called_at'] }],
});

const responseCycle = new Table({
  name: 'response_cycle',
  columns: [
    primary(id('inquiry_id')),
    primary(int('cycle')),
    instant('received_at'),
    instant('accepted_at'),
    instant('due_at'),
    instant('warn_at'),
    int('calendar_version'),
    optional(instant('first_response_at')),
    varchar('result', 16),
    optional(instant('warned_at')),
    optional(instant('missed_at')),
  ],
  checks: [{ name: 'response_cycle_result_known', expression: `result IN ('running', 'met', 'missed', 'not_applicable')` }],
  indices: [{ name: 'response_cycle_watch', columnNames: ['result', 'due_at'] }],
});

const additionRequest = new Table({
  name: 'addition_request',
  columns: [
    primary(id('id')),
    id('inquiry_id'),
    json('question_ids'),
    id('comment_text_id'),
    id('requested_by'),
    instant('requested_at'),
    optional(instant('completed_at')),
  ],
  indices: [{ name: 'addition_request_inquiry', columnNames: ['inquiry_id'] }],
});

const copyRecipient = new Table({
  name: 'copy_recipient',
  columns: [primary(id('id')), id('inquiry_id'), varchar('name', 200), varchar('address', 254), id('confirmed_by'), instant('confirmed_at')],
  indices: [{ name: 'copy_recipient_inquiry', columnNames: ['inquiry_id'] }],
});

const notice = new Table({
  name: 'notice',
  columns: [
    primary(id('id')),
    id('staff_id'),
    id('inquiry_id'),
    varchar('kind', 32),
    varchar('dedupe_key', 160),
    instant('created_at'),
    optional(instant('seen_at')),
  ],
  indices: [
    { name: 'notice_dedupe', columnNames: ['dedupe_key'], isUnique: true },
    { name: 'notice_staff', columnNames: ['staff_id', 'seen_at'] },
  ],
});

const outbox = new Table({
  name: 'outbox',
  columns: [
    primary(id('id')),
    optional(id('inquiry_id')),
    int('seq'),
    varchar('template', 40),
    json('data'),
    varchar('to_name', 200),
    varchar('to_address', 254),
    optional(id('contact_id')),
    varchar('from_name', 200),
    varchar('from_address', 254),
    optional(varchar('reply_token', 64)),
    varchar('message_id', 200),
    optional(varchar('in_reply_to', 998)),
    text('thread_ids'),
    varchar('auto_submitted', 16),
    varchar('state', 16),
    int('attempts'),
    instant('next_attempt_at'),
    optional(instant('leased_until')),
    optional(varchar('leased_by', 36)),
    optional(instant('body_started_at')),
    optional(varchar('content_sha256', 64)),
    optional(text('last_error')),
    bool('counts_as_answer'),
    instant('created_at'),
    optional(instant('sent_at')),
  ],
  checks: [{ name: 'outbox_state_known', expression: `state IN ('waiting', 'sending', 'sent', 'unknown', 'failed', 'withdrawn')` }],
  indices: [
    { name: 'outbox_inquiry_seq', columnNames: ['inquiry_id', 'seq'] },
    { name: 'outbox_state_next', columnNames: ['state', 'next_attempt_at'] },
    { name: 'outbox_message_id', columnNames: ['message_id'], isUnique: true },
  ],
});

const tables = [inquiry, inquiryText, callLog, responseCycle, additionRequest, copyRecipient, notice, outbox];
