import { describe, expect, it } from 'vitest';
import type { Command, ReportFacts } from '../../../src/inquiries/rulebook/commands.js';
import { decide } from '../../../src/inquiries/rulebook/decide.js';
import type { Facts } from '../../../src/inquiries/rulebook/facts.js';
import type { Inquiry } from '../../../src/inquiries/rulebook/inquiry.js';
import type { Status, VerificationMethod } from '../../../src/inquiries/rulebook/status.js';
import { toInstant } from '../../support/clock.js';
import { after, anInquiry, answerByPhone, answerSecondLine, contactId, facts, minute, now, reached, verdict, verified } from './rulebook.js';

const ready: ReportFacts = { portalNoticeChecked: true, progressSet: true, emptySections: [], restrictedValues: 0 };
const sendReport: Command = {
  act: 'send_report', means: 'mail', contactId, summaryTextId: 't', callId: null, countsAsFirstResponse: true, lateReasonTextId: null, reportId: 'r', reportVersion: 1, report: ready,
  compromiseSuspected: false, unread: false, occurredAt: now,
};
const inReview = { status: 'report_review', line: 'second', everEscalated: true, reviewRequestedAt: now - 10 * minute, reviewRequestedBy: 'author', ...verified } as const;

describe('answers', () => {
  it('T15, B3, A5: the first line answers the verified, current contact by telephone', () => {
    const inquiry = anInquiry({ status: 'first_line_work', ...verified });
    const first = facts(['first_line']);
    expect(verdict(inquiry, answerByPhone, first)).toBe('allowed');
    expect(verdict(inquiry, { ...answerByPhone, means: 'mail' }, first)).toBe('channel_not_allowed');
    expect(verdict({ ...inquiry, verification: 'pending' }, answerByPhone, first)).toBe('contact_not_verified');
    expect(verdict({ ...inquiry, verification: 'colleague' }, answerByPhone, first)).toBe('contact_not_verified');
    expect(verdict({ ...inquiry, entitlement: 'unclear' }, answerByPhone, first)).toBe('contract_not_in_force');
    expect(verdict(inquiry, { ...answerByPhone, contactId: 'contact-before' }, first)).toBe('contact_replaced');
    expect(verdict(inquiry, answerByPhone, facts(['second_line']))).toBe('forbidden');
    expect(verdict(inquiry, { ...answerByPhone, occurredAt: now + 1 }, first)).toBe('time_in_future');
  });

  it('A5, D2: an answer typed in later may not lie before the verification', () => {
    const verify: Command = { act: 'verify', method: 'callback_to_registered_phone', result: 'verified', contactId, callId: 'c', noteTextId: null, occurredAt: now + 10 * minute };
    const later = facts(['first_line'], { now: now + 60 * minute, call: reached });
    const inquiry = { ...after(anInquiry(), verify, later), status: 'first_line_work' } as const;
    expect(verdict(inquiry, { ...answerByPhone, occurredAt: now + 9 * minute }, later)).toBe('time_not_possible');
    expect(verdict(inquiry, { ...answerByPhone, occurredAt: now + 10 * minute }, later)).toBe('allowed');
  });

  it('A5: a call-back verifies only where it went to a registered number and somebody is named who took it', () => {
    const callBack = (result: 'verified' | 'failed', call: Facts['call'], method: VerificationMethod = 'callback_to_registered_phone'): string =>
      verdict(anInquiry(), { act: 'verify', method, result, contactId, callId: 'c', noteTextId: null, occurredAt: now }, facts(['first_line'], { call }));
    expect(callBack('verified', reached)).toBe('allowed');
    for (const call of [null, { ...reached, toRegisteredNumber: false }, { ...reached, personNamed: false }]) expect(callBack('verified', call)).toBe('validation_failed');
    expect(callBack('failed', { toRegisteredNumber: false, personNamed: false })).toBe('allowed');
    expect(callBack('verified', null, 'shared_passphrase')).toBe('allowed');
  });

  it('D2: an answer by telephone says to whom it was given', () => {
    const unnamed = { call: { ...reached, personNamed: false } };
    expect(verdict(anInquiry({ status: 'first_line_work', ...verified }), answerByPhone, facts(['first_line'], unnamed))).toBe('validation_failed');
    const second = facts(['second_line'], unnamed);
    expect(verdict(anInquiry({ status: 'second_line_work', ...verified }), { ...answerSecondLine, means: 'phone', callId: 'c' }, second)).toBe('validation_failed');
    expect(verdict(anInquiry({ ...inReview, reportApprovedBy: 'reader' }), { ...sendReport, means: 'phone', callId: 'c' }, second)).toBe('validation_failed');
  });

  it('D1, D2: a first answer that is said to be in time only once the target is over needs a reason, and is marked', () => {
    const inquiry = anInquiry({ status: 'first_line_work', clock: 'missed', ...verified });
    const later = facts(['first_line'], { now: inquiry.dueAt + minute });
    const inTime = { ...answerByPhone, occurredAt: inquiry.dueAt };
    expect(verdict(inquiry, inTime, later)).toBe('validation_failed');
    expect(decide(inquiry, { ...inTime, lateReasonTextId: 'why' }, later).at(-1)?.data).toMatchObject({ recordedAfterDue: true, lateReasonTextId: 'why' });
    for (const plain of [{ ...inTime, occurredAt: inquiry.dueAt + 1 }, { ...inTime, countsAsFirstResponse: false }]) {
      expect(decide(inquiry, plain, later).at(-1)?.data['recordedAfterDue']).toBeUndefined();
    }
    expect(verdict(inquiry, inTime, facts(['first_line'], { now: inquiry.dueAt })), 'the target is not over yet').toBe('allowed');
    expect(verdict({ ...inquiry, status: 'second_line_work' }, { ...answerSecondLine, means: 'phone', occurredAt: inquiry.dueAt }, { ...later, doing: facts(['second_line']).doing })).toBe('validation_failed');
    const report = { ...sendReport, means: 'phone', occurredAt: inquiry.dueAt } as const;
    expect(verdict({ ...inquiry, ...inReview, reportApprovedBy: 'reader' }, report, { ...later, doing: facts(['second_line']).doing })).toBe('validation_failed');
  });

  it('D2: 17:00:00.000 of the due day is in time, a millisecond later is not', () => {
    const inquiry = anInquiry({ status: 'first_line_work', ...verified });
    const at = (instant: number) => after(inquiry, { ...answerByPhone, occurredAt: instant }, facts(['first_line'], { now: instant })).clock;
    expect(at(toInstant('2026-11-25T17:00:00+09:00'))).toBe('met');
    expect(at(toInstant('2026-11-25T17:00:00+09:00') + 1)).toBe('missed');
  });

  it('D2: an answer not marked as the first response leaves the clock running', () => {
    const inquiry = anInquiry({ status: 'second_line_work', ...verified });
    const answered = after(inquiry, { ...answerSecondLine, countsAsFirstResponse: false }, facts(['second_line']));
    expect([answered.clock, answered.firstResponseAt]).toEqual(['running', null]);
  });

  it.each<[string, Partial<Inquiry>, Command, Status]>([
    ['T15: a call by the first line', { status: 'first_line_work' }, answerByPhone, 'first_line_work'],
    ['T15: a call while the sheet is open', { status: 'hearing' }, answerByPhone, 'first_line_work'],
    ['T26: an answer that was to be the last', { status: 'second_line_work' }, { ...answerSecondLine, final: true }, 'second_line_work'],
    ['T25: a report', { ...inReview, reportApprovedBy: 'reader' }, sendReport, 'second_line_work'],
  ])('D2: %s without the first answer, while that is owed, leaves the work with who has to give it', (_name, wishes, command, works) => {
    const doer = facts([command.act === 'answer_by_phone' ? 'first_line' : 'second_line'], { call: reached });
    const told = (more: Partial<Inquiry>, countsAsFirstResponse: boolean): Inquiry => after(anInquiry({ ...verified, ...wishes, ...more }), { ...command, countsAsFirstResponse } as Command, doer);
    expect(told({}, false)).toMatchObject({ status: works, clock: 'running', resolution: null });
    expect(told({}, true)).toMatchObject({ status: 'answered', clock: 'met' });
    expect(told({ clock: 'missed' }, false), 'owed still').toMatchObject({ status: works, clock: 'missed' });
    expect(told({ clock: 'met', firstResponseAt: now - minute }, false), 'given before').toMatchObject({ status: 'answered' });
    expect(told({ clock: 'not_applicable' }, false), 'not owed').toMatchObject({ status: 'answered' });
  });

  it('D2: a failed mail takes the first response back, and the clock runs again', () => {
    const answered = after(anInquiry({ status: 'second_line_work', ...verified }), answerSecondLine, facts(['second_line']));
    expect(answered.clock).toBe('met');
    const failed: Command = { act: 'note_delivery_failed', outboxId: 'o', countedAsAnswer: true, answeredAt: null, occurredAt: now };
    const again = after(answered, failed, facts('system'));
    expect([again.clock, again.firstResponseAt]).toEqual(['running', null]);
    expect(after(answered, failed, facts('system', { now: answered.dueAt + 1 })).clock).toBe('missed');
  });

  it('A5: where mail may be compromised, a mail waits for a call to the registered number', () => {
    const inquiry = anInquiry({ status: 'second_line_work', verification: 'verified', verificationMethod: 'registered_email_roundtrip' });
    const command: Command = { ...answerSecondLine, compromiseSuspected: true };
    expect(verdict(inquiry, command, facts(['second_line']))).toBe('contact_not_verified');
    expect(verdict({ ...inquiry, ...verified }, command, facts(['second_line']))).toBe('allowed');
    expect(verdict(inquiry, { ...command, means: 'phone' }, facts(['second_line']))).toBe('allowed');
  });

  it('C3: no answer and no report with a restricted value', () => {
    const inquiry = anInquiry({ status: 'second_line_work', ...verified });
    expect(verdict(inquiry, { ...answerSecondLine, restrictedValues: 1 }, facts(['second_line']))).toBe('restricted_value');
    expect(verdict(anInquiry(inReview), { ...sendReport, report: { ...ready, restrictedValues: 1 } }, facts(['second_line']))).toBe('restricted_value');
  });
});

describe('reports', () => {
  it('C4: go once a second analyst has read them, or after 60 minutes by the clock', () => {
    const analyst = facts(['second_line']);
    expect(verdict(anInquiry(inReview), sendReport, analyst)).toBe('second_reader_required');
    expect(verdict(anInquiry({ ...inReview, reportApprovedBy: 'reader' }), sendReport, analyst)).toBe('allowed');
    expect(verdict(anInquiry({ ...inReview, reviewRequestedAt: now - 60 * minute }), sendReport, analyst), 'nobody sends it unread by a slip').toBe('second_reader_required');
    const unread = (reviewRequestedAt: number): string => verdict(anInquiry({ ...inReview, reviewRequestedAt }), { ...sendReport, unread: true }, analyst);
    expect([unread(now - 60 * minute), unread(now - 60 * minute + 1)]).toEqual(['allowed', 'second_reader_required']);
  });

  it('C4: are never read by who asked for the reading', () => {
    const approve: Command = { act: 'approve_report', reportId: 'r', reportVersion: 1, occurredAt: now };
    expect(verdict(anInquiry({ ...inReview, reviewRequestedBy: 'second_line' }), approve, facts(['second_line']))).toBe('second_reader_required');
    expect(verdict(anInquiry(inReview), approve, facts(['second_line']))).toBe('allowed');
  });

  it('C3: need the checked notice, the attack progress and every section', () => {
    const inquiry = anInquiry({ status: 'second_line_work' });
    const ask = (report: Partial<ReportFacts>): Command => ({ act: 'request_review', reportId: 'r', reportVersion: 1, readerId: null, report: { ...ready, ...report }, occurredAt: now });
    const analyst = facts(['second_line']);
    expect(verdict(inquiry, ask({}), analyst)).toBe('allowed');
    expect(verdict(inquiry, ask({ portalNoticeChecked: false }), analyst)).toBe('fields_missing');
    expect(verdict(inquiry, ask({ progressSet: false }), analyst)).toBe('fields_missing');
    expect(verdict(inquiry, ask({ emptySections: ['要約'] }), analyst)).toBe('fields_missing');
  });
});
