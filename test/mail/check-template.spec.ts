import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MailTemplate } from '../../src/inquiries/outbox/outgoing-mail.js';
import { checkTemplate } from '../../src/mail/render/check-template.rules.js';
import { lintText } from '../../src/mail/render/lint-mail.rules.js';
import { parseTemplate } from '../../src/mail/render/parse-template.rules.js';
import { renderText, shippedText } from '../../src/mail/render/render-mail.js';
import { sampleKinds, sampleMail, sampleTime } from '../../src/mail/render/sample-mails.rules.js';
import { bans, officeWords, promises } from '../../src/mail/render/template-words.rules.js';
import { mailTemplates } from '../../src/mail/render/templates.rules.js';
import { allTemplates } from './mail-samples.js';

/** What is said against a text of which one part was replaced. */
function said(template: MailTemplate, change: { readonly subject?: string; readonly body?: string | ((shipped: string) => string) }): string[] {
  const shipped = shippedText(template);
  const body = typeof change.body === 'function' ? change.body(shipped.body) : (change.body ?? shipped.body);
  const { subject, body: ofBody } = checkTemplate(template, { subject: change.subject ?? shipped.subject, body });
  return [...subject, ...ofBody].map(({ line, message }) => `${line}: ${message}`);
}

const withLine = (text: string) => (shipped: string) => `${text}\n${shipped}`;

describe('the texts that come with the program', () => {
  it.each(allTemplates)('%s keeps every rule that an edited one must keep', (name) => {
    expect(said(name, {})).toEqual([]);
  });
});

describe('a text that is refused', () => {
  it.each(allTemplates)('%s without one of what it must print (domain.md 6.2)', (name) => {
    for (const must of mailTemplates[name].must) {
      const without = said(name, { body: (shipped) => shipped.replaceAll(`{{${must}}}`, '').replaceAll(`{{#${must}}}`, '').replaceAll(`{{/${must}}}`, '') });
      expect(without.some((message) => message.includes(must) && message.includes('がありません')), must).toBe(true);
    }
  });

  it('hides what it must print behind a condition', () => {
    const hidden = said('receipt', { body: (shipped) => shipped.replace('{{相互確認コード}}', '{{#部署}}{{相互確認コード}}{{/部署}}') });
    expect(hidden.join()).toContain('{{相互確認コード}} がありません。条件の区切りの外に');
  });

  it.each([...Object.keys(officeWords), ...promises])('says 「%s」 (requirements, section G; nothing beyond the terms)', (word) => {
    expect(said('closing', { body: withLine(`お知らせ：${word}。`) })[0]).toMatch(new RegExp(`^1: 「`));
    expect(said('closing', { subject: `【SOC in Pocket】${word}［受付番号 {{受付番号}}］` }).length).toBeGreaterThan(0);
  });

  it('says a forbidden word in another width', () => {
    expect(said('closing', { body: withLine('ＳＬＡを守ります') })[0]).toMatch(/^1: 「SLA」/);
  });

  const banned: readonly [MailTemplate, string, RegExp][] = [
    ['receipt', '感染の疑いがあります。', /診断/],
    ['outside_hours', '夜間は 090-1234-5678 へ。', /電話番号/],
    ['outside_hours', '緊急連絡先をご利用ください。', /緊急/],
    ['unregistered', '貴社はご契約中です。', /ご契約/],
    ['unregistered', '担当は taro@customer.example です。', /メールアドレス/],
    ['fixed_receipt', '受付番号 26-000123-7 です。', /受付番号/],
    ['identity_request', 'https://login.example.jp/ を開いてください。', /URL/],
    ['identity_request', 'パスワードをお知らせください。', /秘密/],
    ['escalation', '当窓口では判断できないためです。', /内部の理由/],
    ['log_request', 'ZIPにしてパスワードは別メールで。', /PPAP/],
    ['log_request', 'マイナンバーもお知らせください。', /個人情報/],
    ['log_request', '検体を添付してください。', /不審なファイル/],
    ['interim_answer', '保険金の対象です。', /補償に触れる/],
    ['japanese_only', '貴社はご契約中です。', /ご契約/],
    ['reminder', 'ご返答がない場合は打ち切ります。', /責める/],
    ['report', '補償の対象です。', /補償/],
    ['phone_record', '回答の内容は次のとおりです。', /控え/],
    ['specialist', 'A社がおすすめです。', /優劣/],
    ['insurance', '補償されます。', /補償の可否/],
    ['closing', 'OSを更新してください。', /助言/],
    ['contact_replaced', 'お問い合わせの状況は次のとおりです。', /前任/],
    ['desk_changed', '先方の都合によるものです。', /理由/],
    ['gateway_proposal', 'ホスト名は次のとおりです。', /攻撃の詳細/],
  ];

  it.each(banned)('%s must not contain 「%s」', (name, text, sentence) => {
    expect(said(name, { body: withLine(text) }).join()).toMatch(sentence);
  });

  it('has been tried for every template that must not contain something', () => {
    expect([...new Set(banned.map(([name]) => name))].toSorted()).toEqual(Object.keys(bans).toSorted());
  });

  it.each([
    ['{{constructor}}', /1: 「constructor」という項目/],
    ['{{__proto__}}', /1: \{\{ \}\} の書き方/],
    ['{{process.env}}', /1: \{\{ \}\} の書き方/],
    ['{{{お名前}}}', /1: \{\{ \}\} の書き方/],
    ['{{= it.x }}', /1: \{\{ \}\} の書き方/],
    ['{{#部署}}', /1: 「部署」の区切りが閉じられていません/],
    ['{{/部署}}', /1: 「部署」の区切りが始まっていません/],
    ['{{#部署}}{{#役職}}{{/部署}}{{/役職}}', /「役職」の区切り（1行目）が閉じられないまま/],
    ['{{>秘密}}', /\{\{>秘密\}\} は、この本文では使えません/],
    ['{{#部署}}'.repeat(5) + '{{/部署}}'.repeat(5), /4段まで/],
    ['あ'.repeat(501), /1: 1行は500文字まで/],
    ['\u202E', /1: 見えない文字/],
  ])('has %s', (text, sentence) => {
    expect(said('closing', { body: withLine(text) }).join('\n')).toMatch(sentence);
  });

  it('prints a list as if it were a word, or a word of a list outside it', () => {
    expect(said('question', { body: withLine('{{ご質問}}') })[0]).toMatch(/文ではないので/);
    expect(said('question', { body: withLine('{{質問}}') })[0]).toMatch(/使えません/);
  });

  it('names what belongs to another mail', () => {
    expect(said('unregistered', { body: withLine('{{貴社名}}') })[0]).toMatch(/「貴社名」という項目/);
    expect(said('target_warning', { body: withLine('{{>宛名}}') })[0]).toMatch(/使えません/);
  });

  it.each([
    ['【SOC in Pocket】お知らせ\r\nBcc: evil@example.com［受付番号 {{受付番号}}］', /改行/],
    ['【SOC in Pocket】お知らせ\n［受付番号 {{受付番号}}］', /改行/],
    ['お知らせ［受付番号 {{受付番号}}］', /【SOC in Pocket】で始めて/],
    ['【SOC in Pocket】［受付番号 {{受付番号}}］のお知らせ', /［受付番号 \{\{受付番号\}\}］で終えて/],
    ['【SOC in Pocket】お知らせ', /［受付番号 \{\{受付番号\}\}］で終えて/],
    ['【SOC in Pocket】{{貴社名}}のこと［受付番号 {{受付番号}}］', /「貴社名」という項目は、この件名では/],
    [`【SOC in Pocket】${'長い'.repeat(21)}［受付番号 {{受付番号}}］`, /40文字まで/],
    ['【SOC in Pocket】［受付番号 {{受付番号}}］', /内容を書いて/],
  ])('has the subject %s', (subject, sentence) => {
    expect(said('closing', { subject }).join()).toMatch(sentence);
  });

  it('is longer than any honest one', () => {
    expect(said('closing', { body: 'あ\n'.repeat(11_000) }).join()).toMatch(/20,000文字まで/);
  });
});

describe('whatever is typed', () => {
  const names = ['お名前', '部署', '受付番号', 'constructor', '__proto__', '番号', 'ご質問', '質問', 'ご回答の目途', '関係者限り'];
  const piece = fc.oneof(
    fc.constantFrom('{{', '}}', '{{{', '<%= process.exit(1) %>', '${globalThis}', '\n', '\r', '・', '必ず', '\u202E', '{{>署名}}', '{{>宛名}}', '{{>名乗り}}'),
    fc.tuple(fc.constantFrom('', '#', '^', '/', '>', '&', '!'), fc.constantFrom(...names)).map(([sign, name]) => `{{${sign}${name}}}`),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const typed = fc.array(piece, { maxLength: 25 }).map((parts) => parts.join(''));

  it('is refused with a line and a sentence, or can be printed with every sample; nothing throws and nothing runs', () => {
    fc.assert(
      fc.property(fc.constantFrom(...allTemplates), typed, typed, fc.boolean(), (name, subject, text, atEnd) => {
        const shipped = shippedText(name);
        const body = atEnd ? `${shipped.body}\n${text}` : `${text}\n${shipped.body}`;
        const faults = checkTemplate(name, { subject, body });
        for (const { line, message } of [...faults.subject, ...faults.body]) expect(line >= 0 && message.length > 5).toBe(true);
        if (faults.body.length > 0) return;
        for (const kind of sampleKinds) {
          const mail = renderText(name, { subject: faults.subject.length > 0 ? shipped.subject : subject, body }, sampleMail(name, kind), sampleTime);
          expect(mail.subject).not.toMatch(/[\r\n]/);
          expect(lintText(mail).filter((fault) => !fault.startsWith('has a line of'))).toEqual([]);
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('keeps text without signs as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }).filter((text) => !/[{}]/.test(text)), (text) => {
      expect(parseTemplate(text).nodes.map((node) => (node.kind === 'text' ? node.text : '?')).join('')).toBe(text);
    }));
  });
});
