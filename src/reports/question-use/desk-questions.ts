/**
 * Questions by whose answers the desk itself works: identification, the verdict of the first line, checks across
 * fields, the log clock, the comparing of addresses, the situation in the second line's view, the reminder of
 * the PPC and the proposal of a gateway; and the consent without which no log is asked for (E2). They serve for more than words in an answer.
 */
export const deskQuestions: ReadonlySet<string> = new Set([
  'caller_name', 'callback_phone', 'contact_change_requested', 'customer_statement', 'inquiry_kinds', 'comprehension_gap',
  'alert_external_id', 'detected_at', 'last_detected_at', 'threat_kind', 'threat_category', 'alert_title', 'network_action', 'direction', 'recurrence',
  'source_ip', 'source_hostname', 'source_is_proxy', 'destination_ip', 'destination_domain', 'destination_url', 'admin_account_involved', 'tor_browser_used',
  'host_identified', 'host_symptoms', 'asset_state', 'asset_hostname', 'asset_type', 'actions_taken', 'gateway_protection', 'sensor_position', 'device_status',
  'data_types_at_risk', 'personal_data_breach_suspected', 'log_consent', 'log_retention_days', 'insurance_interest',
]);
