import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, ReportFacts } from '../../../src/inquiries/rulebook/commands.js';
import { decide } from '../../../src/inquiries/rulebook/decide.js';
import type { Facts } from '../../../src/inquiries/rulebook/facts.js';
import { openStatuses, statuses, type VerificationMethod } from '../../../src/inquiries/rulebook/status.js';
import { transitions } from '../../../src/inquiries/rulebook/transitions.js';
import { roles } from '../../../src/platform/scope.js';
import { toInstant } from '../../support/clock.js';
import { after, anInquiry, contactId, facts, now, verdict } from './rulebook.js';

const verified = { verification: 'verified', verificationMethod: 'callback_to_registered_phone' } as const;
const minute = 60_000;
const reached = { toRegisteredNumber: true, personNamed: true } as const;

const answerByPhone: Command = { act: 'answer_by_phone', means: 'phone', contactId, summaryTextId: 't', countsAsFirstResponse: true, lateReasonTextId: null, callId: 'c', occurredAt: now };
const answerSecondLine: Command = {
  act: 'answer_second_line', means: 'mail', contactId, summaryTextId: 't', callId: null, countsAsFirstResponse: true, lateReasonTextId: null, final: false, restrictedValues: 0,
  compromiseSuspected: false, occurredAt: now,
};
const ready: ReportFacts = { portalNoticeChecked: true, unjudgedStages: [], emptySections: [], restrictedValues: 0 };
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
    expect(verdict(inquiry, ask({ unjudgedStages: ['偵察'] }), analyst)).toBe('fields_missing');
    expect(verdict(inquiry, ask({ emptySections: ['要約'] }), analyst)).toBe('fields_missing');
  });
});

describe('escalation', () => {
  const escalate: Command = { act: 'escalate', reason: 'cannot_answer', reasonTextId: 't', sheetHash: 'h', sheetVersion: 1, occurredAt: now };
  const fastTrack: Command = { act: 'escalate_fast_track', reasonTextId: 't', sheetHash: 'h', sheetVersion: 1, occurredAt: now };
  const sheet = (wishes: object) => facts(['first_line'], { sheet: { missingForReception: [], missingForEscalation: [], fastTrackSigns: false, missingForFastTrack: [], ...wishes } });

  it('B4: waits for the open fields only, and never restarts the clock', () => {
    const inquiry = anInquiry();
    expect(verdict(inquiry, escalate, sheet({ missingForEscalation: ['遮断状況'] }))).toBe('fields_missing');
    const escalated = after(inquiry, escalate, sheet({}));
    expect([escalated.status, escalated.line, escalated.dueAt, escalated.cycle]).toEqual(['escalated', 'second', inquiry.dueAt, 1]);
  });

  it('T17: with signs of encryption three answers suffice', () => {
    const missing = { missingForEscalation: ['遮断状況', '端末'] };
    expect(verdict(anInquiry(), fastTrack, sheet(missing))).toBe('fields_missing');
    expect(verdict(anInquiry(), fastTrack, sheet({ ...missing, fastTrackSigns: true }))).toBe('allowed');
    expect(verdict(anInquiry(), fastTrack, sheet({ fastTrackSigns: true, missingForFastTrack: ['折り返し電話番号'] }))).toBe('fields_missing');
  });

  it('A5, A7: needs neither verification nor contract: they hold back disclosure, never work', () => {
    for (const verification of ['pending', 'colleague', 'failed'] as const) {
      for (const entitlement of ['in_force', 'unclear', 'ended'] as const) expect(verdict(anInquiry({ verification, entitlement }), escalate, sheet({}))).toBe('allowed');
    }
  });
});

describe('closing', () => {
  const close: Extract<Command, { act: 'close' }> = { act: 'close', resolution: 'answered_by_first_line', confirmedByCustomer: false, promisesEnded: false, occurredAt: now };

  it('C8: the desk closes nothing by itself that was escalated or is grave', () => {
    const announced = { status: 'answered', closingAnnouncedAt: now - 1, unansweredCalls: 2 } as const;
    expect(verdict(anInquiry(announced), close, facts('system'))).toBe('allowed');
    expect(verdict(anInquiry({ ...announced, everEscalated: true }), close, facts('system'))).toBe('forbidden');
    expect(verdict(anInquiry({ ...announced, grave: true }), close, facts('system'))).toBe('forbidden');
  });

  it('C8: without the customer it takes an announcement and two unanswered attempts', () => {
    const first = facts(['first_line']);
    expect(verdict(anInquiry({ status: 'answered' }), close, first)).toBe('illegal_transition');
    expect(verdict(anInquiry({ status: 'answered', closingAnnouncedAt: now, unansweredCalls: 1 }), close, first)).toBe('illegal_transition');
    expect(verdict(anInquiry({ status: 'answered', closingAnnouncedAt: now, unansweredCalls: 2 }), close, first)).toBe('allowed');
    expect(verdict(anInquiry({ status: 'answered' }), { ...close, confirmedByCustomer: true }, first)).toBe('allowed');
  });

  it('C8: with a promise open it takes a word about it, with a complaint open it is refused, and the desk does neither by itself', () => {
    const answered = anInquiry({ status: 'answered', closingAnnouncedAt: now, unansweredCalls: 2 });
    const promised = facts(['first_line'], { openAppointments: 1 });
    const confirmed: Command = { ...close, confirmedByCustomer: true };
    expect(verdict(answered, confirmed, promised)).toBe('validation_failed');
    expect(verdict(answered, { ...confirmed, promisesEnded: true }, promised)).toBe('allowed');
    expect(verdict(answered, close, facts('system', { openAppointments: 1 }))).toBe('validation_failed');
    const complained = { ...answered, complaintAt: now };
    expect(verdict(complained, { ...confirmed, promisesEnded: true }, facts(['first_line_supervisor']))).toBe('illegal_transition');
    expect(verdict(complained, close, facts('system'))).toBe('forbidden');
  });

  it('section I: what was escalated is closed by the second-line lead', () => {
    const inquiry = anInquiry({ status: 'answered', everEscalated: true });
    const confirmed = { ...close, confirmedByCustomer: true };
    expect(verdict(inquiry, confirmed, facts(['second_line']))).toBe('forbidden');
    expect(verdict(inquiry, confirmed, facts(['second_line_lead']))).toBe('allowed');
  });

  it('D2: a re-opened inquiry starts a new cycle and goes back to its line', () => {
    const newCycle = { acceptedAt: now, dueAt: now + 60 * minute, calendarVersion: 1 };
    const closed = anInquiry({ status: 'closed', clock: 'missed', everEscalated: true, line: 'second' });
    const byMistake = { act: 'reopen', newCycle, because: 'closed_by_mistake', occurredAt: now } as const;
    const answeredOnce = { ...closed, cycle: 1, clock: 'met', firstResponseAt: now - minute } as const;
    expect(verdict(answeredOnce, byMistake, facts(['first_line'])), 'section I: what was escalated is the lead’s').toBe('forbidden');
    const undone = after(answeredOnce, byMistake, facts(['second_line_lead']));
    expect([undone.status, undone.cycle, undone.clock, undone.dueAt], 'nobody came back: no new cycle').toEqual(['answered', 1, 'met', answeredOnce.dueAt]);
    const owed = after({ ...closed, clock: 'not_applicable', firstResponseAt: null }, byMistake, facts(['second_line_lead']));
    expect([owed.status, owed.clock]).toEqual(['second_line_work', 'running']);
    const again = after(closed, { act: 'reopen', newCycle, occurredAt: now }, facts('system'));
    expect([again.status, again.cycle, again.clock]).toEqual(['second_line_work', 2, 'running']);
    const asked = after({ ...answeredOnce, status: 'answered', resolution: 'answered_by_second_line' }, { act: 'follow_up', newCycle, occurredAt: now }, facts('system'));
    expect([asked.status, asked.cycle, asked.resolution], 'a further question: how it ended is open again').toEqual(['second_line_work', 2, null]);
  });

  it('A5: who comes back after the end is verified anew; where nobody came back the verification stands', () => {
    const newCycle = { acceptedAt: now, dueAt: now + 60 * minute, calendarVersion: 1 };
    const closed = anInquiry({ status: 'closed', clock: 'met', verification: 'verified', verificationMethod: 'callback_to_registered_phone', verifiedAt: now - 60 * minute });
    const reopened = (because?: 'undelivered' | 'closed_by_mistake') => after(closed, { act: 'reopen', newCycle, ...(because === undefined ? {} : { because }), occurredAt: now }, because === 'undelivered' ? facts('system') : facts(['first_line']));
    const { verification, verificationMethod, verifiedAt } = reopened();
    expect([verification, verificationMethod, verifiedAt]).toEqual(['pending', null, null]);
    expect([reopened('undelivered').verification, reopened('closed_by_mistake').verification]).toEqual(['verified', 'verified']);
    expect(verdict({ ...reopened(), status: 'second_line_work', line: 'second' }, answerSecondLine, facts(['second_line']))).toBe('contact_not_verified');
  });
});

describe('every act', () => {
  it('is refused from a status that its row does not name, and to a role that its row does not name', () => {
    const acts = transitions.filter(({ from }) => !(from as readonly string[]).includes('none'));
    fc.assert(
      fc.property(fc.constantFrom(...acts), fc.constantFrom(...statuses), fc.constantFrom(...roles), (row, status, role) => {
        const legal = (row.from as readonly string[]).includes(status);
        fc.pre(!legal || !(row.by as readonly string[]).includes(role));
        const command = { act: row.act, occurredAt: now } as unknown as Command;
        expect(verdict(anInquiry({ status }), command, facts([role]))).toBe(legal ? 'forbidden' : 'illegal_transition');
      }),
      { numRuns: 2000 },
    );
  });

  it('A6: after a change of contact nothing is disclosed until the new one is verified', () => {
    for (const status of openStatuses) {
      const changed = after(anInquiry({ status, ...verified }), { act: 'note_contact_changed', occurredAt: now }, facts('system'));
      expect([changed.verification, changed.contactChanged]).toEqual(['pending', true]);
    }
  });

  it('D2, T32: a re-opening or a closing is refused where its true time contradicts what is on the record', () => {
    const answered = after(anInquiry({ status: 'first_line_work', ...verified }), answerByPhone, facts(['first_line'], { now: now + 60 * minute }));
    const close = (occurredAt: number): Command => ({ act: 'close', resolution: 'answered_by_first_line', confirmedByCustomer: true, promisesEnded: false, occurredAt });
    const later = facts(['first_line'], { now: now + 60 * minute });
    expect(verdict({ ...answered, firstResponseAt: now + 10 * minute }, close(now + 9 * minute), later), 'before the answer').toBe('time_not_possible');
    expect(verdict({ ...answered, closingAnnouncedAt: now + 10 * minute }, close(now + 9 * minute), later), 'before it was announced').toBe('time_not_possible');
    const closed = after(answered, close(now + 30 * minute), later);
    expect([closed.endedAt, closed.clock, closed.firstResponseAt]).toEqual([now + 30 * minute, 'met', now]);

    const reopen = (occurredAt: number): Command => ({ act: 'reopen', newCycle: { acceptedAt: occurredAt, dueAt: occurredAt + 60 * minute, calendarVersion: 1 }, occurredAt });
    expect(verdict(closed, reopen(now + 29 * minute), later), 'between answer and closing').toBe('time_not_possible');
    expect(verdict(closed, reopen(now + 29 * minute), facts('system', { now: now + 60 * minute })), 'a mail may cross the closing').toBe('allowed');
    const reopened = after(closed, reopen(now + 40 * minute), later);
    expect([reopened.status, reopened.endedAt, reopened.resumedAt, reopened.cycle]).toEqual(['hearing', null, now + 40 * minute, 2]);
    const back = { ...reopened, ...verified };
    expect(verdict(back, { ...answerByPhone, occurredAt: now + 39 * minute }, later), 'an answer of the old cycle').toBe('time_not_possible');
    const again = after(back, { ...answerByPhone, occurredAt: now + 41 * minute }, later);
    expect(verdict(again, close(now + 39 * minute), later), 'before the customer came back').toBe('time_not_possible');
  });

  it('every end is dated with the true time of its act, and what comes back has none', () => {
    const withdrawn = after(anInquiry(verified), { act: 'withdraw', reasonTextId: 't', occurredAt: now }, facts(['first_line'], { now: now + minute }));
    expect([withdrawn.status, withdrawn.endedAt]).toEqual(['withdrawn', now]);
    const noted = after(withdrawn, { act: 'add_note', textId: 't', occurredAt: now + minute }, facts(['first_line'], { now: now + minute }));
    expect(noted.endedAt).toBe(now);
    const declined = after(anInquiry(), { act: 'decline', reason: 'spam', occurredAt: now + minute }, facts(['first_line'], { now: now + minute }));
    expect(verdict(declined, { act: 'resume_declined', occurredAt: now }, facts(['first_line'], { now: now + minute }))).toBe('time_not_possible');
    expect(after(declined, { act: 'resume_declined', occurredAt: now + minute }, facts(['first_line'], { now: now + minute })).endedAt).toBeNull();
  });

  it('A6: copies end with another contact and with the inquiry, and the event says how many', () => {
    const given = facts(['first_line'], { activeCopies: 2, call: reached });
    const data = (command: Command, inquiry = anInquiry(verified), by = given): unknown => decide(inquiry, command, by).at(-1)?.data['endedCopies'];
    expect(data({ act: 'withdraw', reasonTextId: 't', occurredAt: now })).toBe(2);
    expect(data({ act: 'note_contact_changed', occurredAt: now }, anInquiry(), facts('system', { activeCopies: 2 }))).toBe(2);
    expect(data({ act: 'verify', method: 'callback_to_registered_phone', result: 'verified', contactId, callId: 'c', noteTextId: null, occurredAt: now })).toBeUndefined();
    const other = { act: 'verify', method: 'callback_to_registered_phone', result: 'verified', contactId: 'contact-2', callId: 'c', noteTextId: null, occurredAt: now } as const;
    expect(data(other, anInquiry(verified), { ...given, currentContactId: 'contact-2' })).toBe(2);
    expect(data({ act: 'add_note', textId: 't', occurredAt: now })).toBeUndefined();
  });

  it('says that nothing was changed where the same people stay assigned', () => {
    const assign = { act: 'assign', ownerId: 'a', providerId: null, consentToPassData: false, occurredAt: now } as const;
    expect(verdict(anInquiry({ ownerId: 'a' }), assign, facts(['first_line']))).toBe('validation_failed');
    for (const other of [{ ownerId: 'b' }, { ownerId: null }, { consentToPassData: true }]) expect(verdict(anInquiry({ ownerId: 'a' }), { ...assign, ...other }, facts(['first_line']))).toBe('allowed');
  });

  it('C5, A5: a specialist is introduced only after the recorded wish and the consent, and to the verified contact alone', () => {
    const introduce: Command = { act: 'introduce_specialist', providerNames: 1, occurredAt: now };
    const lead = facts(['second_line_lead']);
    expect(verdict(anInquiry(), introduce, lead)).toBe('wish_not_recorded');
    const wish = after(anInquiry(), { act: 'record_specialist_wish', consentToPassData: false, occurredAt: now }, lead);
    expect(verdict(wish, introduce, lead)).toBe('consent_missing');
    const consent = after(wish, { act: 'record_specialist_wish', consentToPassData: true, occurredAt: now }, lead);
    expect(verdict(consent, introduce, lead)).toBe('contact_not_verified');
    expect(verdict({ ...consent, ...verified }, introduce, lead)).toBe('allowed');
  });
});
