import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../../src/inquiries/rulebook/commands.js';
import { decide } from '../../../src/inquiries/rulebook/decide.js';
import { openStatuses, statuses } from '../../../src/inquiries/rulebook/status.js';
import { transitions } from '../../../src/inquiries/rulebook/transitions.js';
import { roles } from '../../../src/platform/scope.js';
import { after, anInquiry, answerByPhone, answerSecondLine, contactId, facts, minute, now, reached, verdict, verified } from './rulebook.js';

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
