import { describe, expect, it } from 'vitest';
import { kindOf, type MailHead } from '../../src/mail/intake/automatic-mail.rules.js';
import { decideIntake, mailKinds, type IntakeFacts } from '../../src/mail/intake/intake.rules.js';
import { speaksOfAlert } from '../../src/mail/intake/alert-notice.rules.js';
import { alertRecogniserFolder, readAlertRecognisers } from '../../src/mail/intake/alert-recognisers.js';
import { hasJapanese } from '../../src/mail/intake/japanese-text.rules.js';
import { soleSender, strictMailbox } from '../../src/mail/intake/sender.rules.js';
import { inquiryNumbersIn } from '../../src/mail/intake/subject-number.rules.js';
import { bounceAddress, replyAddress, tagOf, untagged } from '../../src/mail/outbox/reply-address.rules.js';

const good: IntakeFacts = { kind: 'message', senderWellFormed: true, authentication: 'pass', registeredCustomerIds: ['c1'], found: null };
const own = { inquiryId: 'i1', customerId: 'c1' };
const foreign = { inquiryId: 'i9', customerId: 'c9' };
const everyCase: readonly IntakeFacts[] = mailKinds.flatMap((kind) =>
  [true, false].flatMap((senderWellFormed) =>
    (['pass', 'fail', 'none'] as const).flatMap((authentication) =>
      [[], ['c1'], ['c1', 'c2']].flatMap((registeredCustomerIds) => [null, own, foreign].map((found) => ({ kind, senderWellFormed, authentication, registeredCustomerIds, found }))),
    ),
  ),
);

describe('what to do with a message (security.md 2.7)', () => {
  it.each<[string, Partial<IntakeFacts>, object]>([
    ['authenticated, registered, nothing found', {}, { act: 'new_inquiry', sender: 'registered_authenticated' }],
    ['the same with its own inquiry found', { found: own }, { act: 'reply', inquiryId: 'i1', sender: 'registered_authenticated' }],
    ['registered without any authentication result', { authentication: 'none' }, { act: 'new_inquiry', sender: 'registered_unauthenticated' }],
    ['the same as a reply', { authentication: 'none', found: own }, { act: 'reply', inquiryId: 'i1', sender: 'registered_unauthenticated' }],
    ['a reply to an inquiry whose customer is not known yet', { found: { ...own, customerId: null } }, { act: 'reply', inquiryId: 'i1', sender: 'registered_authenticated' }],
    ['registered but failing authentication', { authentication: 'fail' }, { act: 'quarantine', reason: 'spoof_suspected' }],
    ['the same with a valid token (V04, V08)', { authentication: 'fail', found: own }, { act: 'quarantine', reason: 'spoof_suspected' }],
    ['not registered', { registeredCustomerIds: [] }, { act: 'quarantine', reason: 'unregistered' }],
    ['not registered with a valid token (V06)', { registeredCustomerIds: [], found: own }, { act: 'quarantine', reason: 'unregistered' }],
    ['registered elsewhere, with a number of another customer', { found: foreign }, { act: 'quarantine', reason: 'inquiry_unclear' }],
    ['contact of several customers', { registeredCustomerIds: ['c1', 'c2'] }, { act: 'quarantine', reason: 'several_customers' }],
    ['two senders (F1)', { senderWellFormed: false }, { act: 'quarantine', reason: 'sender_malformed' }],
    ['automatic', { kind: 'automatic' }, { act: 'record' }],
    ['a bounce', { kind: 'bounce', found: own }, { act: 'record' }],
    ['unreadable', { kind: 'unreadable' }, { act: 'quarantine', reason: 'unreadable' }],
  ])('%s', (_title, wishes, decision) => {
    expect(decideIntake({ ...good, ...wishes })).toEqual(decision);
  });

  // The rows of the table as it is written, from the top; the last is what is left.
  const rows: readonly [string, (facts: IntakeFacts) => boolean, string][] = [
    ['読み取れない', ({ kind }) => kind === 'unreadable', 'unreadable'],
    ['不達通知', ({ kind }) => kind === 'bounce', 'record'],
    ['差出人不正', ({ senderWellFormed }) => !senderWellFormed, 'sender_malformed'],
    ['自動メール', ({ kind }) => kind === 'automatic', 'record'],
    ['担当者外', ({ registeredCustomerIds }) => registeredCustomerIds.length === 0, 'unregistered'],
    ['なりすまし疑い', ({ authentication }) => authentication === 'fail', 'spoof_suspected'],
    ['複数の利用者', ({ registeredCustomerIds }) => registeredCustomerIds.length > 1, 'several_customers'],
    ['別の利用者の番号', ({ found }) => found === foreign, 'inquiry_unclear'],
    ['送信者認証済・本人確認待ち', ({ authentication }) => authentication === 'pass', 'registered_authenticated'],
    ['送信者未認証', () => true, 'registered_unauthenticated'],
  ];

  it('V09: the first row that fits wins, for every message there can be', () => {
    const reached = new Set<string>();
    for (const facts of everyCase) {
      const row = rows.find(([, fits]) => fits(facts));
      const decision = decideIntake(facts);
      const said = 'reason' in decision ? decision.reason : 'sender' in decision ? decision.sender : decision.act;
      expect(said, JSON.stringify(facts)).toBe(row?.[2]);
      if (row !== undefined) reached.add(row[0]);
    }
    expect(reached.size).toBe(rows.length);
  });

  it('never lets anything in but a well-formed message of a registered sender that did not fail, whatever the rest', () => {
    expect(everyCase).toHaveLength(4 * 2 * 3 * 3 * 3);
    for (const facts of everyCase) {
      const { kind, senderWellFormed, authentication, registeredCustomerIds, found } = facts;
      const lawful = kind === 'message' && senderWellFormed && authentication !== 'fail' && registeredCustomerIds.length === 1 && found !== foreign;
      expect(['new_inquiry', 'reply'].includes(decideIntake(facts).act), JSON.stringify(facts)).toBe(lawful);
    }
  });
});

describe('automatic mail (RFC 3834, RFC 3464)', () => {
  const head = (wishes: Partial<MailHead> & { readonly lines?: Record<string, string> }): MailHead => ({
    headers: new Map(Object.entries(wishes.lines ?? {}).map(([name, value]) => [name, [value]])),
    envelopeFrom: 'taro@customer.example',
    from: 'taro@customer.example',
    fromName: '',
    subject: '通知の意味',
    text: '',
    fileTypes: [],
    ownAddresses: new Set(['desk@desk.example.jp']),
    toBounceAddress: false,
    ...wishes,
  });

  it.each<[string, Parameters<typeof head>[0], string]>([
    ['a person', {}, 'message'],
    ['Auto-Submitted: no', { lines: { 'auto-submitted': 'no' } }, 'message'],
    ['Auto-Submitted: auto-replied', { lines: { 'auto-submitted': 'auto-replied' } }, 'automatic'],
    ['Precedence: bulk', { lines: { precedence: 'bulk' } }, 'automatic'],
    ['a mailing list', { lines: { 'list-id': '<x.example>' } }, 'automatic'],
    ['X-Autoreply', { lines: { 'x-autoreply': 'yes' } }, 'automatic'],
    ['the null sender', { envelopeFrom: '' }, 'automatic'],
    ['a null Return-Path where the envelope is unknown', { ...({ envelopeFrom: undefined } as object), lines: { 'return-path': '<>' } }, 'automatic'],
    ['ourselves', { from: 'desk@desk.example.jp' }, 'automatic'],
    ['an answer to the address of bounces', { toBounceAddress: true }, 'automatic'],
    ['a Japanese out-of-office note without any header', { subject: '自動返信: お問い合わせ' }, 'automatic'],
    ['不在のお知らせ', { subject: 'Re: 不在のお知らせ' }, 'automatic'],
    ['a question about an automatic reply', { subject: 'お問い合わせ（自動返信の内容について）' }, 'message'],
    ['a delivery report', { lines: { 'content-type': 'multipart/report; report-type=delivery-status; boundary=x' } }, 'bounce'],
    ['a read receipt', { lines: { 'content-type': 'multipart/report; report-type=disposition-notification; boundary=x' } }, 'automatic'],
    ['an old bounce', { from: 'mailer-daemon@mx.example', subject: 'Returned mail: see transcript' }, 'bounce'],
    ['a question about a bounce', { subject: 'メールが不達になります' }, 'message'],
  ])('%s', (_title, wishes, kind) => {
    expect(kindOf(head(wishes))).toBe(kind);
  });
});

describe('small rules', () => {
  it.each([
    ['【SOC in Pocket】お問い合わせ［受付番号 26-000123-7］', ['26-000123-7']],
    ['RE: ［受付番号　２６－０００１２３－７］', ['26-000123-7']],
    ['126-000123-7 26-000123-77', []],
    ['26-000123-7 と 26-000124-5', ['26-000123-7', '26-000124-5']],
  ])('finds receipt numbers in %s', (subject, numbers) => {
    expect(inquiryNumbersIn(subject)).toEqual(numbers);
  });

  it('tags addresses and reads them back', () => {
    expect(replyAddress('desk@x.example', 'abc')).toBe('desk+abc@x.example');
    expect(tagOf('desk+abc@x.example')).toEqual({ kind: 'reply', token: 'abc' });
    expect(tagOf(bounceAddress('desk@x.example', 'id-1'))).toEqual({ kind: 'bounce', outboxId: 'id-1' });
    expect(tagOf('desk@x.example')).toBeUndefined();
    expect(untagged('Desk+abc@X.example')).toBe('desk@x.example');
  });

  it('A3: tells Japanese from other mail, and takes a forwarded CTS notice for Japanese', () => {
    expect(hasJapanese('ｶﾅだけ')).toBe(true);
    const shipped = readAlertRecognisers(alertRecogniserFolder());
    expect(hasJapanese('What does this mean?') || speaksOfAlert(shipped, 'What does this mean? Actsafe.')).toBe(false);
    expect(speaksOfAlert(shipped, 'Threat: Access to compromised website')).toBe(true);
  });

  it.each(['a@b', '<a@b.example', 'a@b.example b@b.example', 'A <a@b.example> <c@d.example>', '=?utf-8?B?PGE+?=', 'x: a@b.example;', '"a@c.example" <b @d.example>', `${'a '.repeat(3_000)}<a@b.example>`])(
    'the strict grammar refuses %j',
    (value) => {
      expect(strictMailbox(value)).toBeUndefined();
    },
  );

  it.each<[string, string[]]>([
    ['another address', ['taro@attacker.example']],
    ['a second address', ['taro@customer.example', 'taro@attacker.example']],
    ['none', []],
  ])('V14: nobody is the sender where the parser reads %s out of the same line', (_title, seen) => {
    const line = 'Taro <taro@customer.example>';
    expect(soleSender([line], ['Taro@Customer.Example'])?.address).toBe('taro@customer.example');
    expect(soleSender([line], seen)).toBeUndefined();
  });
});
