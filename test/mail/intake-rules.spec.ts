import { describe, expect, it } from 'vitest';
import { judgeAuthentication } from '../../src/mail/intake/authentication.rules.js';
import { kindOf, type MailHead } from '../../src/mail/intake/automatic-mail.rules.js';
import { decideIntake, mailKinds, type IntakeFacts } from '../../src/mail/intake/intake.rules.js';
import { speaksOfAlert } from '../../src/mail/intake/alert-notice.rules.js';
import { alertRecogniserFolder, readAlertRecognisers } from '../../src/mail/intake/alert-recognisers.js';
import { hasJapanese } from '../../src/mail/intake/japanese-text.rules.js';
import { strictMailbox } from '../../src/mail/intake/sender.rules.js';
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

describe('authentication results (V10)', () => {
  const judge = (...lines: string[]) => judgeAuthentication(lines, 'mx.desk.example.jp', 'customer.example');

  it.each<[string, string[], string]>([
    ['a literal DMARC pass', ['mx.desk.example.jp; dmarc=pass header.from=customer.example'], 'pass'],
    ['a DMARC fail', ['mx.desk.example.jp; dkim=pass header.d=attacker.example; dmarc=fail header.from=customer.example'], 'fail'],
    ['Google, with comments in comments', ['mx.desk.example.jp; dkim=pass header.i=@customer.example header.s=x; spf=pass (google.com: domain of a@b designates 1.2.3.4 (x) as permitted) smtp.mailfrom=a@b.example; dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=customer.example'], 'pass'],
    ['Microsoft 365, which names no server', ['spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=customer.example; dkim=pass; dmarc=bestguesspass action=none header.from=customer.example'], 'none'],
    ['bestguesspass of our own server', ['mx.desk.example.jp; dmarc=bestguesspass header.from=customer.example'], 'none'],
    ['another server', ['mx.attacker.example; dmarc=pass header.from=customer.example'], 'none'],
    ['a forged line below our own', ['mx.desk.example.jp; dmarc=fail header.from=customer.example', 'mx.desk.example.jp; dmarc=pass header.from=customer.example'], 'fail'],
    ['a pass inside a comment', ['mx.desk.example.jp; spf=none (dmarc=pass header.from=customer.example)'], 'none'],
    ['a pass inside the comment of a fail', ['mx.desk.example.jp; dmarc=fail (x; dmarc=pass) header.from=customer.example'], 'fail'],
    ['a comment that never ends', ['mx.desk.example.jp; spf=pass (a; dmarc=pass header.from=customer.example'], 'none'],
    ['two DMARC results', ['mx.desk.example.jp; dmarc=fail header.from=customer.example; dmarc=pass header.from=customer.example'], 'none'],
    ['a pass for another domain', ['mx.desk.example.jp; dmarc=pass header.from=attacker.example'], 'none'],
    ['an aligned DKIM pass without DMARC', ['mx.desk.example.jp; dkim=pass header.d=mail.customer.example; dmarc=none'], 'pass'],
    ['a DKIM pass of somebody else', ['mx.desk.example.jp; dkim=pass header.d=attacker.example; dmarc=none'], 'none'],
    ['an aligned SPF pass without DMARC', ['mx.desk.example.jp; spf=pass smtp.mailfrom=taro@customer.example'], 'pass'],
    ['a domain that only ends alike', ['mx.desk.example.jp; dkim=pass header.d=evilcustomer.example'], 'none'],
    ['a top-level domain', ['mx.desk.example.jp; dkim=pass header.d=example'], 'none'],
    ['an SPF fail and nothing else', ['mx.desk.example.jp; spf=fail smtp.mailfrom=customer.example'], 'fail'],
    ['nothing', [], 'none'],
  ])('%s', (_title, lines, verdict) => {
    expect(judge(...lines)).toBe(verdict);
  });

  it.each<[string, string[], string]>([
    ['a pass of its own', ['spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=pass (signature was verified) header.d=customer.example;dmarc=pass action=none header.from=customer.example;compauth=pass reason=100'], 'pass'],
    ['bestguesspass with an aligned SPF pass', ['spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=none (message not signed) header.d=none;dmarc=bestguesspass action=none header.from=customer.example'], 'pass'],
    ['bestguesspass and nothing else', ['spf=none smtp.mailfrom=customer.example; dkim=none header.d=none;dmarc=bestguesspass action=none header.from=customer.example'], 'none'],
    ['a fail', ['spf=fail smtp.mailfrom=customer.example; dkim=none; dmarc=fail action=quarantine header.from=customer.example'], 'fail'],
    ['a line without a name that is not on top', ['mx.attacker.example; dmarc=pass header.from=customer.example', 'dmarc=pass header.from=customer.example'], 'none'],
    ['a named one on top', ['mx.attacker.example; dmarc=pass header.from=customer.example'], 'none'],
  ])('F15, Microsoft 365, when it is configured: %s', (_title, lines, verdict) => {
    expect(judgeAuthentication(lines, 'microsoft365', 'customer.example')).toBe(verdict);
  });

  it('F15: Mailgun names its MX host, and only that is believed', () => {
    const lines = ['mxa.mailgun.org; dkim=pass header.d=customer.example; spf=pass smtp.mailfrom=customer.example; dmarc=pass header.from=customer.example'];
    expect(judgeAuthentication(lines, 'mxa.mailgun.org', 'customer.example')).toBe('pass');
    expect(judgeAuthentication(lines, 'mailgun.org', 'customer.example')).toBe('none');
  });

  it('Postfix with OpenDKIM and OpenDMARC writes two lines; the upper one counts', () => {
    const lines = ['mx.desk.example.jp; dmarc=pass (p=reject dis=none) header.from=customer.example', 'mx.desk.example.jp; dkim=pass (2048-bit key) header.d=customer.example header.i=@customer.example'];
    expect(judge(...lines)).toBe('pass');
  });

  it('believes nobody where no server is configured', () => {
    expect(judgeAuthentication(['mx.desk.example.jp; dmarc=pass'], undefined, 'customer.example')).toBe('none');
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
});
