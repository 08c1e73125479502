import { describe, expect, it } from 'vitest';
import type { DateTimeAnswer } from '../../src/hearing/answers.rules.js';
import { crossChecks } from '../../src/hearing/cross-checks.rules.js';
import { firstLineVerdict } from '../../src/hearing/first-line-verdict.rules.js';
import { mailQuestions } from '../../src/hearing/mail-questions.rules.js';
import { answersOf, sheet, type Said } from './answers.js';

const at = (iso: string): DateTimeAnswer => ({ at: Date.parse(`${iso}:00Z`), wall: `${iso}:00`, zone: 'UTC', precision: 'minute' });
const checks = (said: Said, facts = {}) => crossChecks(sheet, answersOf(said, facts)).map(({ id }) => id);

describe('1.3: cross checks', () => {
  it.each([
    ['both ends of a movement inside are to be heard', { direction: 'internal', threat_kind: 'lateral_movement' }, ['both_ends']],
    ['two hosts are both ends', { direction: 'internal', threat_kind: 'lateral_movement', 'asset_state.1': 'connected' }, []],
    ['a scan from outside has one end', { direction: 'inbound', threat_kind: 'recon_access' }, []],
    ['the direction of another alert does not count', { direction: 'internal', 'threat_kind.1': 'lateral_movement' }, []],
    ['a silent sensor', { device_status: 'no_data' }, ['silent_sensor']],
    ['personal data', { personal_data_breach_suspected: 'yes' }, ['personal_data']],
    ['personal data unknown', { personal_data_breach_suspected: 'unknown!' }, []],
    ['the sensor outside the proxy (1.2, rule 5)', { sensor_position: 'outside_proxy' }, ['proxy_address']],
    ['a source that is a proxy', { 'source_is_proxy.1': 'yes' }, ['proxy_address']],
    ['handling of the portal', { comprehension_gap: ['portal_operation'] }, ['portal_operation']],
    ['last before first', { detected_at: at('2026-11-24T01:05'), last_detected_at: at('2026-11-24T01:04') }, ['order_of_times']],
    ['last at the same minute as first', { detected_at: at('2026-11-24T01:05'), last_detected_at: at('2026-11-24T01:05') }, []],
    ['last in an unknown zone that may be later', { detected_at: at('2026-11-24T01:05'), last_detected_at: { ...at('2026-11-24T09:00'), at: null, zone: 'unknown' } }, []],
    ['a category that is not the kind’s', { threat_kind: 'tor_communication', threat_category: 'reconnaissance' }, ['category_of_kind']],
    ['the same alert twice', { alert_external_id: 'A-1', 'alert_external_id.2': 'A-1' }, ['same_alert']],
    ['one source within 24 hours', { source_ip: '10.0.0.5', detected_at: at('2026-11-23T01:05'), 'source_ip.1': '10.0.0.5', 'detected_at.1': at('2026-11-24T01:05') }, ['same_source']],
    ['one source after a minute more', { source_ip: '10.0.0.5', detected_at: at('2026-11-23T01:04'), 'source_ip.1': '10.0.0.5', 'detected_at.1': at('2026-11-24T01:05') }, []],
  ] satisfies [string, Said, string[]][])('%s', (_, said, expected) => {
    expect(checks(said)).toEqual(expected);
  });

  it('a call-back number that is not the registered one', () => {
    expect(checks({ callback_phone: '+81312345678' }, { callback_is_registered: 'no' })).toEqual(['other_number']);
    expect(checks({ callback_phone: '+81312345678' }, { callback_is_registered: 'yes' })).toEqual([]);
    expect(checks({ callback_phone: 'unknown!' }, { callback_is_registered: 'no' }), 'no number, nothing to warn of').toEqual([]);
  });
});

describe('1.4: whether the first line may answer', () => {
  it.each([
    ['an external scan for the first time', { threat_kind: 'recon_access', direction: 'inbound', recurrence: 'first_time' }, 'may_answer'],
    ['an external scan again', { threat_kind: 'recon_access', direction: 'inbound', recurrence: 'seen_before' }, 'escalate'],
    ['an internal scan', { threat_kind: 'recon_access', direction: 'internal', recurrence: 'first_time' }, 'escalate'],
    ['a scan of unknown direction', { threat_kind: 'recon_access' }, 'unclear'],
    ['a blocked redirection', { threat_kind: 'redirect_destination_site', network_action: 'blocked_by_proxy' }, 'may_answer'],
    ['a redirection blocked by a device nobody knows', { threat_kind: 'redirect_destination_site', network_action: 'blocked' }, 'may_answer'],
    ['a redirection that passed', { threat_kind: 'redirect_destination_site', network_action: 'allowed' }, 'escalate'],
    ['a redirection, not yet asked', { threat_kind: 'redirect_destination_site' }, 'unclear'],
    ['the meaning of an exploit site', { threat_kind: 'browser_exploit_site', inquiry_kinds: ['content_not_understood'], network_action: 'allowed' }, 'may_answer'],
    ['the impact of an exploit site that passed', { threat_kind: 'browser_exploit_site', inquiry_kinds: ['impact_advice'], network_action: 'allowed' }, 'escalate'],
    ['a profiling site', { threat_kind: 'browser_profiling_site' }, 'may_answer'],
    ['a malware download, not known whether blocked', { threat_kind: 'malware_download' }, 'escalate'],
    ['a blocked malware download', { threat_kind: 'malware_download', network_action: 'blocked_by_utm' }, 'may_answer'],
    ['C&C, blocked or not', { threat_kind: 'c2_communication', network_action: 'blocked_by_utm' }, 'escalate'],
    ['an employee’s Tor Browser', { threat_kind: 'tor_communication', tor_browser_used: 'yes' }, 'may_answer'],
    ['Tor that nobody knows of', { threat_kind: 'tor_communication', tor_browser_used: 'unknown!' }, 'escalate'],
    ['two alerts: the strictest counts', { threat_kind: 'browser_profiling_site', 'threat_kind.1': 'c2_communication' }, 'escalate'],
    ['signs of encryption, whatever the alert', { threat_kind: 'browser_profiling_site', host_symptoms: ['ransom_note'] }, 'escalate'],
    ['no kind known', {}, undefined],
  ] satisfies [string, Said, string | undefined][])('%s', (_, said, expected) => {
    expect(firstLineVerdict(sheet, answersOf(said))?.verdict).toBe(expected);
  });
});

describe('section I: questions by mail', () => {
  const questions = mailQuestions(sheet, answersOf({ inquiry_kinds: ['impact_advice'], caller_name: '山田', threat_kind: 'unknown!' }));

  it('are the open ones, those that are needed first, in the sheet’s own words', () => {
    const ids = questions.map((question) => question.questionId);
    expect(ids).not.toContain('caller_name');
    expect(ids).not.toContain('threat_kind');
    expect(ids).toContain('threat_category');
    expect(ids.indexOf('business_impact')).toBeLessThan(ids.indexOf('contact_window'));
    expect(questions.find((question) => question.questionId === 'business_impact')?.text).toBe('業務影響：いま、お仕事に影響は出ていますか。');
  });

  it('never ask the customer for what the desk writes, for the depth of the second line, or for a referral', () => {
    const ids = questions.map((question) => question.questionId);
    for (const id of ['first_line_assessment', 'referral_requested', 'network_diagram']) expect(ids).not.toContain(id);
  });
});
