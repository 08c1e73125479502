import { describe, expect, it } from 'vitest';
import { validateAnswer } from '../../src/hearing/answer-value.rules.js';
import { answerText } from '../../src/hearing/answer-text.rules.js';
import { formatDateTimeAnswer, readDateTime } from '../../src/hearing/date-time-answer.rules.js';
import type { Zone } from '../../src/hearing/answers.rules.js';
import { toInstant } from '../support/clock.js';
import { questionOf } from './answers.js';

const now = toInstant('2026-11-24T10:12:00+09:00');
const read = (id: string, text: string | readonly string[], zone = '') => validateAnswer(questionOf(id), { texts: [text].flat(), zone }, now);
const valueOf = (id: string, text: string | readonly string[]) => {
  const answer = read(id, text);
  return answer.ok ? answer.value : answer.message;
};

describe('1.2: a date and time keeps the instant, the zone and what was said', () => {
  const iso = (text: string, zone?: Zone) => {
    const found = readDateTime(text, zone, now);
    return 'fault' in found ? found.fault : found.answer.at === null ? `? ${found.answer.wall}` : new Date(found.answer.at).toISOString();
  };

  it.each([
    ['2026/11/24 10:05', 'JST', '2026-11-24T01:05:00.000Z'],
    ['2026-11-24 00:05', 'UTC', '2026-11-24T00:05:00.000Z'],
    ['２０２６年１１月２４日（火）　１０時０５分', 'JST', '2026-11-24T01:05:00.000Z'],
    ['11/24 9:05', 'JST', '2026-11-24T00:05:00.000Z'],
    ['12/25 9:05', 'JST', '2025-12-25T00:05:00.000Z'],
    ['昨日 午後3時20分', 'JST', '2026-11-23T06:20:00.000Z'],
    ['今日 9時', 'JST', '2026-11-24T00:00:00.000Z'],
    ['2026-11-24T00:05:33Z', undefined, '2026-11-24T00:05:33.000Z'],
    ['2026-11-24T09:05:33.250+09:00', undefined, '2026-11-24T00:05:33.000Z'],
    ['2026-11-23 20:05 -0500', undefined, '2026-11-24T01:05:00.000Z'],
    ['Nov 24, 2026 00:05:33 UTC', undefined, '2026-11-24T00:05:33.000Z'],
    ['Tue, 24 Nov 2026 12:05 AM (UTC)', undefined, '2026-11-24T00:05:00.000Z'],
    ['2026/11/24 10:05 JST', 'UTC', '2026-11-24T01:05:00.000Z'],
    ['2026/11/24 10:05頃 日本標準時', 'UTC', '2026-11-24T01:05:00.000Z'],
    ['2026/11/24 10:05 JST (UTC+9)', 'UTC', '2026-11-24T01:05:00.000Z'],
    ['2026/11/24', 'JST', '2026-11-23T15:00:00.000Z'],
    ['2026/11/24 10:05', 'unknown', '? 2026-11-24T10:05:00'],
    ['2026/11/24 10:05', undefined, '時刻の基準（日本時間・UTC・不明）も選んでください。'],
    ['2026/11/24 10:13', 'JST', '未来の日時です。日付と、日本時間かUTCかを確認してください。'],
    ['2026/11/24 10:05', 'UTC', '未来の日時です。日付と、日本時間かUTCかを確認してください。'],
    ['2026/2/30 10:05', 'JST', '存在しない日付です。'],
    ['2026/11/24 25:05', 'JST', '存在しない時刻です（時は0～23、分は0～59）。'],
    ['きのうの昼', 'JST', '日時として読み取れません。2026/11/24 10:05 のように書いてください。'],
    ['2026/11/24 10:05 ごろだったと思う', 'JST', '日時として読み取れません。2026/11/24 10:05 のように書いてください。'],
  ] satisfies [string, Zone | undefined, string][])('%s (%s)', (text, zone, expected) => {
    expect(iso(text, zone)).toBe(expected);
  });

  it('warns beyond 90 days, and says back what was understood', () => {
    expect(read('detected_at', '2026/8/1 10:00', 'JST')).toMatchObject({ ok: true, originalText: '2026/8/1 10:00', warnings: [expect.stringContaining('90日')] });
    expect(read('detected_at', '2026/11/1 10:00', 'JST')).toMatchObject({ warnings: [] });
    const said = readDateTime('2026-11-24 00:05', 'UTC', now);
    expect('answer' in said && formatDateTimeAnswer(said.answer)).toBe('2026年11月24日（火）09:05（日本時間。表記はUTCで00:05）');
  });
});

describe('answers as they are typed', () => {
  it.each([
    ['asset_hostname', '経理PC-01', '経理PC-01'],
    ['asset_hostname', 'pc-01', 'pc-01'],
    ['asset_hostname', 'ＳＶ－０１', 'SV-01'],
    ['destination_domain', 'Update.Example[.]com.', 'Update[.]Example[.]com'],
  ])('%s %s is shown as it was typed and compared in small letters', (id, typed, shown) => {
    const read = validateAnswer(questionOf(id), { texts: [typed], zone: '' }, now);
    if (!read.ok) throw new Error(read.message);
    expect(answerText(questionOf(id), { state: 'value', ...read })).toBe(shown);
    expect(JSON.stringify(read.value)).toBe(JSON.stringify(read.value).toLowerCase());
    expect(answerText(questionOf(id), { state: 'value', value: '別の名前', originalText: typed }), 'words of an earlier answer say nothing').toBe('別の名前');
  });

  it.each([
    ['callback_phone', '０３－１２３４－５６７８', '+81312345678'],
    ['callback_phone', '312345678', expect.stringContaining('先頭に0がありません')],
    ['source_ip', '192[.]0[.]2[.]1', '192.0.2.1'],
    ['source_ip', '１９２．０．２．１', '192.0.2.1'],
    ['source_ip', '2001:DB8::1', '2001:db8::1'],
    ['source_ip', '192.0.2.256', expect.stringContaining('IPアドレスとして読み取れません')],
    ['destination_domain', 'EVIL[.]Example[.]com.', 'evil.example.com'],
    ['destination_domain', 'https://evil.example.com/', expect.stringContaining('名前だけ')],
    ['asset_hostname', '経理PC-01', '経理pc-01'],
    ['destination_url', 'hxxps://evil[.]example[.]com/Path?x=1', 'https://evil.example.com/Path?x=1'],
    ['destination_url', 'not a url', expect.stringContaining('URLとして')],
    ['source_mac', '00-1A-2B-3C-4D-5E', '00:1a:2b:3c:4d:5e'],
    ['source_mac', '00-1A', expect.stringContaining('MACアドレス')],
    ['affected_host_count', '１２台', 12],
    ['affected_host_count', '-1', expect.stringContaining('0以上')],
    ['affected_host_count', '数台', expect.stringContaining('数字で')],
    ['clock_offset_seconds', '-90', -90],
    ['destination_port', '70000', expect.stringContaining('65535以下')],
    ['recurrence', 'first_time', 'first_time'],
    ['recurrence', 'sometimes', expect.stringContaining('選択肢')],
    ['is_ongoing', 'maybe', expect.stringContaining('はい')],
    ['inquiry_kinds', ['other', 'impact_advice', ''], ['impact_advice', 'other']],
    ['host_symptoms', ['none', 'slow'], expect.stringContaining('同時に選べません')],
    ['caller_name', 'あ'.repeat(301), expect.stringContaining('300文字以内')],
  ] satisfies [string, string | readonly string[], unknown][])('%s %s', (id, text, expected) => {
    expect(valueOf(id, text)).toEqual(expected);
  });

  it('asks for a second look at what is out of support or out of size', () => {
    expect(read('asset_os', 'ｗｉｎｄｏｗｓ 7 Pro')).toMatchObject({ ok: true, warnings: [expect.stringContaining('サポート')] });
    expect(read('monitored_hosts', '1001')).toMatchObject({ ok: true, warnings: [expect.stringContaining('1000台')] });
    expect(read('monitored_hosts', '1000')).toMatchObject({ ok: true, warnings: [] });
  });
});
