import { describe, expect, it } from 'vitest';
import { knownByNow, leftOutOfReport } from '../../src/analysis/missing-words.rules.js';
import { answersInNotice, noticeOnSheet } from '../../src/analysis/notice-facts.rules.js';
import { draftReport, type DraftSource } from '../../src/analysis/report-draft.rules.js';
import { answersBeingChecked, emptySections, sectionsBeingChecked } from '../../src/analysis/report-sections.rules.js';
import { currentAnswers, type Answer } from '../../src/hearing/answers.rules.js';
import { toInstant } from '../support/clock.js';
import { sheet } from '../hearing/answers.js';

const at = toInstant('2026-11-24T10:12:00+09:00');
const unknown = (questionId: string, index: number): Answer => ({
  questionId, value: null, group: 0, state: 'unknown', originalText: null, source: 'customer_phone', recordedAt: at, recordedBy: 'x', sheetVersion: 1, reason: null, seq: index + 1,
});
const source: DraftSource = {
  definition: sheet, answers: currentAnswers([]), progress: [], notice: '', receivedAt: at, now: at, awaited: [],
  assessment: { disposition: 'undetermined', confidence: 'medium', urgency: 'today' },
};

describe('the draft of a report', () => {
  it('never doubts the attack in one sentence and names its observed step in the next', () => {
    const observed = draftReport({ ...source, progress: [{ stage: 'exploitation', state: 'observed', wording: '' }] });
    for (const text of [observed.summary, observed.presidentWhat]) {
      expect(text).toContain('「端末の弱点を突く攻撃」まで進んでいます');
      expect(text).not.toContain('攻撃かどうかを判断できていません');
    }
    const suspected = draftReport({ ...source, progress: [{ stage: 'exploitation', state: 'suspected', wording: '' }] });
    expect(suspected.summary).toContain('攻撃かどうかを判断できていません');
  });

  it.each(['true_positive_with_impact', 'true_positive_no_impact', 'undetermined'] as const)('does not say 「確認しました」 of %s beside a step that is only suspected', (disposition) => {
    const assessment = { disposition, confidence: 'medium', urgency: 'today' } as const;
    const suspected = draftReport({ ...source, assessment, progress: [{ stage: 'exploitation', state: 'suspected', wording: '' }] });
    for (const text of [suspected.summary, suspected.presidentWhat]) {
      expect(text).toContain('「端末の弱点を突く攻撃」の疑いがあります');
      expect(text).not.toContain('確認しました');
    }
    const observed = draftReport({ ...source, assessment, progress: [{ stage: 'exploitation', state: 'observed', wording: '' }] });
    expect(observed.summary).toContain('確認しました');
  });

  it.each(['today', 'this_week'] as const)('leaves it to the analyst whether business may go on, where something is to be done (%s)', (urgency) => {
    expect(draftReport({ ...source, assessment: { disposition: 'undetermined', confidence: 'medium', urgency } }).presidentBusiness).toBe('確認中');
  });

  it('says that no step has been judged yet, which is no finding', () => {
    const { summary, presidentWhat } = draftReport(source);
    for (const text of [summary, presidentWhat]) {
      expect(text).toContain('攻撃がどこまで進んだかは、まだ評価していません。');
      expect(text).not.toContain('確認していません');
    }
  });

  it('says what is not known in words of the customer, and leaves out what changes nothing for him', () => {
    const { inquiry } = draftReport({ ...source, answers: currentAnswers(['network_action', 'alert_severity_raw', 'asset_hostname'].map(unknown)) });
    expect(inquiry).toContain('・得られていない情報：通信が遮断されたかどうか、対象の端末の名前');
    expect(inquiry).not.toContain('重大度');
    const answers = currentAnswers(['network_action', 'alert_severity_raw', 'user_activity_before_alert', 'first_line_assessment'].map(unknown));
    expect(leftOutOfReport({ definition: sheet, answers, notice: '' }), 'but its writer sees them').toEqual(['ポータル表示の重大度', 'お客様の直前の操作']);
  });

  it('C3: never says that it lacks what the checked notice shows or the sheet names by another word', () => {
    const all = ['detected_at', 'alert_external_id', 'alert_title', 'threat_kind', 'network_action', 'asset_hostname', 'asset_ip', 'file_executed'];
    const answers = currentAnswers(all.map(unknown));
    const missing = (notice: string, given = answers): string => /得られていない情報：(.*)/.exec(draftReport({ ...source, answers: given, notice }).inquiry)?.[1] ?? '';
    expect(missing('').split('、')).toHaveLength(all.length);
    expect(missing('件名：C2 communication\n検知日時：2026/11/24 09:40（日本時間）\n送信元：10.20.0.5')).toBe('通信が遮断されたかどうか、対象の端末の名前、ファイルを開いたかどうか');
    expect(missing('Access to compromised website (blocked)')).toBe('検知した日時、対象の端末の名前、対象の端末のIPアドレス、ファイルを開いたかどうか');
    const named = [...all.map(unknown), { ...unknown('source_ip', all.length), state: 'value' as const, value: '10.20.0.5' }];
    expect(missing('', currentAnswers(named))).not.toContain('IPアドレス');
    expect(missing('', currentAnswers([...named, { ...unknown('source_is_proxy', all.length + 1), state: 'value' as const, value: 'yes' }])), 'a proxy is another machine').toContain('IPアドレス');
  });

  it('C3: names what was written as not known and is known since', () => {
    const answers = currentAnswers(['detected_at', 'file_executed'].map(unknown));
    const { inquiry } = draftReport({ ...source, answers });
    expect(knownByNow(inquiry, { definition: sheet, answers, notice: '' })).toEqual([]);
    expect(knownByNow(inquiry, { definition: sheet, answers, notice: 'Detected at: 2026-11-24 00:50 UTC' })).toEqual(['検知した日時']);
  });

  it('takes what is 確認中 for not known rather than for a fact, and says which sections say nothing else', () => {
    const answers = currentAnswers([{ ...unknown('asset_hostname', 0), state: 'value', value: '確認中' }]);
    const draft = draftReport({ ...source, answers });
    expect(draft.inquiry).toContain('・得られていない情報：対象の端末の名前');
    expect(draft.situation).toBe('確認中');
    expect(sectionsBeingChecked({ ...draft, prevention: '該当なし', nextSteps: '確認中の端末があります。' })).toEqual(['事業を続けてよいか', '4. 状況整理', '6. 影響', '7. 推奨する対応']);
    expect(answersBeingChecked(draft), 'D2: those that would carry the answer').toEqual(['事業を続けてよいか', '6. 影響', '7. 推奨する対応']);
  });

  it('takes along the addresses, the machine and its system that are known, where the traffic went defanged', () => {
    const known = { source_ip: '10.20.5.44', source_is_proxy: 'yes', destination_ip: '203.0.113.61', destination_domain: 'cdn.example.net', asset_ip: '10.20.5.44', asset_type: 'pc', asset_os: 'Windows 11 24H2' };
    const answers = currentAnswers(Object.entries(known).map(([questionId, value], index) => ({ ...unknown(questionId, index), state: 'value', value })));
    expect(draftReport({ ...source, answers }).situation.split('\n')).toEqual([
      '・送信元IPアドレス：10.20.5.44', '・送信元はProxy・NATのアドレスか：はい', '・宛先IPアドレス：203[.]0[.]113[.]61', '・宛先ドメイン：cdn[.]example[.]net',
      '・端末のIPアドレス：10.20.5.44', '・機器種別：パソコン', '・OS・版：Windows 11 24H2',
    ]);
  });

  it('says nothing twice that the quoted notice says above it', () => {
    const known = { alert_title: 'C2 communication', alert_external_id: 'A-77', destination_ip: '203.0.113.61', network_action: 'allowed' };
    const answers = currentAnswers(Object.entries(known).map(([questionId, value], index) => ({ ...unknown(questionId, index), state: 'value', value })));
    const notice = '件名・脅威名：C2 communication\nアラートID：A-77\n宛先IPアドレス：203[.]0[.]113[.]61';
    expect(draftReport({ ...source, answers, notice }).situation).toBe('・遮断状況：通過した');
    expect(draftReport({ ...source, answers, notice: `${notice}\n遮断状況：通過した` }).situation).toBe('検知の内容は、お客様への通知内容のとおりです。');
    expect(draftReport({ ...source, answers }).situation.split('\n')).toHaveLength(4);
  });

  it('says no time twice that the notice tells in its own notation', () => {
    const detected = { ...unknown('detected_at', 0), state: 'value', value: { at, wall: '2026-11-24T10:12:00', zone: 'JST', precision: 'minute' } } as const;
    const told = (notice: string): string => draftReport({ ...source, answers: currentAnswers([detected]), notice }).situation;
    expect(told('検知日時：2026/11/24 10:12 日本時間')).toBe('検知の内容は、お客様への通知内容のとおりです。');
    expect(told('検知日時：2026/11/24 10:13 日本時間'), 'another time is another fact').toBe('・検知日時：2026年11月24日（火）10:12（日本時間）');
  });

  it('does not take how sure one is for a section that was written', () => {
    const draft = draftReport(source);
    expect(draft.impact).toBe('確認中\n・判断の確度：中');
    expect(emptySections({ ...draft, impact: '・判断の確度：中\n' })).toEqual(['6. 影響']);
    expect(emptySections(draft)).toEqual([]);
  });
});

describe('the notice and the sheet', () => {
  const copied = (quote: string, answers = currentAnswers([])): readonly string[] => answersInNotice(quote, { definition: sheet, answers }, at).map(({ questionId }) => questionId);

  it.each([
    ['lines that name one thing each', '件名：C2 communication\n・検知日時：2026-11-24 09:40 JST\nアラートID: A-77', ['alert_external_id', 'detected_at', 'alert_title']],
    ['no time without its zone', '検知日時：2026-11-24 09:40', []],
    ['a time in the ways people write one', '検知日時：11月24日（火）9時40分頃（日本時間）', ['detected_at']],
    ['a time with the zone in its label', '検知日時（UTC）：2026/11/24 0:40', ['detected_at']],
    ['no time that lies ahead', '検知日時：2026-11-25 09:40 JST', []],
    ['lines as a browser sends them', '件名：C2 communication\r\nアラートID：A-77\r\n', ['alert_external_id', 'alert_title']],
    ['nothing that is said twice', '件名：A\n件名：B', []],
    ['nothing out of a sentence', 'Malware communication was detected. 2026-11-24T00:50:00Z', []],
  ] as const)('C3: copies %s', (_case, quote, ids) => {
    expect(copied(quote)).toEqual(ids);
  });

  it('C3: touches no answer that somebody gave, and fills what is 不明', () => {
    const answers = currentAnswers([unknown('alert_title', 0), { ...unknown('alert_external_id', 1), state: 'value', value: 'A-1' }]);
    expect(copied('件名：C2\nアラートID：A-77', answers)).toEqual(['alert_title']);
    expect(noticeOnSheet({ definition: sheet, answers })).toBe('アラートID：A-1');
  });

  it('C3: copies and quotes nothing once the sheet speaks of a second alert, whichever of its questions was answered', () => {
    const ofFirst = { ...unknown('alert_title', 0), state: 'value', value: 'C2' } as const;
    const ofSecond = { ...unknown('alert_external_id', 1), group: 1, state: 'value', value: 'A-2' } as const;
    const answers = currentAnswers([ofFirst, ofSecond]);
    expect(copied('検知日時：2026-11-24 09:40 JST\nアラートID：A-1', answers)).toEqual([]);
    expect(noticeOnSheet({ definition: sheet, answers })).toBe('');
  });
});
