import { describe, expect, it } from 'vitest';
import { actPanels, type PanelFacts } from '../../src/inquiries/act-panels.view.js';
import { shownRefusal } from '../../src/inquiries/refusal.view.js';
import type { Act, OnceDone } from '../../src/inquiries/acts/act.js';
import { close, reopen } from '../../src/inquiries/acts/closing.acts.js';
import type { InquiryRow } from '../../src/inquiries/inquiry.entity.js';
import { warmTransferActs } from '../../src/inquiries/warm-transfer/warm-transfer.acts.js';
import { DomainError } from '../../src/platform/errors.js';
import type { ActName } from '../../src/inquiries/rulebook/transitions.js';
import { toInstant } from '../support/clock.js';

const offered = (...names: readonly string[]) => names.map((name) => ({ name, label: name === 'answer-by-phone' ? '電話で回答した' : `${name}する`, rule: name.replaceAll('-', '_') as ActName }));

function facts(changes: Partial<Omit<PanelFacts, 'inquiry'>> = {}, inquiry: Partial<PanelFacts['inquiry']> = {}): PanelFacts {
  return {
    viewer: 'first', otherLanguage: false, fastTrackSigns: false, byMail: false, heardOut: true, hasCopies: false, hasAppointments: false, heldCall: 'none', mayEndEscalated: false, verdict: undefined, refusedAct: undefined, ...changes,
    inquiry: {
      status: 'hearing', complaintAt: null, customerId: 'c', verification: 'pending', openAdditionRequest: false, wishForSpecialistAt: null,
      closingAnnouncedAt: null, everEscalated: false, entitlement: 'in_force', reportApprovedBy: null, ...inquiry,
    },
  };
}

const hearing = ['verify', 'escalate', 'escalate-fast-track', 'answer-by-phone', 'merge', 'identify-customer', 'add-note'];
const standingOut = (panels: ReturnType<typeof actPanels>): readonly string[] => panels.all.filter(({ next }) => next).map(({ name }) => name);
const opened = (panels: ReturnType<typeof actPanels>): string | undefined => panels.all.find(({ open }) => open)?.name;

describe('which act stands open', () => {
  it('A5: the sheet while there is something to hear, and no act beside it', () => {
    const begun = facts({ heardOut: false });
    const panels = actPanels(offered(...hearing), begun);
    expect([opened(panels), standingOut(panels)]).toEqual([undefined, []]);
    expect(panels.guidance).toMatch(/^シートに沿ってうかがいます。.*本人確認は、そのあと/);
    expect(actPanels(offered(...hearing), { ...begun, byMail: true }).guidance).toMatch(/^メールをもとにシートを記入します。/);
  });

  it('none once the caller is heard: verification is the first at hand, and open once the hearing is over', () => {
    const panels = actPanels(offered(...hearing), facts());
    expect([opened(panels), panels.main[0]?.name, standingOut(panels)]).toEqual([undefined, 'verify', ['verify']]);
    expect(panels.guidance).toContain('登録番号へ折り返して');
    expect(actPanels(offered(...hearing), facts({ byMail: true })).guidance, 'nobody has called').toBe('登録番号へ電話して、本人確認をします。');
    expect(opened(actPanels(offered(...hearing), facts({}, { status: 'first_line_work' })))).toBe('verify');
  });

  it('the next step stands out, the usual ones are few, and the rare ones are put away', () => {
    const whole = ['verify', 'answer-by-phone', 'escalate', 'complete-reception', 'log-call', 'arrange-appointment', 'ask-questions', 'await-customer', 'add-note', 'merge', 'withdraw'];
    const panels = actPanels(offered(...whole), facts());
    expect(panels.main.map(({ name }) => name)).toEqual(['verify', 'answer-by-phone', 'escalate', 'log-call', 'arrange-appointment', 'add-note']);
    expect(panels.more.map(({ name }) => name)).toEqual(['complete-reception', 'ask-questions', 'await-customer', 'merge', 'withdraw']);
    expect(standingOut(actPanels(offered(...whole), facts({ refusedAct: 'merge' }))), 'one thing to press at a time').toEqual([]);
    const second = actPanels(offered('await-customer', 'add-note'), facts({ viewer: 'second' }, { status: 'second_line_work' }));
    expect(second.main.map(({ name }) => name)).toEqual(['await-customer', 'add-note']);
  });

  it('the fast track before everything else, and only where there are signs: in sight, but not over the sheet', () => {
    const panels = actPanels(offered(...hearing), facts({ fastTrackSigns: true }));
    expect([panels.urgent?.name, standingOut(panels), opened(panels)]).toEqual(['escalate-fast-track', ['escalate-fast-track'], undefined]);
    expect(actPanels(offered(...hearing), facts()).all.map(({ name }) => name)).not.toContain('escalate-fast-track');
  });

  it('C1: a caller on hold is named to whom may take him', () => {
    const taken = (heldCall: 'waiting' | 'none'): string => actPanels(offered('take', 'add-note'), facts({ viewer: 'second', heldCall }, { status: 'escalated', everEscalated: true })).guidance;
    expect(taken('waiting')).toContain('お客様が電話口でお待ちです');
    expect(taken('none')).not.toContain('電話口');
  });

  it('who it is, where nobody knows', () => {
    expect(opened(actPanels(offered(...hearing), facts({}, { customerId: null })))).toBe('identify-customer');
  });

  it('after verification what the setting of the service owner advises', () => {
    const verified = { verification: 'verified' } as const;
    expect(opened(actPanels(offered(...hearing), facts({ verdict: 'escalate' }, verified)))).toBe('escalate');
    expect(opened(actPanels(offered(...hearing), facts({ verdict: 'may_answer' }, verified)))).toBe('answer-by-phone');
    expect(opened(actPanels(offered(...hearing), facts({ verdict: 'unclear' }, verified)))).toBeUndefined();
  });

  it('none of what has just been closed: one press more does not take it up again', () => {
    const panels = actPanels(offered('reopen', 'add-note'), facts({}, { status: 'closed' }));
    expect([opened(panels), panels.main[0]?.name, standingOut(panels)]).toEqual([undefined, 'reopen', []]);
  });

  it('the refused one, wherever it stands, so that its words are in sight', () => {
    const panels = actPanels(offered(...hearing), facts({ refusedAct: 'merge' }));
    expect([opened(panels), panels.moreOpen]).toEqual(['merge', true]);
    const gone = actPanels(offered(...hearing), facts({ refusedAct: 'escalate-fast-track' }));
    expect(opened(gone)).toBe('escalate-fast-track');
  });
});

describe('what is said once an act is done', () => {
  const told = async ({ done }: Pick<Act, 'done'>, once: Partial<OnceDone>): Promise<string> =>
    typeof done === 'string' ? done : done({ row: {} as InquiryRow, sent: {}, mailed: [], heard: async () => [], ...once });
  const rowWith = (row: Pick<InquiryRow, 'verification' | 'ownerId'>) => ({ dueAt: toInstant('2026-11-25T17:00:00+09:00'), ...row }) as InquiryRow;

  it('of a closing: that it mails the customer, where it does', async () => {
    expect(await told(close, { mailed: ['closing'] })).toContain('メールをお送りします');
    expect(await told(close, {})).toBe('対応完了にしました。');
  });

  it('of a caller who was held: how it ended', async () => {
    const ended = warmTransferActs.find(({ name }) => name === 'end-warm-transfer') ?? { done: '' };
    expect(await told(ended, { sent: { outcome: 'connected' } })).toBe('お待ちいただいた電話の結果を記録しました。結果：おつなぎした');
    expect(await told(ended, { sent: { outcome: 'nobody_free' } })).toContain('結果：出られる人がいなかった（折り返しを約束）');
  });

  it('of a reopening: the new target, and what is to be done anew', async () => {
    const again = await told(reopen, { row: rowWith({ verification: 'pending', ownerId: 'a' }) });
    for (const words of ['担当者は前のまま', '2026年11月25日（水）17:00', '本人確認は引き継がない', '一次受付窓口が']) expect(again).toContain(words);
    expect(await told(reopen, { row: rowWith({ verification: 'verified', ownerId: null }) })).toBe('対応を再開しました。新しい目標は2026年11月25日（水）17:00です。');
  });
});

describe('why it was refused', () => {
  it('leads to the questions it names, whatever else it names', () => {
    const refusal = new DomainError('fields_missing', '緊急エスカレーションには次の項目が必要です：会社名、折り返し電話番号', { facts: { missing: ['会社名', '折り返し電話番号'] } });
    expect(shownRefusal(refusal, [{ label: '折り返し電話番号', anchor: 'question-callback_phone-0' }])).toEqual({
      sentence: '緊急エスカレーションには次の項目が必要です：',
      missing: [{ label: '会社名', anchor: undefined }, { label: '折り返し電話番号', anchor: 'question-callback_phone-0' }],
      saidByField: false,
    });
  });

  it('is not said twice where a field says it', () => {
    const faults = [{ field: 'consentToPassData', message: '同意を確認してください。' }];
    const refused = (message: string) => shownRefusal(new DomainError('consent_missing', message, { faults }), []).saidByField;
    expect([refused('同意を確認してください。'), refused('入力した内容を確認してください。')]).toEqual([true, false]);
  });
});

describe('what is offered', () => {
  it('what has its own page is not offered here', () => {
    const panels = actPanels([...offered('add-note'), { name: 'save-report', label: '報告書を保存する', rule: 'save_report' }, { name: 'request-logs', label: 'ログの提供を依頼する', rule: 'await_customer' }], facts());
    expect([...panels.main, ...panels.more].map(({ name }) => name)).toEqual(['add-note']);
  });

  it('closing and merging what was escalated only to the second-line lead', () => {
    const ends = offered('close', 'merge', 'follow-up');
    const names = (panels: ReturnType<typeof actPanels>) => [...panels.main, ...panels.more].map(({ name }) => name).toSorted();
    expect(names(actPanels(ends, facts({}, { status: 'answered' })))).toEqual(['close', 'follow-up', 'merge']);
    const forTheRest = actPanels(ends, facts({}, { status: 'answered', everEscalated: true }));
    expect([names(forTheRest), opened(forTheRest)]).toEqual([['follow-up'], undefined]);
    expect(forTheRest.guidance).toContain('お客様のご確認を待っています');
    expect(names(actPanels(ends, facts({ mayEndEscalated: true }, { status: 'answered', everEscalated: true })))).toEqual(['close', 'follow-up', 'merge']);
  });

  it('no second 追記依頼 beside an open one, and 追記を終えた only then', () => {
    const both = offered('request-addition', 'complete-addition');
    expect(actPanels(both, facts()).main.map(({ name }) => name)).toEqual(['request-addition']);
    expect(actPanels(both, facts({}, { openAdditionRequest: true })).main.map(({ name }) => name)).toEqual(['complete-addition']);
  });

  it('C5: a specialist is introduced only after the wish', () => {
    expect(actPanels(offered('introduce-specialist'), facts()).more).toEqual([]);
    expect(actPanels(offered('introduce-specialist'), facts({}, { wishForSpecialistAt: 1 })).more).toHaveLength(1);
  });

  it('what is done already goes among the rarer acts', () => {
    const panels = actPanels(offered('verify', 'identify-customer'), facts({}, { verification: 'verified' }));
    expect([panels.main.length, panels.more.length]).toEqual([0, 2]);
  });

  it('buttons say what happens', () => {
    const panels = actPanels(offered('answer-by-phone', 'verify'), facts());
    expect(panels.main.map(({ submit }) => submit)).toEqual(['verifyする', '電話で回答したことを記録する']);
  });
});
