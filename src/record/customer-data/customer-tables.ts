/** A column that leads to the customer, directly or through the row of another table. */
export interface Link {
  readonly column: string;
  /** `customer`, or the table whose row leads on. */
  readonly to: string;
}

/** What happens to the rows of a table when their customer is erased (E3). */
export type Fate =
  /** Nothing of a row is left. */
  | { readonly kind: 'deleted' }
  /** What is personal or free text goes; ids, states and instants stay for the record and the figures. */
  | {
      readonly kind: 'overwritten';
      readonly with: Readonly<Record<string, string | null>>;
      /** Column that keeps when it was erased. */
      readonly stamp?: string;
      /** A row that has the stamp already is left alone: a trigger lets it be erased once. */
      readonly once?: true;
      /** Column whose value must stay unlike all others. */
      readonly unlike?: string;
    }
  /** There is nothing in it but ids, states, instants and hashes. */
  | { readonly kind: 'kept' };

/** What the customer gets back of a table (返還): what he gave, and what he was told; never the desk's own analysis (C3). */
export interface Returned {
  readonly columns: readonly string[];
  /** SQL condition on the rows that go. */
  readonly where?: string;
}

export interface CustomerTable {
  readonly name: string;
  readonly links: readonly Link[];
  readonly fate: Fate;
  readonly returned?: Returned;
  /** What an erasure keeps, but no restore of an older backup can: its rows refer to rows that stay closed there. */
  readonly leans?: true;
  /** Goes only once the customer has been told: his name and his contact's address are needed for that. */
  readonly last?: true;
}

const ofInquiry: readonly Link[] = [{ column: 'inquiry_id', to: 'inquiry' }];
const ofCustomer: readonly Link[] = [{ column: 'customer_id', to: 'customer' }];
const deleted: Fate = { kind: 'deleted' };
const kept: Fate = { kind: 'kept' };
const overwritten = (values: Readonly<Record<string, string | null>>) => ({ kind: 'overwritten', with: values }) as const;

/** What stands where a name stood. */
const erasedName = '（消去済み）';

/**
 * Every table that holds something of a customer: how its rows are found, what an erasure does to them and
 * what is given back. Rows that others refer to go after those. A test holds it against the schema, so that
 * no table of the future is forgotten.
 */
export const customerTables: readonly CustomerTable[] = [
  { name: 'report_reading', links: [{ column: 'report_id', to: 'report' }], fate: deleted },
  { name: 'report', links: ofInquiry, fate: deleted },
  { name: 'attack_progress', links: ofInquiry, fate: overwritten({ wording: '', evidence: '' }) },
  { name: 'portal_notice_check', links: ofInquiry, fate: deleted, returned: { columns: ['id', 'inquiry_id', 'quote', 'checked_at'] } },
  { name: 'portal_note', links: ofInquiry, fate: deleted },
  { name: 'assessment', links: ofInquiry, fate: overwritten({ urgency_reason: '' }) },
  { name: 'indicator', links: ofInquiry, fate: deleted, returned: { columns: ['id', 'inquiry_id', 'type', 'value', 'first_seen_at', 'source', 'tlp', 'added_at'], where: `disclosure = 'customer'` } },
  { name: 'disclosure_release', links: ofInquiry, fate: deleted },
  { name: 'configuration_detail', links: ofInquiry, fate: deleted, returned: { columns: ['id', 'inquiry_id', 'body', 'recorded_at'] } },
  { name: 'gateway_proposal', links: ofInquiry, fate: overwritten({ outcome_note: null }) },
  { name: 'custody_note', links: [{ column: 'evidence_id', to: 'evidence_item' }], fate: overwritten({ recipient: '', reason: '', consent_by: '' }) },
  { name: 'upload_piece', links: [{ column: 'upload_id', to: 'upload' }], fate: deleted },
  { name: 'upload', links: [{ column: 'link_id', to: 'upload_link' }], fate: deleted },
  { name: 'upload_link', links: [{ column: 'log_request_id', to: 'log_request' }], fate: deleted },
  {
    name: 'evidence_item', links: ofInquiry, fate: { ...overwritten({ file_name: erasedName, content_type: '', received_from: '', declared_by: null, scan_detail: null }), stamp: 'destroyed_at' },
    returned: { columns: ['id', 'inquiry_id', 'number', 'log_request_id', 'file_name', 'content_type', 'size', 'sha256', 'stated_sha256', 'received_via', 'received_from', 'received_at', 'covered_from', 'covered_to', 'zone', 'destroyed_at'] },
  },
  {
    name: 'log_request', links: ofInquiry, fate: overwritten({ items: '[]', host: '', purpose: '', handling: '', delivery: '', consent_by: '' }),
    returned: { columns: ['id', 'inquiry_id', 'number', 'items', 'host', 'period_from', 'period_to', 'zone', 'purpose', 'handling', 'delivery', 'due_at', 'consent_at', 'consent_by', 'consent_means', 'state', 'requested_at'] },
  },
  {
    name: 'hearing_answer', links: ofInquiry, fate: { ...overwritten({ value: null, original_text: null, reason: null }), stamp: 'erased_at', once: true },
    returned: { columns: ['id', 'inquiry_id', 'seq', 'question_id', 'group_index', 'state', 'value', 'original_text', 'source', 'recorded_at'], where: `source IN ('customer_phone', 'customer_mail', 'portal')` },
  },
  { name: 'inquiry_disposal', links: ofInquiry, fate: kept },
  { name: 'hearing_freeze', links: ofInquiry, fate: kept },
  { name: 'inquiry_text', links: ofInquiry, fate: overwritten({ body: '' }), returned: { columns: ['id', 'inquiry_id', 'kind', 'body', 'created_at'], where: `disclosure = 'customer'` } },
  { name: 'call_log', links: ofInquiry, fate: overwritten({ number: null, person: '' }), returned: { columns: ['id', 'inquiry_id', 'direction', 'called_at', 'number', 'person', 'outcome', 'purpose'] } },
  { name: 'appointment', links: ofInquiry, fate: overwritten({ place: '' }), returned: { columns: ['id', 'inquiry_id', 'kind', 'starts_at', 'minutes', 'place', 'state'] } },
  { name: 'warm_transfer', links: ofInquiry, fate: kept, leans: true },
  { name: 'cause_inquiry', links: ofInquiry, fate: kept, leans: true },
  { name: 'sighting', links: ofInquiry, fate: deleted },
  { name: 'sheet_backlog', links: ofInquiry, fate: deleted },
  { name: 'log_retention', links: ofCustomer, fate: overwritten({ device: '' }), returned: { columns: ['id', 'source', 'device', 'days', 'recorded_at'] } },
  { name: 'response_cycle', links: ofInquiry, fate: kept, returned: { columns: ['inquiry_id', 'cycle', 'received_at', 'accepted_at', 'due_at', 'first_response_at', 'result'] } },
  { name: 'addition_request', links: ofInquiry, fate: kept },
  { name: 'copy_recipient', links: ofInquiry, fate: deleted, returned: { columns: ['id', 'inquiry_id', 'name', 'address', 'confirmed_at', 'ended_at'] } },
  { name: 'notice', links: ofInquiry, fate: kept },
  {
    name: 'mail_incident', links: [...ofCustomer, ...ofInquiry], fate: overwritten({ to_address: '', circumstances: '', items: '[]', measures: '[]' }),
    returned: { columns: ['id', 'mail_label', 'sent_at', 'discovered_at', 'items', 'measures', 'notified_at'] },
  },
  { name: 'draft', links: ofInquiry, fate: deleted },
  { name: 'presence', links: ofInquiry, fate: deleted },
  { name: 'bulk_line', links: ofInquiry, fate: overwritten({ message: '' }) },
  { name: 'outbox_attempt', links: [{ column: 'outbox_id', to: 'outbox' }], fate: deleted },
  {
    name: 'mail_attachment', links: [{ column: 'raw_message_id', to: 'raw_message' }], fate: deleted,
    returned: { columns: ['raw_message_id', 'position', 'name', 'type', 'size', 'sha256'] },
  },
  {
    name: 'raw_message',
    links: [
      { column: 'customer_id', to: 'customer' }, { column: 'inquiry_id', to: 'inquiry' }, { column: 'linked_inquiry_id', to: 'inquiry' },
      { column: 'contact_id', to: 'registered_contact' }, { column: 'outbox_id', to: 'outbox' },
    ],
    fate: deleted,
    returned: { columns: ['id', 'sha256', 'size', 'received_at', 'message_id', 'subject', 'from_address', 'from_name', 'body_text', 'quoted_text', 'inquiry_id'] },
  },
  {
    name: 'outbox',
    links: [{ column: 'customer_id', to: 'customer' }, { column: 'inquiry_id', to: 'inquiry' }, { column: 'contact_id', to: 'registered_contact' }],
    fate: deleted,
    returned: { columns: ['id', 'inquiry_id', 'template', 'to_name', 'to_address', 'message_id', 'state', 'content_sha256', 'created_at', 'sent_at'], where: `contact_id IS NOT NULL AND state = 'sent'` },
  },
  {
    name: 'inquiry', links: ofCustomer,
    fate: { ...overwritten({ headline: erasedName, caller_name: '', callback_phone: null, mutual_code: '', thread_ids: '' }), unlike: 'reply_token' },
    returned: { columns: ['id', 'number', 'status', 'channel', 'support_kind', 'kinds', 'headline', 'caller_name', 'callback_phone', 'received_at', 'accepted_at', 'due_at', 'first_response_at', 'ended_at', 'resolution', 'terms_version'] },
  },
  { name: 'contact_request', links: ofCustomer, fate: deleted, returned: { columns: ['id', 'state', 'source', 'requested_at', 'proposed', 'decided_at', 'effective_at'] } },
  { name: 'contact_drill', links: ofCustomer, fate: kept, leans: true, returned: { columns: ['id', 'contact_id', 'person_result', 'phone_result', 'alt_phone_result', 'email_result', 'drilled_at'] } },
  { name: 'affiliate', links: ofCustomer, fate: deleted, returned: { columns: ['id', 'name', 'kana', 'consented_on', 'ended_on'] } },
  { name: 'import_line', links: ofCustomer, fate: overwritten({ contract_number: '', reason: '' }) },
  {
    name: 'contract', links: ofCustomer, fate: deleted,
    returned: { columns: ['id', 'contract_number', 'device_id', 'delivered_on', 'term_starts_on', 'term_ends_on', 'ended_on', 'end_reason', 'end_notice_on', 'service_profile', 'terms_version'] },
  },
  {
    name: 'registered_contact', links: ofCustomer, fate: deleted, last: true,
    returned: { columns: ['id', 'name', 'kana', 'department', 'title', 'email', 'phone', 'alt_phone', 'valid_from', 'valid_to'] },
  },
  { name: 'sealed_content', links: [{ column: 'key_id', to: 'data_key' }], fate: deleted, last: true },
  { name: 'data_key', links: [{ column: 'owner_id', to: 'customer' }], fate: deleted, last: true },
  { name: 'access_log', links: ofCustomer, fate: kept },
  { name: 'data_hold', links: ofCustomer, fate: overwritten({ ground: erasedName }), last: true },
  { name: 'erasure', links: ofCustomer, fate: kept },
  {
    name: 'customer', links: [{ column: 'id', to: 'customer' }], last: true,
    fate: overwritten({ name: erasedName, kana: '', main_phone: null, name_fold: '', kana_fold: '', main_phone_digits: '' }),
    returned: { columns: ['id', 'name', 'kana', 'main_phone', 'gateway_protection', 'created_at'] },
  },
];

/** Tables that hold nothing of a customer, and why that is so. */
export const otherTables: Readonly<Record<string, string>> = {
  event: 'ids, states, instants and hashes only (E1)',
  record_head: 'hashes', record_head_stream: 'ids and hashes',
  counter: 'numbers', job_run: 'names of jobs', request_count: 'hashes and counts of some minutes', mail_fence: 'instants', retention_rule: 'the owner’s', retention_change: 'the owner’s',
  idempotency_key: 'answers kept for a day: blanked where they name the customer',
  kept_form: 'sealed, kept for a day: deleted where they name the customer',
  closure: 'the calendar', official_holiday: 'the calendar', calendar_import: 'the calendar',
  partner: 'the partner’s', support_desk: 'the desk’s', succession: 'ids', designated_provider: 'the provider’s', import_run: 'the partner’s file; its lines are the customers’',
  staff: 'the staff’s', staff_role: 'the staff’s', session: 'the staff’s', staff_link: 'the staff’s', staff_factor: 'the staff’s', recovery_code: 'the staff’s',
  sign_in_attempt: 'the staff’s', sign_in_step: 'the staff’s', reset_attempt: 'the staff’s', account_mail: 'the staff’s', api_token: 'the staff’s',
  saved_view: 'conditions of a list, the staff’s', bulk_run: 'ids and hashes',
  passkey: 'the staff’s', passkey_challenge: 'the staff’s', staff_identity: 'the staff’s', threat_guide_version: 'texts of the desk',
  monthly_figures: 'counts', question_use: 'counts', published_report: 'counts',
  export_job: 'names of lists', export_part: 'files kept for a day: all of them go with an erasure',
  notice_preference: 'the staff’s', notice_summary: 'the staff’s',
  hearing_sheet: 'questions', hearing_sheet_ack: 'ids', mail_template_version: 'texts of the desk', alert_recogniser_version: 'texts of the desk', phrase_version: 'texts of the desk', common_cause: 'texts of the desk, in which no customer is named', service_setting: 'numbers and choices', staff_preference: 'the staff’s',
  mailbox: 'the desk’s', mailbox_setting: 'the desk’s', mailbox_message: 'hashes', mail_route: 'the mail server’s', mail_alert: 'the mailbox’s', automatic_mail: 'hashes',
  search_document: 'made anew from the texts', content_blob: 'the calendar’s files',
};
