import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isDateTime } from '../../src/hearing/answers.rules.js';
import { shippedSheet } from '../../src/hearing/shipped-sheet.js';
import { readAlert, type AlertFindings } from '../../src/mail/intake/alert-notice.rules.js';
import { alertRecogniserFolder, readAlertRecognisers } from '../../src/mail/intake/alert-recognisers.js';
import { parseMail } from '../../src/mail/intake/parse-mail.js';
import { multipart, rawMail, textPart } from './corpus.js';

const shipped = readAlertRecognisers(alertRecogniserFolder());
const sheet = shippedSheet();
const now = Date.parse('2026-11-24T12:00:00+09:00');
const read = (...texts: string[]): AlertFindings | undefined => readAlert(shipped, texts, sheet, now);

/** What was read, by question; a time as its instant. */
function answers(found: AlertFindings | undefined): Record<string, unknown> {
  return Object.fromEntries((found?.answers ?? []).map(({ questionId, value }) => [questionId, isDateTime(value) ? new Date(value.at ?? Number.NaN).toISOString() : value]));
}

const notice = [
  'Cyber Threat Sensor - Security Alert', '', 'Alert ID: CTS-20261124-0042', 'Detected at: 2026-11-24 01:05:00 UTC', 'Threat type: C&C communication', 'Severity: High',
  'Source IP: 192.0.2.10', 'Destination: 198.51.100.7:443', 'Destination URL: hxxp://evil[.]example/a', 'Direction: Outbound', '', 'Please see the portal.',
];
const whole = {
  alert_external_id: 'CTS-20261124-0042', detected_at: '2026-11-24T01:05:00.000Z', threat_kind: 'c2_communication', alert_severity_raw: 'High', source_ip: '192.0.2.10',
  destination_ip: '198.51.100.7', destination_port: 443, destination_url: 'http://evil.example/a', direction: 'outbound',
};
const withLine = (label: string, line: string): string => notice.map((each) => (each.startsWith(`${label}:`) ? line : each)).join('\n');

describe('a CTS notice in English (別紙2)', () => {
  it.each<[string, string]>([
    ['as it was sent', notice.join('\n')],
    ['quoted with marks', notice.map((line) => `> ${line}`).join('\n')],
    ['quoted twice', notice.map((line) => `>> ${line}`).join('\r\n')],
    ['with a Japanese bar', notice.map((line) => `｜ ${line}`).join('\n')],
    ['with labels in bold', notice.map((line) => line.replace(/^([^:]+):/, '*$1:*')).join('\n')],
    ['as a table', notice.map((line) => line.replace(/^([^:]+):\s/, '| $1 | ')).join('\n')],
    ['with values below their labels', notice.map((line) => line.replace(/^([A-Z][\w ]+):\s/, '$1:\n')).join('\n')],
    ['in full width', notice.map((line) => line.replace(/^([^:]+): /, '$1： ')).join('\n')],
    ['as a list', notice.map((line) => (line.includes(':') ? `- ${line}` : line)).join('\n')],
    ['forwarded', `お世話になります。\n---------- Forwarded message ---------\nFrom: CTS <cts@alert.example>\nDate: Tue, Nov 24, 2026\nSubject: CTS\n\n${notice.join('\n')}`],
  ])('is read %s', (_shape, text) => expect(answers(read(text))).toEqual(whole));

  it('is read out of a message that is attached, and out of HTML', async () => {
    const attached = `Content-Type: message/rfc822\r\n\r\nFrom: cts@alert.example\r\nSubject: alert\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${notice.join('\r\n')}\r\n`;
    const mail = await parseMail(rawMail({ body: multipart('mixed', [textPart('utf-8', Buffer.from('添付の通知について教えてください。')), attached]) }));
    expect(answers(read(mail.text.fresh, ...mail.attachedTexts))).toEqual(whole);
    const rows = notice.filter((line) => line.includes(': ')).map((line) => `<tr><td>${line.replace(': ', '</td><td>')}</td></tr>`);
    const html = await parseMail(rawMail({ body: `Content-Type: text/html; charset=utf-8\r\n\r\n<p>CTS</p><table>${rows.join('').replaceAll('C&C', 'C&amp;C')}</table>\r\n` }));
    expect(answers(read(html.text.fresh))).toEqual(whole);
  });

  it('knows all twelve kinds of 別紙2 3', () => {
    const english: Record<string, string> = {
      recon_access: 'Reconnaissance access', redirect_destination_site: 'Access to redirect destination site', compromised_website: 'Access to compromised website', malvertising_site: 'Access to malvertising site',
      browser_exploit_site: 'Access to browser exploit site', browser_profiling_site: 'Access to browser profiling site', malware_download: 'Malware download', exploit_kit_download: 'Exploit kit attack code download',
      c2_communication: 'Command and Control communication', ransomware_communication: 'RANSOMWARE COMMUNICATION', lateral_movement: 'Lateral movement', tor_communication: 'ToR communication',
    };
    expect(Object.keys(english)).toEqual(sheet.threatKinds.map(({ id }) => id));
    for (const [kind, words] of Object.entries(english)) expect(answers(read(withLine('Threat type', `Threat type: ${words}`)))).toMatchObject({ threat_kind: kind });
  });

  it.each<[string, string | undefined]>([
    ['Detected at: 2026-11-24 10:05:00 JST', '2026-11-24T01:05:00.000Z'],
    ['Detected at: 2026-11-24T10:05:00+09:00', '2026-11-24T01:05:00.000Z'],
    ['Detected at: 2026-11-24T01:05:00.123Z', '2026-11-24T01:05:00.000Z'],
    ['Detected at (UTC): 2026-11-24 01:05', '2026-11-24T01:05:00.000Z'],
    ['Detected at: Nov 24, 2026 1:05 AM (GMT)', '2026-11-24T01:05:00.000Z'],
    ['Detected at: 24 November 2026 10:05:00 +0900 (JST)', '2026-11-24T01:05:00.000Z'],
    ['Detected at: 11/23/2026 20:05 UTC-5', '2026-11-24T01:05:00.000Z'],
    ['Time zone: UTC\nDetected at: 2026-11-24 01:05', '2026-11-24T01:05:00.000Z'],
    ['Detected at: 2026-11-24 01:05:00', undefined],
    ['Detected at: 2026-11-24 01:05:00 EST', undefined],
    ['Detected at (local): 2026-11-24 01:05:00', undefined],
    ['Detected at: 2026-11-24 01:05:00 UTC (JST)', undefined],
    ['Time zone: JST\nDetected at: 2026-11-24 01:05 UTC', undefined],
    ['Detected at: 03/04/2026 10:05 UTC', undefined],
    ['Detected at: 04/04/2026 10:05 UTC', '2026-04-04T10:05:00.000Z'],
    ['Detected at: 2026-02-30 10:05 UTC', undefined],
    ['Detected at: 2026-11-25 10:05 UTC', undefined],
    ['Detected at: 2026-11-24 25:05 UTC', undefined],
    ['Detected at: yesterday', undefined],
  ])('reads %j as %s: a zone is never assumed', (line, instant) => {
    const found = answers(read(withLine('Detected at', line)));
    expect(found['detected_at']).toBe(instant);
    expect(found).toMatchObject({ source_ip: '192.0.2.10' });
  });

  it.each<[string, string, string]>([
    ['an address that is none', 'Source IP: 192.0.2.999', 'source_ip'],
    ['two addresses', 'Source IP: 192.0.2.10, 192.0.2.11', 'source_ip'],
    ['a kind that nobody listed', 'Threat type: Something new', 'threat_kind'],
    ['values that contradict each other', 'Source IP: 192.0.2.10\nSource IP: 192.0.2.11', 'source_ip'],
    ['one that can be read and one that cannot', 'Source IP: 192.0.2.10\nSource IP: 192.0.2.11 and others', 'source_ip'],
    ['a value that may go on in the next line', `Destination URL: http://evil.example/${'a'.repeat(60)}\nbcdef`, 'destination_url'],
    ['what is left empty', 'Severity: N/A', 'alert_severity_raw'],
  ])('leaves open what is not clear: %s', (_what, line, question) => {
    const label = line.slice(0, line.indexOf(':'));
    const found = answers(read(withLine(label, line)));
    expect(found).not.toHaveProperty(question);
    expect(found).toMatchObject({ alert_external_id: 'CTS-20261124-0042' });
  });

  it('fills nothing where a mail tells of several alerts, and once what is said twice alike', () => {
    const second = notice.map((line) => line.replace('0042', '0043'));
    expect(read([...notice, ...second].join('\n'))).toEqual({ several: true, answers: [] });
    expect(read(notice.join('\n'), second.join('\n'))).toEqual({ several: true, answers: [] });
    expect(answers(read(notice.join('\n'), notice.join('\n')))).toEqual(whole);
    const without = notice.filter((line) => !/^(?:Alert ID|Detected)/.test(line));
    expect(read([...without, 'Source IP: 192.0.2.77', 'Severity: Low'].join('\n'))).toEqual({ several: true, answers: [] });
  });

  it('takes no other text for a notice', () => {
    expect(read('CTSの通知が届きました。意味を教えてください。\n送信元: 192.0.2.10')).toBeUndefined();
    expect(read('Source IP: 192.0.2.10\nSeverity: High\nTitle: server room')).toBeUndefined();
    expect(read('Actsafe\nSource IP: 192.0.2.10\nSeverity: High')).toBeUndefined();
  });

  it('never throws, whatever the text, and gives only what the sheet takes', () => {
    const line = fc.oneof(fc.string(), fc.constantFrom(...notice), fc.tuple(fc.constantFrom('Source', 'Detected at', 'Destination', 'Time zone', 'Alert'), fc.string({ unit: 'binary' })).map(([label, value]) => `${label}: ${value}`));
    const questions = new Set(sheet.sections.flatMap((section) => section.questions.map(({ id }) => id)));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const found = read(['CTS', ...lines].join('\n'));
        expect((found?.answers ?? []).every(({ questionId, group, state }) => questions.has(questionId) && group === 0 && state === 'value')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('costs in proportion to the length of the text', () => {
    const hostile = ['> '.repeat(50_000), 'Source: '.repeat(20_000), 'Source:\n'.repeat(20_000), ` ${' '.repeat(100_000)}x`, 'Detected at: '.concat('2026-11-24 '.repeat(10_000)), 'CTS '.repeat(50_000), '('.repeat(100_000), 'a'.repeat(150_000), '\n'.repeat(150_000)];
    const started = performance.now();
    for (const text of hostile) read(`CTS\nSeverity: High\n${text}`, text);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('recognisers as data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recognisers-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const own = {
    format: 1, id: 'own', title: '別の製品', phrases: ['Watchdog'], leastFields: 1, empty: [], choices: { threat_kind: { tor_communication: ['onion'] } }, dates: ['YYYY.MM.DD HH:mm'], zoneLabels: [], zones: { CET: '+01:00' },
    fields: [{ labels: ['When'], values: ['{detected_at}'] }, { labels: ['What'], values: ['<{threat_kind}>'] }, { labels: ['Flow'], values: ['{source_ip} -> {destination_ip}'] }],
  };
  const load = (recogniser: unknown) => {
    writeFileSync(join(folder, 'own.json'), typeof recogniser === 'string' ? recogniser : JSON.stringify(recogniser));
    return readAlertRecognisers(folder);
  };

  it('are added by a file', () => {
    const found = readAlert(load(own), ['Watchdog\nWhen: 2026.11.24 02:05 CET\nWhat: <Onion>\nFlow: 192.0.2.1 -> 2001:db8::1'], sheet, now);
    expect(answers(found)).toEqual({ detected_at: '2026-11-24T01:05:00.000Z', threat_kind: 'tor_communication', source_ip: '192.0.2.1', destination_ip: '2001:db8::1' });
  });

  it.each<[string, unknown, string]>([
    ['no JSON', '{', 'own.json is faulty:\nJSONとして読み取れません'],
    ['a word too many', { ...own, regex: '.*' }, 'own.json is faulty'],
    ['two values without a sign between', { ...own, fields: [{ labels: ['Flow'], values: ['{source_ip}{destination_ip}'] }] }, 'fields.0.values.0: 「{質問のid}」を1つ以上'],
    ['a format without a year', { ...own, dates: ['MM/DD HH:mm'] }, 'dates.0: 年（YYYY）'],
    ['a zone that is none', { ...own, zones: { CET: 'Europe' } }, 'zones.CET: 「Z」または'],
    ['one word for two kinds', { ...own, choices: { threat_kind: { a: ['Onion'], b: ['onion'] } } }, 'choices.threat_kind: 同じ言葉'],
    ['one label twice', { ...own, fields: [...own.fields, { labels: ['WHEN'], values: ['{detected_at}'] }] }, 'fields.3.labels: 同じ見出し'],
  ])('are refused with what is wrong: %s', (_what, recogniser, message) => expect(() => load(recogniser)).toThrow(message));
});
