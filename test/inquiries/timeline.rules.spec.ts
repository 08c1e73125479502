import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../src/inquiries/timeline.view.js';
import type { TimelineEvent } from '../../src/inquiries/inquiry-details.queries.js';

const event = (seq: number, type: string, data: Record<string, unknown>): TimelineEvent => ({ seq, type, data, occurredAt: seq, recordedAt: seq, actorName: '小林', actorKind: 'staff' });

describe('the record of an inquiry', () => {
  it('D2: says of the first answer of a later cycle that the target was counted anew', () => {
    const answered = { countsAsFirstResponse: true };
    const history = [event(1, 'answer_by_phone', answered), event(2, 'reopen', { because: 'closed_by_mistake' }), event(3, 'answer', answered), event(4, 'reopen', { acceptedAt: 4, dueAt: 9 }), event(5, 'answer', answered)];
    const said = timelineOf(history, [], []).flatMap(({ details }) => details.filter((detail) => detail.includes('最初のご回答')));
    expect(said).toEqual(['最初のご回答として記録', '最初のご回答として記録', '2回目の対応の最初のご回答として記録（再開や追加のお問い合わせからは、目標期限を数え直します）']);
  });

  it('T13: says of a reception that an escalation ended by itself that nobody did', () => {
    const [ended, escalated] = timelineOf([event(1, 'complete_reception', {}), { ...event(2, 'escalate', {}), recordedAt: 1 }], [], []);
    expect([ended?.who, ended?.details, escalated?.who]).toEqual(['システム', ['次の記録に伴い、自動で完了'], '小林']);
    expect(timelineOf([event(1, 'complete_reception', {}), event(2, 'escalate', {})], [], [])[0]?.who, 'by hand').toBe('小林');
  });

  it('tells once how an outgoing call ended', () => {
    const call = { id: 'c', direction: 'out', calledAt: 1, number: '+81300007002', person: '', outcome: 'absent', purpose: 'hearing', noteTextId: null, staffName: '小林' } as const;
    const [entry] = timelineOf([event(1, 'log_call', { callId: 'c', outcome: 'absent' })], [], [call]);
    expect(entry?.details).toEqual(['架電先：03-0000-7002 不在']);
  });
});
