import { describe, expect, it } from 'vitest';
import { furthestStages, notAssessedStages, plainStageLabels, progressLines, progressSummary, stageLabels, type StageProgress } from '../../src/analysis/attack-progress.rules.js';
import type { Disclosed } from '../../src/analysis/disclosure.rules.js';
import { answerMail } from '../../src/analysis/outgoing-report.js';
import { glossaryLines } from '../../src/analysis/glossary.rules.js';
import { compromiseSuspected } from '../../src/analysis/compromise.rules.js';
import { isGatewayProposalDue } from '../../src/analysis/gateway-proposal.rules.js';
import { normalizeIndicator } from '../../src/analysis/indicator-value.rules.js';
import { withJapaneseTimes } from '../../src/hearing/japan-times.rules.js';
import { wordsToSayPlainly } from '../../src/analysis/plain-words.rules.js';
import { printReport, type ReportSource } from '../../src/analysis/report-print.rules.js';
import { emptyFields, emptySections } from '../../src/analysis/report-sections.rules.js';
import { withSafeAddresses } from '../../src/hearing/safe-addresses.rules.js';
import { wordingWarnings } from '../../src/analysis/wording.rules.js';
import { currentAnswers, type Answer } from '../../src/hearing/answers.rules.js';
import { attackStages } from '../../src/hearing/sheet-definition.schemas.js';
import { toInstant } from '../support/clock.js';

const at = toInstant('2026-11-24T10:12:00+09:00');
const answers = (...given: readonly [string, string | readonly string[]][]) =>
  currentAnswers(given.map(([questionId, value], index): Answer => ({
    questionId, value, group: 0, state: 'value', originalText: null, source: 'customer_phone', recordedAt: at, recordedBy: 'x', sheetVersion: 1, reason: null, seq: index + 1,
  })));
const steps = (states: Partial<Record<(typeof attackStages)[number], StageProgress['state']>>): StageProgress[] =>
  attackStages.flatMap((stage) => (states[stage] === undefined ? [] : [{ stage, state: states[stage], wording: '' }]));

const source: ReportSource = {
  fields: emptyFields, customerName: '株式会社検証', contactName: '山田 太郎', inquiryNumber: '26-000123-7', reportNumber: '26-000123-7-R1', edition: 'first',
  tlp: 'TLP:AMBER', isRead: true, at, noticeQuote: 'Detected at 2026-11-24 00:50:12 UTC', progress: [], indicatorValues: [],
  guidance: { specialistWished: false, insuranceFrom: null, personalDataPossible: false, gatewayProposal: false },
  desk: { name: '二次受付窓口', phone: '03-1234-0000', mailAddress: 'second@desk.example.jp' },
};
const section = (heading: string, others: Partial<ReportSource> = {}): string =>
  printReport({ ...source, ...others }).find((printed) => printed.heading.includes(heading))?.lines.join('\n') ?? '';

describe('attack progress', () => {
  it('knows the furthest step observed and the furthest suspected', () => {
    const progress = steps({ delivery: 'observed', command_and_control: 'suspected', lateral_movement: 'ruled_out', actions_on_objectives: 'not_observed' });
    expect(furthestStages(progress)).toEqual({ observed: 'delivery', suspected: 'command_and_control' });
    expect(progressSummary(progress)).toBe('確認した範囲では「誘導・配送」まで進んでいます。また、「遠隔操作（C&C）」の疑いがあります。');
  });
  it('never calls what was not observed safe', () => {
    const all = steps(Object.fromEntries(attackStages.map((stage) => [stage, 'not_observed'])));
    expect(`${progressSummary(all)}${progressLines(all).join('')}`).not.toContain('安全');
    expect(notAssessedStages(all)).toEqual([]);
    expect(notAssessedStages(all.slice(1))).toEqual(['偵察']);
  });
  it('does not let a step nobody judged pass for one in which nothing was found', () => {
    const searched = steps({ delivery: 'not_observed' });
    const unseen = steps({ exploitation: 'not_observable', installation: 'not_observable' });
    const notYet = '攻撃がどこまで進んだかは、まだ評価していません。';
    const soFar = '調べた工程では、攻撃の進行を示す事実を確認していません。評価していない工程や、観測できない工程があります。';
    expect([[], unseen, searched, [...searched, ...unseen]].map((each) => progressSummary(each))).toEqual([notYet, notYet, soFar, soFar]);
  });

  it('says of a step nobody judged that nobody did, and asks for the machine only where the machine would tell', () => {
    const lines = progressLines(steps({ installation: 'not_observable', lateral_movement: 'not_observable' }));
    expect([lines[0], lines[3], lines[5]]).toEqual([
      '1. 偵察：まだ評価していません',
      '4. 設置・常駐：ネットワークの監視では観測できません（端末側の情報が必要です）',
      '6. 感染拡大（横展開）：いまの監視と記録では観測できません',
    ]);
  });
});

describe('the printed report (別紙3 1(3)④, H5)', () => {
  it('begins with the page for the president and never drops a section', () => {
    const printed = printReport(source);
    expect(printed).toHaveLength(13);
    expect(printed[0]?.heading).toBe('社長にお見せいただく一枚');
    expect(printed.every(({ lines }) => lines.some((line) => line.trim() !== ''))).toBe(true);
    expect(section('2. 要約')).toBe('該当なし');
  });
  it('quotes what the customer was notified of, in Japanese time', () => {
    expect(section('4. 状況整理')).toContain('> Detected at 2026年11月24日（火）09:50:12（日本時間）');
  });
  it('C5, C6: names specialists, insurance and the rest only when they apply', () => {
    expect(section('10. ご案内')).toBe('該当なし');
    const all = { specialistWished: true, insuranceFrom: '2026-05-01', personalDataPossible: true, gatewayProposal: true };
    const text = section('10. ご案内', { guidance: all });
    for (const words of ['専門事業者', '2026年5月1日（金）', '3～5日', '60日', 'https://www.ppc.go.jp/', '販売パートナーからご提案']) expect(text).toContain(words);
    expect(text).not.toMatch(/補償されます|対象になります/);
  });
  it('C5: says that recovery is outside the service and the desk no party to any contract', () => {
    expect(section('11. ご留意事項')).toContain('復旧作業は、本サービスの対象外です。');
    expect(section('11. ご留意事項')).toContain('当窓口は関与いたしません。');
  });
  it('explains the words it uses and no others', () => {
    const trade = 'C&C IoC 侵害指標 TTPs APT ATT&CK キルチェーン マルウェア ランサムウェア ペイロード ダウンローダー バックドア ビーコン 横展開 lateral movement 永続化 エクスプロイト exploit kit 脆弱性 CVE-2026-0001 ゼロデイ ToR UTM FW ファイアウォール proxy プロキシー EDR SIEM DNS Active Directory IPアドレス ドメイン エンドポイント ログ ハッシュ値 パケット フォレンジック 検体 クレデンシャル フィッシング トリアージ';
    const said = wordsToSayPlainly(trade).map(({ words }) => words);
    expect(said.length).toBeGreaterThan(38);
    expect(said.filter((words) => glossaryLines(words).length === 0), 'what is no everyday word is explained').toEqual([]);
    expect(glossaryLines('プログラムにログインした'), 'and nothing that only looks like one').toEqual([]);
    expect(glossaryLines(progressLines([]).join('\n')).join('\n')).toMatch(/・偵察：.*・誘導・配送：攻撃の段階の1つで、不審なサイトやファイルへの誘導のことです。.*・目的実行/s);
    const text = section('12. 用語解説', { fields: { ...emptyFields, summary: 'マルウェアの通信です。' } });
    expect(text).toContain('・マルウェア：');
    expect(text).not.toContain('・EDR：');
  });
  it('defangs live addresses and leaves official pages', () => {
    expect(withSafeAddresses('https://evil.example/a と https://www.ipa.go.jp/security/ と 203.0.113.9', ['203.0.113.9']))
      .toBe('hxxps://evil[.]example/a と https://www.ipa.go.jp/security/ と 203[.]0[.]113[.]9');
  });
  it('defangs every public address, listed or not, and leaves those of the customer’s own network', () => {
    const text = section('影響', { fields: { ...emptyFields, impact: '203.0.113.9 と 192.168.10.55 の通信、evil.example.net へ' }, indicatorValues: ['evil.example.net'] });
    expect(text).toContain('203[.]0[.]113[.]9 と 192.168.10.55 の通信、evil[.]example[.]net へ');
    expect(answerMail('宛先は 203.0.113.9 です。' as Disclosed<string>).paragraphs).toEqual(['宛先は 203[.]0[.]113[.]9 です。']);
  });

  it('domain.md 2.5: says an address in one form throughout, also where it stands once harmless and once plain', () => {
    const fields = { ...emptyFields, summary: 'hxxps://cdn[.]example[.]net/a と 10[.]20[.]5[.]44 と https://evil.example.org/x', impact: 'cdn.example.net、10.20.5.44、evil.example.org、x.cdn.example.net2、https://www.ipa.go.jp/ と www.ipa.go.jp' };
    expect(section('影響', { fields })).toBe('cdn[.]example[.]net、10[.]20[.]5[.]44、evil[.]example[.]org、x.cdn.example.net2、https://www.ipa.go.jp/ と www.ipa.go.jp');
    expect(answerMail('宛先は evil[.]example[.]org です。\n\nevil.example.org を止めてください。' as Disclosed<string>).paragraphs[1]).toBe('evil[.]example[.]org を止めてください。');
  });

  it('explains 「確認していません」 only where it says so', () => {
    const note = '「確認していません」は';
    expect(section('11. ご留意事項', { fields: { ...emptyFields, impact: '影響は確認していません。' } })).toContain(note);
    expect(section('11. ご留意事項')).not.toContain(note);
  });

  it.each([
    ['Ｃ＆Ｃ通信とIoCの確認', ['C&C→外部からの遠隔操作', 'IoC→攻撃の手がかり']],
    ['横展開の疑い。UTMのログ', ['横展開→社内のほかの端末への広がり', 'UTM→社内と外部の境目を守る機器', 'ログ→通信や操作の記録']],
    ['ログインできます。AD-14番の端末。ADMIN室', ['AD→社員のIDを管理するサーバー']],
    ['事務所の端末が外部の不審な先と通信しました。', []],
    ['不正なプログラム、ブログ、カタログ、ダイアログ', []],
    ['アクセスログ', ['ログ→通信や操作の記録']],
  ])('H5: names the words of the trade and what to say instead: %s', (text, expected) => {
    expect(wordsToSayPlainly(text).map(({ words, plain }) => `${words}→${plain}`)).toEqual(expected);
  });

  it('H5: tells the president nothing in words of the trade by itself', () => {
    for (const stage of attackStages) expect(wordsToSayPlainly(progressSummary([{ stage, state: 'observed', wording: '' }], plainStageLabels))).toEqual([]);
    for (const stage of attackStages) expect(plainStageLabels[stage]).not.toBe(stageLabels[stage]);
  });

  it('has no words that the desk does not say', () => {
    expect(wordingWarnings(printReport({ ...source, guidance: { specialistWished: true, insuranceFrom: '2026-05-01', personalDataPossible: true, gatewayProposal: true } }).flatMap(({ lines }) => lines).join('\n'))).toEqual([]);
    expect(wordingWarnings('安全です。必ず復旧します。').map(({ words }) => words)).toEqual(['安全です', '必ず', '復旧します']);
  });
  it('names the fields that nobody has written; 該当なし and 確認中 are words', () => {
    expect(emptySections(emptyFields)).toHaveLength(10);
    expect(emptySections({ ...emptyFields, summary: '確認中' })).toHaveLength(9);
  });
});

describe('times pasted in UTC', () => {
  it.each([
    ['2026-11-24T01:05:00Z', '2026年11月24日（火）10:05（日本時間）'],
    ['2026-11-24T01:05:00.123Z', '2026年11月24日（火）10:05（日本時間）'],
    ['2026-12-31 15:00 UTC', '2027年1月1日（金）00:00（日本時間）'],
    ['2026-11-24T01:05:07+00:00', '2026年11月24日（火）10:05:07（日本時間）'],
    ['Nov 24, 2026 01:05:12 UTC', '2026年11月24日（火）10:05:12（日本時間）'],
    ['2026-02-30T01:05:00Z', '2026-02-30T01:05:00Z'],
    ['2026-11-24 01:05', '2026-11-24 01:05'],
    ['2026-11-24T01:05:00+09:00', '2026-11-24T01:05:00+09:00'],
    ['株式会社 検証では 2026-11-24T00:50:00Z に検知', '株式会社 検証では2026年11月24日（火）09:50（日本時間）に検知'],
    ['Detected 2026-11-24T00:50:00Z on PC-1', 'Detected 2026年11月24日（火）09:50（日本時間） on PC-1'],
  ])('%s reads %s', (text, shown) => {
    expect(withJapaneseTimes(text)).toBe(shown);
  });
});

describe('A5: accounts or mail may be compromised', () => {
  it.each([
    [answers(['threat_kind', 'lateral_movement']), [], true],
    [answers(['host_symptoms', ['slow', 'account_lock']]), [], true],
    [answers(['data_types_at_risk', ['credentials']]), [], true],
    [answers(['asset_type', 'server_mail']), [], true],
    [answers(), steps({ lateral_movement: 'suspected' }), true],
    [answers(['threat_kind', 'c2_communication'], ['host_symptoms', ['slow']]), steps({ lateral_movement: 'ruled_out' }), false],
  ])('case %#', (given, progress, suspected) => {
    expect(compromiseSuspected(given, progress)).toBe(suspected);
  });
});

describe('B7: a gateway proposal', () => {
  it.each([
    ['true_positive_with_impact', 'none', answers(), true],
    ['true_positive_with_impact', 'unknown', answers(), true],
    ['true_positive_with_impact', 'unknown', answers(['gateway_protection', 'fw_and_proxy']), false],
    ['true_positive_with_impact', 'utm', answers(['gateway_protection', 'fw_only']), true],
    ['true_positive_no_impact', 'fw_proxy', answers(), false],
    ['undetermined', 'none', answers(), false],
  ] as const)('%s at a customer with %s', (disposition, registered, given, due) => {
    expect(isGatewayProposalDue({ disposition, registered, answers: given, progress: [] })).toBe(due);
  });
  it('an observed step is an attack, unless it was judged to be none', () => {
    const facts = { registered: 'none', answers: answers(), progress: steps({ delivery: 'observed' }) } as const;
    expect(isGatewayProposalDue({ ...facts, disposition: null })).toBe(true);
    expect(isGatewayProposalDue({ ...facts, disposition: 'false_positive' })).toBe(false);
  });
});

describe('indicators', () => {
  it.each([
    ['ipv4', '２０３[.]０.113.007', '203.0.113.7'],
    ['ipv4', '999.1.1.1', undefined],
    ['ipv6', '2001:0DB8::0001', '2001:db8::1'],
    ['domain', 'Evil[.]Example', 'evil.example'],
    ['url', 'hxxps://Evil[.]example/Path', 'https://evil.example/Path'],
    ['sha256', 'AB'.repeat(32), 'ab'.repeat(32)],
    ['md5', 'xyz', undefined],
    ['email', 'a[at]evil[.]example', 'a@evil.example'],
    ['file_name', ' Invoice.EXE ', 'Invoice.EXE'],
  ] as const)('%s %s is %s', (type, text, value) => {
    expect(normalizeIndicator(type, text)).toBe(value);
  });
});
