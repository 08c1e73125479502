import { describe, expect, it } from 'vitest';
import { queueAtOf } from '../../src/inquiries/queue-order.rules.js';
import { anInquiry, now } from './rulebook/rulebook.js';

const day = 86_400_000;

describe('the order of a queue', () => {
  it('puts emergencies first, then what is due first, then what has been answered', () => {
    const inquiries = {
      answeredEarly: anInquiry({ dueAt: now - day, firstResponseAt: now, status: 'second_line_work' }),
      dueTomorrow: anInquiry({ dueAt: now + day }),
      emergency: anInquiry({ dueAt: now + 2 * day, fastTrack: true, status: 'escalated' }),
      overdue: anInquiry({ dueAt: now - day }),
      emergencyAnswered: anInquiry({ dueAt: now, fastTrack: true, firstResponseAt: now, status: 'second_line_work' }),
    };
    const order = Object.entries(inquiries).toSorted(([, a], [, b]) => queueAtOf(a) - queueAtOf(b)).map(([name]) => name);
    expect(order).toEqual(['emergency', 'overdue', 'dueTomorrow', 'answeredEarly', 'emergencyAnswered']);
  });

  it('leaves what has ended where its target put it', () => {
    expect(queueAtOf(anInquiry({ status: 'closed', fastTrack: true, firstResponseAt: now, dueAt: now + day }))).toBe(now + day);
  });
});
