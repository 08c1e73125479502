import { describe, expect, it } from 'vitest';
import { withoutMistakenClosings } from '../../src/reports/closings.rules.js';
import type { ActFact, MonthFacts } from '../../src/reports/facts.js';
import { factsOf, figuresOf } from '../../src/reports/figures.rules.js';
import { monthOf, monthsLater, spanOf, yearUpTo } from '../../src/reports/month.rules.js';
import { timesOf } from '../../src/reports/counting.rules.js';
import { isBlank, timesInWords } from '../../src/reports/figures.view.js';
import type { Chart } from '../../src/reports/charts/chart.js';
import { optionOf } from '../../src/reports/charts/chart-options.rules.js';
import { inWords, shareInWords, tellCounts, tellShare } from '../../src/reports/suppression.rules.js';
import { aCalendar } from '../calendar/calendars.js';

const at = (text: string): number => Date.parse(`${text}+09:00`);
const minutes = 60_000;
const hour = 60 * minutes;
const { from, to } = spanOf('2026-11');
const nothing: MonthFacts = {
  from, to, until: to, accepted: [], arrived: [], acts: [], cycles: [], open: [], additions: [], threats: [], stages: [], dispositions: [], logRequests: [], customers: new Map(),
};
const here = { deskId: 'one', providerId: null };
const context = { calendar: aCalendar(), categories: new Map([['c2_communication', 'malware'], ['tor_communication', 'suspicious']]) };
const act = (inquiryId: string, type: string, when: string, more: Partial<ActFact> = {}): ActFact =>
  ({ ...here, inquiryId, type, at: at(when), acceptedAt: at('2026-11-02T10:00'), everEscalated: false, resolution: null, reason: null, ...more });
const counted = (facts: Partial<MonthFacts>) => figuresOf({ ...nothing, ...facts }, context);

describe('a month', () => {
  it('begins and ends at midnight in Japan, whatever zone the machine is in', () => {
    expect([from, to]).toEqual([at('2026-11-01T00:00'), at('2026-12-01T00:00')]);
    expect(monthOf(Date.parse('2026-10-31T15:00:00Z'))).toBe('2026-11');
    expect(monthOf(Date.parse('2026-10-31T14:59:59.999Z'))).toBe('2026-10');
  });

  it('follows the one before over the end of a year', () => {
    expect([monthsLater('2026-12', 1), monthsLater('2027-01', -1), monthsLater('2026-11', -11)]).toEqual(['2027-01', '2026-12', '2025-12']);
    expect(yearUpTo('2026-11')).toHaveLength(12);
    expect(yearUpTo('2026-11')[0]).toBe('2025-12');
  });
});

describe('the figures', () => {
  it('accepted_count leaves out what was declined, which is counted by reason', () => {
    const accepted = (['phone', 'email', 'phone'] as const).map((channel, index) => ({ ...here, id: `${index}`, channel, kinds: ['impact_advice', 'other'], status: index === 2 ? 'declined' as const : 'hearing' as const, everEscalated: index === 1 }));
    const figures = counted({ accepted, acts: [act('2', 'decline', '2026-11-04T10:00', { reason: 'spam' })] });
    expect([figures.accepted, figures.byChannel, figures.byKind]).toEqual([2, { email: 1, phone: 1 }, { impact_advice: 2, other: 2 }]);
    expect([figures.declined, figures.declinedBy]).toEqual([1, { spam: 1 }]);
    expect(figures.escalation).toEqual({ n: 1, of: 2 });
  });

  it('first_line_resolution_rate counts no escalated, no otherwise closed and none that came back within ten business days', () => {
    const solved = { resolution: 'answered_by_first_line' as const };
    const figures = counted({ acts: [
      act('good', 'close', '2026-11-04T10:00', solved),
      act('escalated', 'close', '2026-11-04T10:00', { ...solved, everEscalated: true }),
      act('silent', 'close', '2026-11-04T10:00', { resolution: 'no_response' }),
      act('back', 'close', '2026-11-04T10:00', solved), act('back', 'reopen', '2026-11-18T16:59'),
      act('late', 'close', '2026-11-04T10:00', solved), act('late', 'reopen', '2026-11-19T09:00'),
      act('before', 'close', '2026-10-30T10:00', solved),
    ] });
    expect(figures.firstLineResolution).toEqual({ n: 2, of: 5 });
    expect(figures.reopened).toEqual({ n: 2, of: 5 });
  });

  it('first_response_target_rate and the times to answer are in reception time, the missed ones by what stood in the way', () => {
    const cycle = { ...here, acceptedAt: at('2026-11-20T16:00'), dueAt: at('2026-11-24T17:00'), attempted: false, statusWhenDue: null };
    const figures = counted({ cycles: [
      { ...cycle, firstResponseAt: at('2026-11-24T10:00'), result: 'met' },
      { ...cycle, firstResponseAt: at('2026-11-20T16:30'), result: 'met' },
      { ...cycle, firstResponseAt: null, result: 'missed', attempted: true },
      { ...cycle, firstResponseAt: at('2026-11-25T10:00'), result: 'missed', statusWhenDue: 'escalated' },
    ] });
    expect(figures.target).toEqual({ n: 2, of: 4 });
    // 11/21-23 is a weekend and 勤労感謝の日: an hour on Friday and one on Tuesday.
    expect(figures.firstResponse).toEqual({ n: 3, median: 2 * hour, p90: 10 * hour, mean: Math.round((12.5 / 3) * hour) });
    expect([figures.attemptedInTime, figures.missedBecause]).toEqual([1, { attempted: 1, escalated: 1 }]);
  });

  it('addition_request_rate is of inquiries escalated, however often each was asked', () => {
    const figures = counted({
      acts: ['a', 'b', 'b', 'c'].map((id, index) => act(id, index === 0 ? 'escalate_fast_track' : 'escalate', `2026-11-1${index}T10:00`)),
      additions: [{ ...here, inquiryId: 'b', questionIds: ['detected_at', 'source_ip'] }, { ...here, inquiryId: 'b', questionIds: ['detected_at'] }],
    });
    expect([figures.addition, figures.additionFields]).toEqual([{ n: 1, of: 3 }, { detected_at: 2, source_ip: 1 }]);
  });

  it('resolution is to the last answer, with and without what waited for the customer', () => {
    const figures = counted({ acts: [
      act('a', 'await_customer', '2026-11-02T11:00'), act('a', 'customer_answered', '2026-11-04T10:00'), act('a', 'answer_by_phone', '2026-11-04T12:00'), act('a', 'close', '2026-11-10T10:00'),
    ] });
    // 11/3 is 文化の日: Monday 10 to 17 and Wednesday 9 to 12.
    expect(figures.resolution.median).toBe(10 * hour);
    expect(figures.resolutionWithoutWaiting.median).toBe(3 * hour);
  });

  it('a closing by mistake that was taken back is neither a closing nor a re-opening', () => {
    const acts = [
      act('a', 'close', '2026-11-04T10:00'), act('b', 'close', '2026-11-04T10:10'), act('a', 'closing_undone', '2026-11-04T10:30'), act('a', 'close', '2026-11-09T10:00'),
      act('c', 'closing_undone', '2026-11-05T10:00'), act('b', 'reopen', '2026-11-06T10:00'),
    ];
    expect(withoutMistakenClosings(acts).map(({ inquiryId, type }) => `${inquiryId} ${type}`)).toEqual(['b close', 'b reopen', 'a close']);
    expect(counted({ acts: withoutMistakenClosings(acts) }).reopened).toEqual({ n: 1, of: 2 });
  });

  it('receipt is from the last escalation to the taking, the second line’s response from there to its first answer', () => {
    const figures = counted({ acts: [
      act('a', 'escalate', '2026-11-02T10:00'), act('a', 'escalate', '2026-11-02T13:00'), act('a', 'take', '2026-11-02T13:20'),
      act('a', 'answer_second_line', '2026-11-02T15:20'), act('a', 'send_report', '2026-11-05T15:20'),
    ] });
    expect([figures.receipt.median, figures.secondLineResponse]).toEqual([20 * minutes, { n: 1, median: 2 * hour, p90: 2 * hour, mean: 2 * hour }]);
  });

  it('ageing is in business days at the end of the month', () => {
    const open = ['2026-11-30T10:00', '2026-11-27T10:00', '2026-11-26T10:00', '2026-11-20T10:00', '2026-11-10T10:00'].map((when) => ({ ...here, acceptedAt: at(when), status: 'hearing' as const }));
    expect(counted({ open }).ageing).toEqual([2, 1, 1, 0, 1]);
  });

  it('threats are counted by inquiry and by alert, stages by the furthest', () => {
    const label = (inquiryId: string, name: string) => ({ ...here, inquiryId, label: name });
    const figures = counted({
      threats: [label('a', 'c2_communication'), label('a', 'c2_communication'), label('a', 'tor_communication'), label('b', 'c2_communication')],
      stages: [label('a', 'delivery'), label('a', 'command_and_control'), label('b', 'delivery')],
    });
    expect([figures.threatsByInquiry, figures.threatsByAlert]).toEqual([{ c2_communication: 2, tor_communication: 1 }, { c2_communication: 3, tor_communication: 1 }]);
    expect([figures.categories, figures.stages]).toEqual([{ malware: 2, suspicious: 1 }, { command_and_control: 1, delivery: 1 }]);
  });

  it('load is by weekday and hour in Japan; out of hours are mails alone', () => {
    const figures = counted({ arrived: [
      { ...here, channel: 'email', receivedAt: at('2026-11-24T17:00') }, { ...here, channel: 'email', receivedAt: at('2026-11-24T16:59') }, { ...here, channel: 'phone', receivedAt: at('2026-11-29T00:30') },
    ] });
    expect(figures.outOfHours).toEqual({ n: 1, of: 2 });
    expect([figures.load[2]?.[17], figures.load[2]?.[16], figures.load[0]?.[0]]).toEqual([1, 1, 1]);
  });

  it('B5: a subject’s are made from its own facts alone', () => {
    const accepted = [here, { deskId: 'two', providerId: 'house' }].map((placed, index) => ({ ...placed, id: `${index}`, channel: 'phone' as const, kinds: [], status: 'hearing' as const, everEscalated: false }));
    const of = (subject: Parameters<typeof factsOf>[1]): readonly string[] => factsOf({ ...nothing, accepted }, subject).accepted.map(({ id }) => id);
    expect([of('all'), of('desk:one'), of('desk:two'), of('provider:house'), of('provider:other')]).toEqual([['0', '1'], ['0'], ['1'], ['1'], []]);
  });
});

describe('lengths of time', () => {
  it.each([
    [[], null, null], [[5], 5, 5], [[1, 9], 5, 9], [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 6, 9],
  ])('%j has the median and the nine-in-ten of its ranks', (lengths, median, p90) => {
    const times = timesOf(lengths);
    expect([times.median === null ? null : Math.round(times.median), times.p90]).toEqual([median, p90]);
  });
});

describe('small numbers', () => {
  it('are held back from who may not know them', () => {
    expect([inWords(null), tellCounts({ a: 1, b: 2, c: 3, d: 0 }, true)]).toEqual(['3未満', { a: 1, b: 2, c: 3, d: 0 }]);
    expect(tellCounts({ a: 1, b: 2, c: 3, d: 0 }, false)).toEqual({ a: null, b: null, c: 3, d: 0 });
  });

  it('take the next smallest with them where one alone could be told from the total', () => {
    expect(tellCounts({ a: 1, b: 7, c: 5 }, false)).toEqual({ a: null, b: 7, c: null });
  });

  it('stand as such in a picture, which is none where there is nothing else', () => {
    const chart: Chart = { kind: 'bars', id: 'x', title: '', description: '', labels: ['a', 'b'], values: [null, 4] };
    const { series: [bars] } = optionOf(chart) as { series: [{ data: number[]; label: { formatter: (bar: { dataIndex: number }) => string } }] };
    expect([bars.data, [0, 1].map((dataIndex) => bars.label.formatter({ dataIndex }))]).toEqual([[0, 4], ['3未満', '4']]);
    expect([isBlank(chart), isBlank({ ...chart, values: [null, null] })]).toEqual([false, true]);
  });

  it('let nobody tell them from what a bar comes to', () => {
    const chart: Chart = { kind: 'stacked', id: 'x', title: '', description: '', labels: ['a', 'b', 'c'], series: [{ name: '電話', values: [1, null, 0] }, { name: 'メール', values: [2, 5, 0] }] };
    const { series, legend } = optionOf(chart) as { series: { label: { formatter: (bar: { dataIndex: number }) => string } }[]; legend: { data: string[] } };
    expect([0, 1, 2].map((dataIndex) => series.at(-1)?.label.formatter({ dataIndex }))).toEqual(['3', '', '']);
    expect(legend.data).toEqual(['電話', 'メール']);
  });

  it('withhold a share whose part or rest is small', () => {
    expect([tellShare({ n: 2, of: 10 }, false).n, tellShare({ n: 9, of: 10 }, false).n, tellShare({ n: 5, of: 10 }, false).n, tellShare({ n: 10, of: 10 }, false).n]).toEqual([null, null, 5, 10]);
    expect(shareInWords(tellShare({ n: 1, of: 2 }, false))).toBe('—（対象が3未満のため非表示）');
    expect([timesInWords({ n: 2, median: hour, p90: hour, mean: hour }, '受領', false), timesInWords({ n: 2, median: hour, p90: hour, mean: hour }, '受領', true)]).toEqual(['—（対象が3未満のため非表示）', '中央値 1:00／90％値 1:00／平均 1:00（受領2件）']);
    expect([shareInWords({ n: 5, of: 10 }), shareInWords({ n: 0, of: 0 })]).toEqual(['50.0％（5／10）', '—（対象なし）']);
  });
});

describe('a name beside a bar', () => {
  const shown = (name: string): string => {
    const { yAxis } = optionOf({ kind: 'bars', id: 'x', title: '', description: '', labels: [name], values: [1] }) as { yAxis: { axisLabel: { formatter: (name: string) => string } } };
    return yAxis.axisLabel.formatter(name);
  };

  it.each([
    ['あおば情報サービス SOC受付窓口', 'あおば情報サービス SOC受付窓口'],
    ['みなとシステム販売東日本 SOC受付窓口', 'みなとシステム販売東日本\nSOC受付窓口'],
    ['通知のない異常（その他のもの）を相談したい', '通知のない異常\n（その他のもの）を相談したい'],
    ['ｸﾞﾛｰﾊﾞﾙ・エンタープライズ・インフラストラクチャー・ソリューションズ東日本', 'ｸﾞﾛｰﾊﾞﾙ・エンタープライズ・\nインフラストラクチャー・ソリ…'],
  ])('takes one line, or two that part where its words do: %s', (name, lines) => {
    expect(shown(name)).toBe(lines);
  });
});
