import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableAnswers, type AnswerValue } from '../../src/hearing/answers.rules.js';
import { isFastTrack, isGrave, missingAt, nextQuestion, unknownQuestions, visibleQuestions, type MissingGate } from '../../src/hearing/hearing.rules.js';
import { missingView } from '../../src/hearing/missing.view.js';
import { mailQuestions } from '../../src/hearing/mail-questions.rules.js';
import { openAsUnknown } from '../../src/hearing/open-as-unknown.rules.js';
import type { Question } from '../../src/hearing/sheet-definition.schemas.js';
import { sheetView } from '../../src/hearing/sheet.view.js';
import { answersOf, questionOf, sheet, type Said } from './answers.js';

const moment: AnswerValue = { at: 1_795_000_000_000, wall: '2026-11-18T08:06:40', zone: 'UTC', precision: 'second' };

const reception: Said = {
  caller_name: '山田太郎', callback_phone: '+81312345678', customer_statement: '英語の通知が届いた', inquiry_kinds: ['content_not_understood'],
  customer_perceived_urgency: 'normal', alert_external_id: 'A-1', detected_at: moment, threat_kind: 'compromised_website',
};

const ids = (gate: MissingGate, said: Said, facts = {}) => missingAt(gate, sheet, answersOf(said, facts)).map((field) => field.questionId);
const shown = (said: Said, facts = {}) => visibleQuestions(sheet, answersOf(said, facts)).map(({ question, group }) => `${question.id}.${group}`);

it('counts once what nobody knows, however many alerts it is asked of, and what is still being checked with it', () => {
  const said: Said = { callback_phone: 'unknown!', caller_name: '確認中', contact_window: 'declined!', customer_statement: '通知が届いた' };
  expect(unknownQuestions(sheet, answersOf(said)).map(({ id }) => id)).toEqual(['caller_name', 'callback_phone']);
  const alerts = answersOf({ alert_external_id: 'unknown!', 'alert_external_id.1': 'unknown!' });
  expect(unknownQuestions(sheet, alerts).map(({ id }) => id)).toEqual(['alert_external_id']);
  expect(missingView(sheet, alerts, { reader: 'first_line' }).unknown).toBe(1);
});

it('advises to escalate for as long as the first line has it, and not what it has done already', () => {
  const unknown = openAsUnknown('escalation', sheet, answersOf({})).map(({ questionId, group }) => [`${questionId}.${group}`, 'unknown!'] as const);
  const nothingLeft = answersOf(Object.fromEntries(unknown));
  const stopOf = (handedOver: boolean): string => missingView(sheet, nothingLeft, { reader: 'first_line', handedOver }).stop ?? '';
  expect(stopOf(false)).toContain('エスカレーションしてください');
  expect(stopOf(true)).toBe('ここで伺う質問は残っていません。新しく分かったことは、シートに追記できます。');
});

describe('1.2: the gate of the reception', () => {
  it('asks an empty sheet for eight answers and no more', () => {
    expect(ids('reception', {})).toEqual([
      'caller_name', 'callback_phone', 'customer_statement', 'inquiry_kinds', 'customer_perceived_urgency', 'alert_external_id', 'detected_at', 'threat_kind',
    ]);
  });

  it.each(Object.keys(reception))('is not passed without %s', (left) => {
    const { [left]: _, ...rest } = reception;
    if (left === 'alert_external_id') expect(ids('reception', rest)).toEqual([]);
    else expect(ids('reception', rest)).toEqual([left]);
  });

  it('takes 不明 and 開示しない for answers (B1)', () => {
    const unknown = Object.fromEntries(Object.keys(reception).map((id) => [id, 'unknown!' as const]));
    expect(ids('reception', unknown)).toEqual(['threat_category']);
    expect(ids('reception', { ...unknown, threat_category: 'declined!' })).toEqual([]);
  });

  it.each(['確認中', ' 確認中です。', '現在、確認中', '確認中（情報システム部に依頼済み）'])('takes 「%s」 for none, at every gate and for the next question', (words) => {
    expect(ids('reception', { ...reception, caller_name: words, customer_statement: words })).toEqual(['caller_name', 'customer_statement']);
    expect(ids('escalation', { ...reception, unclear_excerpt: words })).toContain('unclear_excerpt');
    expect(ids('fast_track', { callback_phone: '+81312345678', screen_shown: words })).toEqual(['screen_shown']);
    const next = nextQuestion(sheet, answersOf({ customer_statement: words }));
    expect(next.stop ? undefined : next.question.id).toBe('customer_statement');
    expect(mailQuestions(sheet, answersOf({ customer_statement: words })).map(({ questionId }) => questionId)).toContain('customer_statement');
    expect(openAsUnknown('reception', sheet, answersOf({ ...reception, caller_name: words })).map(({ questionId }) => questionId)).toEqual(['caller_name']);
  });

  it('but takes what says more for an answer', () => {
    expect(ids('reception', { ...reception, customer_statement: '確認中という画面が消えない' })).toEqual([]);
  });

  it('needs no alert id where date and kind are known, but does where one of them is 不明', () => {
    const { alert_external_id: _, ...rest } = reception;
    expect(ids('reception', { ...rest, detected_at: 'unknown!' })).toEqual(['alert_external_id']);
  });

  it('asks for no alert where no notice was seen (B2: a ransom note is an inquiry too)', () => {
    expect(ids('reception', { notification_channel_seen: ['none'] })).toEqual([
      'caller_name', 'callback_phone', 'customer_statement', 'inquiry_kinds', 'customer_perceived_urgency',
    ]);
  });

  it('asks how the caller belongs to the registered contact only where he is another', () => {
    expect(ids('reception', reception, { caller_is_registered_contact: 'yes' })).toEqual([]);
    expect(ids('reception', reception, { caller_is_registered_contact: 'no' })).toEqual(['caller_relation']);
  });
});

describe('1.2: the gate of the escalation', () => {
  it('wants what the kind of inquiry wants (K1, K2, K3)', () => {
    const forKind = (kind: string) => ids('escalation', { ...reception, inquiry_kinds: [kind] });
    expect(forKind('content_not_understood')).toEqual(expect.arrayContaining(['comprehension_gap', 'unclear_excerpt', 'portal_recommendation_text']));
    for (const id of ['business_impact', 'host_symptoms', 'network_action']) expect(forKind('content_not_understood')).not.toContain(id);
    expect(forKind('impact_advice')).toEqual(expect.arrayContaining(['impact_question', 'network_action', 'host_symptoms', 'business_impact', 'available_logs']));
    expect(forKind('impact_advice')).not.toContain('action_blocker');
    expect(forKind('recommended_action_advice')).toEqual(expect.arrayContaining(['recommendation_ref', 'action_blocker', 'gateway_model', 'portal_recommendation_text']));
    expect(forKind('recommended_action_advice')).not.toContain('comprehension_gap');
  });

  it('never wants the depth of the second line or what is volunteered', () => {
    const all = ids('escalation', { inquiry_kinds: ['content_not_understood', 'impact_advice', 'recommended_action_advice', 'other'] });
    for (const id of ['network_diagram', 'monitored_hosts', 'log_consent', 'referral_requested', 'insurance_interest']) expect(all).not.toContain(id);
  });

  it('names the alert where there are several', () => {
    const fields = missingAt('escalation', sheet, answersOf({ ...reception, 'alert_title.1': 'Exploit' }));
    expect(fields.filter((field) => field.questionId === 'detected_at')).toEqual([{ questionId: 'detected_at', group: 1, code: 'D2', label: 'アラート2：検知日時', own: false }]);
  });

  it('is empty after the open fields became 不明, also those that a 不明 opens (B4)', () => {
    const fields = openAsUnknown('escalation', sheet, answersOf({}));
    const unknown = Object.fromEntries(fields.map((field) => [`${field.questionId}.${field.group}`, 'unknown!' as const]));
    expect(fields.map((field) => field.questionId)).toContain('threat_category');
    expect(ids('escalation', unknown)).toEqual([]);
  });

  it.each([['nothing', {}], ['C&C', { threat_kind: 'c2_communication' }], ['a malware download', { threat_kind: 'malware_download' }]] satisfies [string, Said][])(
    'with %s heard leaves nothing open that 次の一問 would go on asking',
    (_, said) => {
      const unknown = openAsUnknown('escalation', sheet, answersOf(said)).map((field) => [`${field.questionId}.${field.group}`, 'unknown!'] as const);
      expect(unknown.map(([field]) => field)).toContain('host_symptoms.0');
      expect(nextQuestion(sheet, answersOf({ ...said, ...Object.fromEntries(unknown) })).stop).toBe(true);
    },
  );

  it('is what the mark beside a question says, so that marks and count agree', () => {
    for (const said of [{}, { inquiry_kinds: ['content_not_understood'] }, { inquiry_kinds: ['impact_advice'] }] satisfies Said[]) {
      const marked = sheetView(sheet, answersOf(said), { version: 1, saveUrl: '/s', reader: 'first_line', source: 'customer_phone' }).sections
        .flatMap((section) => section.groups).flatMap((group) => group.questions).filter((question) => question.visible && question.need === 'escalation' && !question.answered);
      expect(marked.map(({ id }) => id)).toEqual(ids('escalation', said).filter((id) => questionOf(id).gate === 'R2'));
    }
  });
});

describe('B4: signs of encryption', () => {
  it.each([
    ['files encrypted', { host_symptoms: ['files_encrypted'] }, true],
    ['a ransom note on the third host', { 'host_symptoms.2': ['slow', 'ransom_note'] }, true],
    ['a notice of ransomware', { threat_kind: 'ransomware_communication' }, true],
    ['a notice of ransomware as the second alert', { 'threat_kind.1': 'ransomware_communication' }, true],
    ['a slow machine', { host_symptoms: ['slow'] }, false],
    ['symptoms not known', { host_symptoms: 'unknown!' }, false],
  ] satisfies [string, Said, boolean][])('%s', (_, said, expected) => {
    expect(isFastTrack(sheet, answersOf(said))).toBe(expected);
  });

  it('then need the call-back number and what the screen shows, and 不明 will do', () => {
    const sign: Said = { host_symptoms: ['ransom_note'] };
    expect(ids('fast_track', sign)).toEqual(['callback_phone', 'screen_shown']);
    expect(ids('fast_track', { ...sign, callback_phone: '+81312345678', screen_shown: 'unknown!' })).toEqual([]);
  });

  it('make the question for the screen visible', () => {
    expect(shown({ host_symptoms: ['ransom_note'] })).toContain('screen_shown.0');
    expect(shown({ host_symptoms: ['slow'] })).not.toContain('screen_shown.0');
  });

  it('are grave, as is a malware download; a blocked advertisement is not (C8)', () => {
    expect(isGrave(sheet, answersOf({ host_symptoms: ['ransom_note'] }))).toBe(true);
    expect(isGrave(sheet, answersOf({ 'threat_kind.1': 'malware_download' }))).toBe(true);
    expect(isGrave(sheet, answersOf({ threat_kind: 'malvertising_site' }))).toBe(false);
  });
});

describe('disclosure', () => {
  it('keeps from the first line what only the second may see, and nothing from the second', () => {
    const [section, ...others] = sheet.sections;
    if (section === undefined) throw new Error('The sheet is empty.');
    const questions = section.questions.map((question) => (question.id === 'contact_window' ? { ...question, disclosure: 'second_line' as const } : question));
    const guarded = { ...sheet, sections: [{ ...section, questions }, ...others] };
    const answers = answersOf({ contact_window: '終日', caller_name: '山田' });
    expect([...readableAnswers(guarded, answers, 'first_line').current.keys()]).toEqual(['caller_name.0']);
    expect([...readableAnswers(guarded, answers, 'second_line').current.keys()]).toEqual(['contact_window.0', 'caller_name.0']);
  });
});

describe('branching', () => {
  it('looks at the same alert, not at another', () => {
    const said: Said = { threat_kind: 'tor_communication', 'threat_kind.1': 'recon_access' };
    expect(shown(said)).toEqual(expect.arrayContaining(['tor_browser_used.0', 'own_scan_running.1']));
    expect(shown(said)).not.toContain('tor_browser_used.1');
    expect(shown(said)).not.toContain('own_scan_running.0');
  });

  it('looks at every host from outside the hosts', () => {
    expect(shown({ 'host_symptoms.1': ['files_encrypted'] })).toContain('backup_state.0');
  });
});

describe('H2: the next question', () => {
  const next = (said: Said) => {
    const found = nextQuestion(sheet, answersOf(said));
    return found.stop ? `stop: ${found.reason}` : `${found.question.id}.${found.group}`;
  };
  const opened: Said = { customer_statement: '通知', host_symptoms: ['none'], inquiry_kinds: ['impact_advice'], notification_channel_seen: ['portal'] };

  it('opens with the customer’s words, then looks for encryption', () => {
    expect(next({})).toBe('customer_statement.0');
    expect(next({ customer_statement: '変な表示' })).toBe('host_symptoms.0');
  });

  it('goes for the three answers at once where there is encryption, and then stops', () => {
    expect(next({ host_symptoms: ['files_encrypted'] })).toBe('screen_shown.0');
    expect(next({ host_symptoms: ['files_encrypted'], screen_shown: 'YOUR FILES' })).toBe('callback_phone.0');
    expect(next({ host_symptoms: ['files_encrypted'], screen_shown: 'YOUR FILES', callback_phone: 'declined!' })).toMatch(/^stop: .*緊急エスカレーション/);
  });

  it('asks whether it was blocked, which settles an advertisement', () => {
    expect(next({ ...opened, threat_kind: 'malvertising_site' })).toBe('network_action.0');
    expect(next({ ...opened, threat_kind: 'malvertising_site', network_action: 'blocked_by_utm' })).toMatch(/^stop: .*電話で回答できます/);
    expect(next({ ...opened, threat_kind: 'malvertising_site', network_action: 'allowed' })).toBe('download_followed.0');
    expect(next({ ...opened, threat_kind: 'malvertising_site', network_action: 'unknown!', download_followed: 'yes' })).toMatch(/^stop: .*エスカレーション/);
  });

  it('follows the gravest of several alerts, and asks of that one', () => {
    expect(next({ ...opened, threat_kind: 'malvertising_site', 'threat_kind.1': 'malware_download' })).toBe('network_action.1');
  });

  it('leaves the alerts out where no notice was seen', () => {
    expect(next({ ...opened, notification_channel_seen: ['none'] })).toMatch(/^stop: /);
  });

  it('never asks what is already answered, and stops in the end', () => {
    fc.assert(
      fc.property(anySheet, (said) => {
        const grown = { ...said };
        for (let asked = 0; asked < 30; asked += 1) {
          const found = nextQuestion(sheet, answersOf(grown));
          if (found.stop) return;
          const key = `${found.question.id}.${found.group}`;
          expect(grown).not.toHaveProperty([key]);
          grown[key] = 'unknown!';
        }
        throw new Error('It went on asking.');
      }),
    );
  });
});

/** Any value that a question can take. */
function anyAnswer(question: Question): fc.Arbitrary<AnswerValue> {
  const values = (question.choices ?? []).map((choice) => choice.value);
  const special = fc.constantFrom('unknown!', 'declined!');
  if (question.type === 'multi') return fc.oneof(special, fc.subarray(values, { minLength: 1 }));
  if (question.type === 'enum') return fc.oneof(special, fc.constantFrom(...values));
  if (question.type === 'bool3') return fc.oneof(special, fc.constantFrom('yes', 'no'));
  if (question.type === 'dt') return fc.oneof(special, fc.constant(moment));
  return fc.oneof(special, fc.constant(question.type === 'int' ? 3 : '回答'));
}

const anyEntry = fc
  .constantFrom(...sheet.sections.flatMap((section) => section.questions.map((question) => ({ question, repeats: section.repeats !== undefined }))))
  .chain(({ question, repeats }) => fc.tuple(fc.constant(question), fc.nat(repeats ? 2 : 0), anyAnswer(question)));
const anySheet = fc.array(anyEntry, { maxLength: 40 }).map((entries): Record<string, AnswerValue> => Object.fromEntries(entries.map(([question, group, value]) => [`${question.id}.${group}`, value])));

describe('1.2: what is missing', () => {
  it('grows with an answer only where the answer makes a question visible or a group begin', () => {
    fc.assert(
      fc.property(anySheet, anyEntry, (said, [question, group, value]) => {
        const key = `${question.id}.${group}`;
        if (key in said) return;
        const before = answersOf(said);
        const after = answersOf({ ...said, [key]: value });
        const needed = (answers: typeof before) => missingAt('escalation', sheet, answers).map((field) => `${field.questionId}.${field.group}`);
        const seenBefore = new Set(visibleQuestions(sheet, before).map((placed) => `${placed.question.id}.${placed.group}`));
        const grown = needed(after).filter((field) => !needed(before).includes(field));
        const optionalBefore = (field: string) => sheet.sections.some((section) => section.questions.some((candidate) => field.startsWith(`${candidate.id}.`) && candidate.otherKinds !== undefined));
        for (const field of grown) expect(seenBefore.has(field) && !optionalBefore(field), field).toBe(false);
        expect(needed(after)).not.toContain(key);
      }),
    );
  });

  it('never names a question that is not asked', () => {
    fc.assert(
      fc.property(anySheet, (said) => {
        const visible = new Set(shown(said));
        for (const field of missingAt('escalation', sheet, answersOf(said))) expect(visible).toContain(`${field.questionId}.${field.group}`);
      }),
    );
  });
});
