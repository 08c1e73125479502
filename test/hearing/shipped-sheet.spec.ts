import { describe, expect, it } from 'vitest';
import { visibleQuestions } from '../../src/hearing/hearing.rules.js';
import { readDefinition, readDefinitionText } from '../../src/hearing/read-definition.js';
import { answersOf, questionOf, sheet, type Said } from './answers.js';

/** The form of `domain.md` 1.3: identifier, gate and kinds; `?` where an answer may stay out. */
const form: readonly (readonly [code: string, id: string, gate: string])[] = [
  ['B3', 'caller_name', 'R1'], ['B4', 'caller_relation', 'R1'], ['B7', 'callback_phone', 'R1'], ['B8', 'contact_window', 'R1?'],
  ['B9', 'contact_change_requested', 'R1?'], ['C1', 'inquiry_kinds', 'R1'], ['C2', 'customer_statement', 'R1'], ['C3', 'desired_outcome', 'R2'],
  ['C4', 'customer_perceived_urgency', 'R1'], ['C5', 'notification_channel_seen', 'R2'], ['C6', 'comprehension_gap', 'R2 K1'],
  ['C7', 'unclear_excerpt', 'R2 K1'], ['C8', 'explanation_wanted', 'R2? K1'], ['C9', 'impact_question', 'R2 K2'], ['C10', 'recommendation_ref', 'R2 K3'],
  ['C11', 'action_blocker', 'R2 K3'], ['C12', 'action_capability', 'R2 K3'], ['D1', 'alert_external_id', 'R1'], ['D2', 'detected_at', 'R1'],
  ['D3', 'last_detected_at', 'R2'], ['D3', 'is_ongoing', 'R2'], ['D4', 'threat_category', 'R1'], ['D4', 'threat_kind', 'R1'],
  ['D5', 'alert_severity_raw', 'R2'], ['D6', 'alert_title', 'R2'], ['D7', 'source_ip', 'R2'], ['D7', 'source_hostname', 'R2?'], ['D7', 'source_mac', 'R2?'],
  ['D7', 'source_is_proxy', 'R2'], ['D8', 'destination_ip', 'R2'], ['D8', 'destination_domain', 'R2?'], ['D8', 'destination_url', 'R2?'],
  ['D8', 'destination_port', 'R2?'], ['D9', 'direction', 'R2'], ['D10', 'protocol', 'R3?'], ['D10', 'bytes_out', 'R3?'], ['D10', 'hit_count', 'R3?'],
  ['D11', 'network_action', 'R2 K2'], ['D12', 'portal_recommendation_text', 'R2 K1 K3'], ['D13', 'recurrence', 'R2'], ['E1', 'host_identified', 'R2'],
  ['E2', 'asset_hostname', 'R2 K2'], ['E2', 'asset_ip', 'R2 K2'], ['E2', 'asset_location', 'R2 K2'], ['E2', 'affected_host_count', 'R2 K2'],
  ['E3', 'asset_type', 'R2'], ['E4', 'asset_os', 'R2'], ['E5', 'asset_role', 'R2 K2'], ['E5', 'asset_criticality', 'R2 K2'],
  ['E6', 'user_activity_before_alert', 'R2'], ['E7', 'host_symptoms', 'R2 K2'], ['E8', 'endpoint_protection', 'R2 K2'], ['E8', 'scan_result', 'R2 K2'],
  ['E9', 'asset_state', 'R2'], ['F1', 'actions_taken', 'R2'], ['F2', 'action_actor', 'R2?'], ['F3', 'volatile_data_lost', 'R2 K2'],
  ['G1', 'gateway_protection', 'R2'], ['G2', 'gateway_model', 'R2 K3'], ['G2', 'gateway_managed_by', 'R2 K3'], ['G3', 'sensor_position', 'R2'],
  ['G4', 'device_status', 'R2'], ['G5', 'network_diagram', 'R3?'], ['G6', 'dhcp_ad_dns_notes', 'R3?'], ['G7', 'monitored_hosts', 'R3?'],
  ['G7', 'bandwidth_mbps', 'R3?'], ['H1', 'business_impact', 'R2 K2'], ['H2', 'data_types_at_risk', 'R2 K2'], ['H3', 'personal_data_breach_suspected', 'R2 K2'],
  ['H4', 'customer_aware_at', 'R2 K2'], ['H5', 'third_party_impact', 'R2 K2'], ['H6', 'industry', 'R3?'], ['H6', 'regulated', 'R3?'],
  ['H7', 'backup_state', 'R2'], ['I1', 'available_logs', 'R2 K2'], ['I2', 'log_retention_days', 'R2'], ['I3', 'ntp_synced', 'R3?'],
  ['I3', 'clock_offset_seconds', 'R3?'], ['I4', 'log_consent', 'R3?'], ['J1', 'preferred_answer_channel', 'R1?'], ['J2', 'referral_requested', 'R3?'],
  ['J3', 'insurance_interest', 'R2?'], ['L1', 'first_line_assessment', 'R2'], ['L2', 'first_line_answer_given', 'R2'],
];

const kindNames: Readonly<Record<string, string>> = { K1: 'content_not_understood', K2: 'impact_advice', K3: 'recommended_action_advice' };
const systemFilled = [
  'inquiry_number', 'received_at', 'accepted_at', 'intake_channel', 'first_line_partner', 'intake_agent', 'language', 'support_kind', 'customer',
  'contract_number', 'cts_device_id', 'identity_verification_method', 'identity_verification_result', 'escalation_reason', 'missing_fields',
];

/** Choices of 1.3 whose values the rest of the desk builds on; 不明 is a state of every answer, no choice. */
const choices: Readonly<Record<string, string>> = {
  caller_relation: 'registered_contact same_company_other group_company maintenance_vendor',
  inquiry_kinds: 'content_not_understood impact_advice recommended_action_advice other',
  customer_perceived_urgency: 'business_stopped worried_today normal information_only',
  // Beyond the form: a customer often knows that it was blocked, and not by what.
  network_action: 'blocked_by_utm blocked_by_proxy blocked allowed',
  host_symptoms: 'files_encrypted ransom_note popups slow av_alert unknown_process account_lock none',
  asset_state: 'connected network_disconnected powered_off reinstalled',
  gateway_protection: 'utm_with_url_filter fw_and_proxy fw_only none',
  sensor_position: 'inside_proxy outside_proxy core_mirror',
  device_status: 'normal no_data',
  backup_state: 'offline_ok online_only none',
  preferred_answer_channel: 'phone email online_meeting',
  actions_taken:
    'none network_isolated powered_off av_scanned url_or_ip_blocked password_changed account_disabled patched restored reinstalled reported_internally vendor_contacted police ipa_jpcert ppc insurer',
  asset_type: 'pc server_ad server_file server_web server_mail server_db server_other nas network_device printer_iot ot_device mobile guest_or_byod',
  available_logs: 'proxy utm_fw dns dhcp ad endpoint_event av_edr mail none',
};

describe('B1: the hearing sheet that the desk ships', () => {
  it.each(form)('asks %s %s at gate %s', (code, id, gate) => {
    const question = questionOf(id);
    const [at = '', ...kinds] = gate.split(' ');
    expect(question.code).toBe(code);
    expect(question.gate).toBe(at.replace('?', ''));
    expect(question.required).toBe(!at.endsWith('?'));
    for (const kind of kinds) expect(question.kinds).toContain(kindNames[kind]);
    if (kinds.length === 0) expect(question.kinds).toBeUndefined();
  });

  it.each(Object.entries(choices))('offers the choices of %s', (id, expected) => {
    expect(questionOf(id).choices?.map((choice) => choice.value)).toEqual(expected.split(' '));
  });

  it('says of every other field of the form where it comes from', () => {
    expect(sheet.notAsked.map((field) => field.id)).toEqual(systemFilled);
  });

  it('has a spoken question in Japanese for every question', () => {
    const questions = sheet.sections.flatMap((section) => section.questions);
    for (const question of questions) expect(question.help, question.id).toMatch(/[\p{Script=Hiragana}].*。$/u);
  });

  it('knows the 12 kinds of 別紙2 §3 in their 5 categories, those that end in malware grave (C8)', () => {
    expect(sheet.threatKinds.map((kind) => kind.id)).toEqual(questionOf('threat_kind').choices?.map((choice) => choice.value));
    expect(sheet.threatKinds).toHaveLength(12);
    expect(new Set(sheet.threatKinds.map((kind) => kind.category))).toEqual(new Set(sheet.threatCategories.map((category) => category.id)));
    expect(sheet.threatKinds.filter((kind) => kind.grave).map((kind) => kind.id)).toEqual([
      'malware_download', 'exploit_kit_download', 'c2_communication', 'ransomware_communication', 'lateral_movement', 'tor_communication',
    ]);
  });

  it('has a list of next questions for every kind of threat (H2)', () => {
    expect(sheet.nextQuestions.flatMap((plan) => plan.threatKinds).toSorted()).toEqual(sheet.threatKinds.map((kind) => kind.id).toSorted());
  });

  it('has no question that no answers lead to', () => {
    const everyKind = sheet.threatKinds.map((kind): Said => ({ threat_kind: kind.id }));
    const situations: Said[] = [
      ...everyKind, { threat_kind: 'unknown!' }, { host_symptoms: ['files_encrypted'] }, { recurrence: 'seen_before' }, { third_party_impact: 'yes' }, {},
    ];
    const reached = new Set(
      situations.flatMap((said) =>
        visibleQuestions(sheet, answersOf({ inquiry_kinds: Object.values(kindNames).concat('other'), ...said }, { caller_is_registered_contact: 'no' }))
          .map(({ question }) => question.id),
      ),
    );
    const all = sheet.sections.flatMap((section) => section.questions.map((question) => question.id));
    expect(all.filter((id) => !reached.has(id))).toEqual([]);
  });
});

describe('B1: a definition that is wrong is refused with its place', () => {
  const broken = (change: (draft: { sections: { questions: Record<string, unknown>[] }[] } & Record<string, unknown>) => void) => {
    const draft = structuredClone(sheet) as unknown as Parameters<typeof change>[0];
    change(draft);
    const read = readDefinition(draft);
    return read.ok ? [] : read.faults.map(({ field, message }) => `${field} ${message}`);
  };
  const first = (draft: { sections: { questions: Record<string, unknown>[] }[] }) => draft.sections[0]?.questions[0] ?? {};

  it.each([
    ['an unknown member', (draft) => Object.assign(draft, { extra: 1 }), /extra/],
    ['a question asked twice', (draft) => Object.assign(first(draft), { id: 'callback_phone' }), /2つあります/],
    ['a condition on a question that is not there', (draft) => Object.assign(first(draft), { condition: { question: 'nowhere', in: ['x'] } }), /sections\.0\.questions\.0\.condition 「nowhere」という質問がありません/],
    ['a condition on an answer that is not there', (draft) => Object.assign(first(draft), { condition: { question: 'recurrence', in: ['sometimes'] } }), /「sometimes」という答えはありません/],
    ['a condition that leads back to itself', (draft) => Object.assign(first(draft), { condition: { question: 'caller_name', in: ['answered'] } }), /自分自身に戻ります/],
    ['a choice without choices', (draft) => Object.assign(first(draft), { type: 'enum' }), /選択肢を書いてください/],
    ['不明 among the choices', (draft) => Object.assign(first(draft), { type: 'enum', choices: [{ value: 'a', label: 'A' }, { value: 'unknown', label: '不明' }] }), /どの質問でも選べる/],
    ['a question for a password (1.2, rule 6)', (draft) => Object.assign(first(draft), { help: 'パスワードを教えてください。' }), /パスワードや暗証番号は尋ねません/],
  ] satisfies [string, Parameters<typeof broken>[0], RegExp][])('%s', (_, change, expected) => {
    expect(broken(change).join('\n')).toMatch(expected);
  });

  it('a text that is no JSON', () => {
    expect(readDefinitionText('{')).toEqual({ ok: false, faults: [{ field: 'definition', message: expect.stringContaining('JSONとして読み取れません') }] });
  });
});
