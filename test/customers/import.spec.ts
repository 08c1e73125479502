import { describe, expect, it } from 'vitest';
import { sql } from '../../src/platform/sql.js';
import { onBothDatabases } from '../support/databases.js';
import { openRoom, owner, recordOf, twoPartners, type Room } from './room.js';
import { cp932Csv, goodLine, headers, utf8Csv, xlsx, type SheetValues } from './sheets.js';

const file = (bytes: Buffer, name = 'sheet.csv') => ({ name, bytes });
const take = (room: Room, lines: readonly SheetValues[]) => room.sheets.import(owner, file(utf8Csv(lines)), { partnerCode: 'P1' });

onBothDatabases('A6 I the owner takes a parameter sheet', (open) => {
  it.each([
    ['UTF-8 CSV', utf8Csv([goodLine(1)])],
    ['CP932 CSV', cp932Csv([goodLine(1)])],
    ['XLSX', xlsx([[...headers], headers.map((header) => goodLine(1)[header] ?? '')])],
  ])('%s', async (_format, bytes) => {
    const room = openRoom(await open());
    const { aoba } = await twoPartners(room.db);
    const report = await room.sheets.import(owner, file(bytes), { partnerCode: 'P1' });
    expect(report).toMatchObject({ taken: 1, refused: 0, unknownHeaders: [] });
    const [hit] = await room.queries.search(owner, '高崎商店1');
    const customer = await room.queries.byId(owner, hit?.id ?? '');
    expect(customer).toMatchObject({
      name: '株式会社髙﨑商店1',
      kana: 'タカサキショウテン',
      mainPhone: '+81340000001',
      gatewayProtection: 'utm',
      partnerId: aoba.partnerId,
      supportDeskId: aoba.supportDeskId,
      contact: { name: '佐藤 花子', email: 'hanako1@example.com', phone: '+81330000001', altPhone: '+819010000001', department: '総務部', title: '課長' },
      contracts: [{ contractNumber: 'SP-000001', deviceId: 'CTS-1', deliveredOn: '2026-04-01', termStartsOn: '2026-04-01', termEndsOn: null }],
    });
    expect(await recordOf(room.db, 'customer', hit?.id ?? '')).toEqual(['customer_registered', 'contract_registered', 'contact_registered']);
  });

  it('takes columns in any order, names the unknown ones and says what it left out', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    const columns = [...headers.toReversed(), '備考'];
    const report = await room.sheets.import(owner, file(utf8Csv([goodLine(1, { 電話番号: '03-1234-5678 内線12', 備考: '特になし' })], columns)));
    expect(report).toMatchObject({ taken: 1, unknownHeaders: ['備考'], encoding: 'UTF-8' });
    expect(report.lines[0]?.reason).toContain('内線番号（12）は登録しません');
  });

  it('ten thousand lines of which three are broken: 9,997 taken, 3 refused', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    const lines = Array.from({ length: 10_000 }, (_, index) => goodLine(index + 1));
    lines[17] = { ...lines[17], メールアドレス: 'hanako＠' };
    lines[4999] = { ...lines[4999], 電話番号: '03-12' };
    lines[9999] = { ...lines[9999], 契約番号: 'SP-000001' };
    const report = await take(room, lines);
    expect(report).toMatchObject({ taken: 9997, refused: 3 });
    expect(report.lines.filter(({ outcome }) => outcome === 'refused').map(({ lineNumber }) => lineNumber)).toEqual([19, 5001, 10_001]);
    const count = async (table: 'customer' | 'registered_contact' | 'contract') =>
      (await room.db.row<{ n: number }>(table === 'customer' ? sql`SELECT COUNT(*) AS n FROM customer` : table === 'contract' ? sql`SELECT COUNT(*) AS n FROM contract` : sql`SELECT COUNT(*) AS n FROM registered_contact WHERE valid_to IS NULL`))?.n;
    expect([await count('customer'), await count('contract'), await count('registered_contact')]).toEqual([9997, 9997, 9997]);
    const again = await take(room, lines);
    expect(again).toMatchObject({ taken: 0, unchanged: 9997, refused: 3 });
  });

  it('is decided anew where the register changed after the lines were read', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    await take(room, [goodLine(1), goodLine(2)]);
    const planned = await room.sheets.plan(owner, file(utf8Csv([goodLine(1, { 担当者名: '後の人' }), goodLine(2), goodLine(3)])), { partnerCode: 'P1' }, true);
    room.clock.advance(60_000);
    await take(room, [goodLine(1, { 担当者名: '先の人' }), goodLine(3)]);
    expect(await room.sheets.take(planned)).toMatchObject({ taken: 0, refused: 1, unchanged: 2 });
    const again = await room.sheets.import(owner, file(utf8Csv([goodLine(1, { 担当者名: '後の人' }), goodLine(2), goodLine(3)])), { partnerCode: 'P1' });
    expect(again).toMatchObject({ taken: 1, unchanged: 2 });
  });

  it('changes what differs, closes the contact before and tells the open inquiries', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    const told: string[] = [];
    room.contacts.onChanged(async (_tx, change) => {
      told.push(`${change.before?.name} -> ${change.after.name} ${change.personChanged}`);
    });
    const first = await take(room, [goodLine(1), goodLine(2)]);
    room.clock.advance(60_000);
    const second = await take(room, [goodLine(1, { 担当者名: '鈴木 一郎', メールアドレス: 'ichiro@example.com' }), goodLine(2, { 部署: '-', 機器番号: '' })]);
    expect(second).toMatchObject({ taken: 2, unchanged: 0 });
    expect(told).toEqual(['佐藤 花子 -> 鈴木 一郎 true', '佐藤 花子 -> 佐藤 花子 false']);
    const id = first.lines[0]?.customerId ?? '';
    const history = await room.queries.contactHistory(id);
    expect(history.map(({ name, validTo }) => [name, validTo])).toEqual([['鈴木 一郎', null], ['佐藤 花子', room.clock.now()]]);
    expect((await room.queries.contactAt(id, room.clock.now() - 1))?.name).toBe('佐藤 花子');
    expect((await room.queries.contactAt(id, room.clock.now()))?.name).toBe('鈴木 一郎');
    expect(await recordOf(room.db, 'customer', id)).toContain('contact_replaced');
    const [contract] = await room.queries.contracts(first.lines[1]?.customerId ?? '');
    expect(contract?.deviceId).toBe('CTS-2');
  });

  it('is undone as a whole where a listener refuses', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    await take(room, [goodLine(1)]);
    room.contacts.onChanged(() => Promise.reject(new Error('no')));
    await expect(take(room, [goodLine(1, { 担当者名: '鈴木 一郎' }), goodLine(2)])).rejects.toThrow('no');
    expect((await room.queries.search(owner, 'SP-000002')).length).toBe(0);
    const runs = await room.db.row<{ n: number }>(sql`SELECT COUNT(*) AS n FROM import_run`);
    expect(runs?.n).toBe(1);
  });

  it('keeps one contact where two contracts of one customer stand in a file', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    const [line] = (await take(room, [goodLine(1)])).lines;
    await room.db.tx((tx) => room.db.execute(tx, sql`INSERT INTO contract (id, customer_id, contract_number, device_id, service_profile, terms_version, number_fold, device_fold)
      VALUES ('k2', ${line?.customerId ?? ''}, 'SP-000009', '', 'soc_in_pocket', '2025-01-20', 'sp000009', '')`));
    const same = goodLine(1, { 担当者名: '鈴木 一郎' });
    const report = await take(room, [same, { ...same, 契約番号: 'SP-000009', 機器番号: 'CTS-9' }, goodLine(5)]);
    expect(report.lines.map(({ outcome }) => outcome)).toEqual(['taken', 'taken', 'taken']);
    const other = await take(room, [goodLine(1), goodLine(1, { 契約番号: 'SP-000009', 担当者名: '別の 人' })]);
    expect(other.lines.map(({ outcome, reason }) => [outcome, reason])).toEqual([['taken', ''], ['refused', '同じ利用者の行が2行目にあります。担当者は利用者ごとに1名です。']]);
  });

  it('ASVS 7.5.1: without a fresh proof takes what is new, and lets wait by what a customer is called or mailed', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    const unproved = (lines: readonly SheetValues[]) => room.sheets.import(owner, file(utf8Csv(lines)), { partnerCode: 'P1' }, false);
    const registered = await take(room, [1, 2, 3, 4].map((serial) => goodLine(serial)));
    const report = await unproved([goodLine(1, { 電話番号: '03-9999-0001' }), goodLine(2, { 代表番号: '03-9999-0002' }), goodLine(3, { 機器番号: 'CTS-33' }), goodLine(4), goodLine(5)]);
    expect(report.lines.map(({ outcome, reason }) => [outcome, reason.includes('承認してください')])).toEqual([['requested', true], ['requested', true], ['taken', false], ['unchanged', false], ['taken', false]]);
    const [called, mainPhone] = await Promise.all([0, 1].map((at) => room.queries.byId(owner, registered.lines[at]?.customerId ?? '')));
    expect([called?.contact?.phone, mainPhone?.mainPhone]).toEqual(['+81330000001', '+81340000002']);
    const twice = await unproved([goodLine(1, { 電話番号: '03-9999-0009' }), goodLine(1, { 電話番号: '03-9999-0009', 代表番号: '03-9999-0008' })]);
    expect(twice.lines.map(({ outcome }) => outcome)).toEqual(['requested', 'refused']);
    expect(await room.db.rows(sql`SELECT source FROM contact_request WHERE state = 'waiting'`)).toHaveLength(2);
  });

  it('makes the owner a desk where none is named, and says when a code is unknown', async () => {
    const room = openRoom(await open());
    const report = await room.sheets.import('operator', file(utf8Csv([goodLine(1)])));
    const customer = await room.queries.byId(owner, report.lines[0]?.customerId ?? '');
    expect(await room.queries.desk(customer?.supportDeskId ?? '')).toMatchObject({ isOwnerDesk: true });
    await expect(room.sheets.import('operator', file(utf8Csv([goodLine(1)])), { partnerCode: 'P9' })).rejects.toMatchObject({ code: 'import_rejected' });
  });

  it('leaves alone what belongs to another partner than the one named', async () => {
    const room = openRoom(await open());
    await twoPartners(room.db);
    await take(room, [goodLine(1)]);
    const report = await room.sheets.import(owner, file(utf8Csv([goodLine(1, { 担当者名: '鈴木' })])), { partnerCode: 'P2' });
    expect(report.lines[0]).toMatchObject({ outcome: 'refused', reason: '指定した販売パートナーとは別の販売パートナーの契約です。' });
  });
});

onBothDatabases('I A6 a partner’s parameter sheet waits for approval', (open) => {
  it('asks, and the contact changes when the owner approves', async () => {
    const room = openRoom(await open());
    const { aoba } = await twoPartners(room.db);
    const id = (await take(room, [goodLine(1)])).lines[0]?.customerId ?? '';
    const changed = goodLine(1, { 担当者名: '鈴木 一郎', 機器番号: 'CTS-77' });
    const report = await room.sheets.import(aoba.supervisor, file(utf8Csv([changed])));
    expect(report).toMatchObject({ requested: 1, taken: 0 });
    expect((await room.queries.contactAt(id, room.clock.now()))?.name).toBe('佐藤 花子');
    expect(await room.sheets.import(aoba.supervisor, file(utf8Csv([changed])))).toMatchObject({ unchanged: 1, requested: 0 });

    const request = await room.db.row<{ id: string }>(sql`SELECT id FROM contact_request WHERE state = 'waiting'`);
    room.clock.advance(1000);
    await expect(room.requests.approve(aoba.supervisor, request?.id ?? '')).rejects.toMatchObject({ code: 'forbidden' });
    await room.requests.approve(owner, request?.id ?? '');
    expect((await room.queries.contactAt(id, room.clock.now()))?.name).toBe('鈴木 一郎');
    expect((await room.queries.contracts(id))[0]?.deviceId).toBe('CTS-77');
    expect((await recordOf(room.db, 'customer', id)).slice(-4)).toEqual(['contact_change_requested', 'contact_change_approved', 'contract_changed', 'contact_replaced']);
    await expect(room.requests.approve(owner, request?.id ?? '')).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(room.requests.refuse(owner, request?.id ?? '', 'x')).rejects.toMatchObject({ code: 'illegal_transition' });
  });

  it('B5 says the same of a contract that is another’s and of one that does not exist', async () => {
    const room = openRoom(await open());
    const { minato } = await twoPartners(room.db);
    await take(room, [goodLine(1)]);
    const report = await room.sheets.import(minato.supervisor, file(utf8Csv([goodLine(1, { 担当者名: '鈴木' }), goodLine(2)])));
    const [foreign, unknown] = report.lines;
    expect(foreign).toEqual({ ...unknown, lineNumber: 2, contractNumber: 'SP-000001' });
    expect(foreign).toMatchObject({ outcome: 'refused', customerId: null });
    expect(report.requested).toBe(0);
  });

  it('a later request takes the place of one that waits', async () => {
    const room = openRoom(await open());
    const { aoba } = await twoPartners(room.db);
    await take(room, [goodLine(1)]);
    await room.sheets.import(aoba.supervisor, file(utf8Csv([goodLine(1, { 担当者名: '鈴木' })])));
    await room.sheets.import(aoba.supervisor, file(utf8Csv([goodLine(1, { 担当者名: '田中' })])));
    const states = await room.db.rows<{ state: string }>(sql`SELECT state FROM contact_request ORDER BY requested_at, id`);
    expect(states.map(({ state }) => state)).toEqual(['superseded', 'waiting']);
  });
});

describe('A6 a line is taken wholly or refused with its reasons', () => {
  const refusals: [string, SheetValues, string][] = [
    ['no contract number', { 契約番号: '' }, '契約番号がありません。'],
    ['no company', { 法人名: ' 　' }, '法人名がありません。'],
    ['a bad mail address', { メールアドレス: 'hanako.example.com' }, 'メールアドレスが正しくありません。'],
    ['a bad telephone number', { 電話番号: '03-1234' }, '電話番号の桁数か市外局番が正しくありません'],
    ['a number that lost its zero', { 代替電話番号: '9012345678' }, '代替電話番号の先頭に0がありません'],
    ['no second number', { 代替電話番号: '' }, '代替電話番号がありません。'],
    ['twice the same number', { 電話番号: '０９０－１０００－０００１', 代替電話番号: '090-1000-0001' }, '電話番号と代替電話番号が同じです'],
    ['no such date', { 納入完了日: '2026-02-30' }, '納入完了日が日付として読み取れません'],
    ['a date in words', { 納入完了日: '4月ごろ' }, '納入完了日が日付として読み取れません'],
    ['a formula', { 法人名: '=HYPERLINK("http://x")' }, '法人名が数式か記号で始まっています'],
    ['a full-width formula', { 部署: '＝A1' }, '部署が数式か記号で始まっています'],
    ['a command', { 役職: '@SUM(A1)' }, '役職が数式か記号で始まっています'],
    ['a name too long', { 担当者名: '佐'.repeat(101) }, '担当者名が長すぎます（100文字まで）。'],
    ['a line break', { 部署: '総務部\n人事課' }, '部署に読み取れない文字か改行があります。'],
    ['a kanji reading', { 法人名フリガナ: '高崎商店' }, '法人名フリガナにカタカナ以外の文字があります。'],
    ['another protection', { '対策(UTM/FW+Proxy/なし)': '無敵' }, 'UTM、FW+Proxy、なし のいずれか'],
    ['a strange number', { 契約番号: 'SP 1;DROP' }, '契約番号に使えない文字があります。'],
  ];

  onBothDatabases('refusals', (open) => {
    it('of each kind, in one file', async () => {
      const room = openRoom(await open());
      await twoPartners(room.db);
      const report = await take(room, [...refusals.map(([, values], index) => goodLine(index + 1, values)), goodLine(99)]);
      expect(report).toMatchObject({ taken: 1, refused: refusals.length });
      refusals.forEach(([what, , reason], index) => {
        expect([what, report.lines[index]?.reason]).toEqual([what, expect.stringContaining(reason)]);
      });
      expect(report.lines.at(-1)).toMatchObject({ outcome: 'taken', reason: '' });
    });
  });

  onBothDatabases('whole files', (open) => {
    it('without a needed column are refused by name', async () => {
      const room = openRoom(await open());
      const refusal = room.sheets.import(owner, file(utf8Csv([goodLine(1)], ['契約番号', '法人名', '担当者名'])));
      await expect(refusal).rejects.toMatchObject({ code: 'import_rejected', message: expect.stringContaining('必要な見出しがありません: メールアドレス、電話番号、代替電話番号') });
      await expect(room.sheets.import(owner, file(utf8Csv([])))).rejects.toThrow('データの行がありません');
      await expect(room.sheets.import(owner, file(utf8Csv([goodLine(1)], [...headers, '電話番号'])))).rejects.toThrow('見出し「電話番号」が2つあります');
    });
  });
});

onBothDatabases('A6 a change that is asked for by form', (open) => {
  it('waits, can be set for later, and then holds back another change before it', async () => {
    const room = openRoom(await open());
    const { aoba, minato } = await twoPartners(room.db);
    const id = (await take(room, [goodLine(1)])).lines[0]?.customerId ?? '';
    const contact = { name: '鈴木 一郎', kana: 'スズキ イチロウ', department: '', title: '', email: 'ichiro@example.com', phone: '+81312345678', altPhone: '+819012345678' };
    await expect(room.requests.request(minato.supervisor, id, contact)).rejects.toMatchObject({ code: 'not_found' });
    const requestId = await room.requests.request(aoba.supervisor, id, contact);
    const tomorrow = room.clock.now() + 86_400_000;
    await expect(room.requests.approve(owner, requestId, { effectiveAt: room.clock.now() - 1 })).rejects.toMatchObject({ code: 'time_not_possible' });
    await room.requests.approve(owner, requestId, { effectiveAt: tomorrow });
    expect((await room.queries.contactAt(id, tomorrow - 1))?.name).toBe('佐藤 花子');
    expect((await room.queries.contactAt(id, tomorrow))?.name).toBe('鈴木 一郎');
    expect((await room.queries.byId(owner, id))?.contact?.name).toBe('佐藤 花子');
    expect(await room.queries.contactsByMailAddress('ICHIRO@example.com', room.clock.now())).toEqual([]);
    expect(await room.queries.contactsByMailAddress('ICHIRO@example.com', tomorrow)).toMatchObject([{ customerId: id }]);
    const next = await room.requests.request(aoba.supervisor, id, { ...contact, name: '田中' });
    await expect(room.requests.approve(owner, next)).rejects.toMatchObject({ code: 'time_not_possible' });
    await room.requests.refuse(owner, next, '押印のある届出書が必要です');
    await expect(room.requests.request(aoba.supervisor, id, contact)).rejects.toMatchObject({ code: 'already_exists' });
  });
});

onBothDatabases('E1 the record of customers', (open) => {
  it('holds ids and words of ours alone: no name, number, address or reason', async () => {
    const room = openRoom(await open());
    const { aoba } = await twoPartners(room.db);
    const id = (await take(room, [goodLine(1)])).lines[0]?.customerId ?? '';
    await room.sheets.import(aoba.supervisor, file(utf8Csv([goodLine(1, { 担当者名: '鈴木 一郎' })])));
    const request = await room.db.row<{ id: string }>(sql`SELECT id FROM contact_request WHERE customer_id = ${id}`);
    await room.requests.refuse(owner, request?.id ?? '', '押印のある届出書が必要です');
    const rows = await room.db.rows<{ data: string; type: string }>(sql`SELECT type, data FROM event`);
    expect(rows.map(({ type }) => type)).toContain('contact_change_refused');
    const all = rows.map(({ data }) => data).join('\n');
    for (const secret of ['佐藤', '鈴木', 'example.com', '3000', '1000', '髙﨑', 'SP-000001', '押印', 'CTS-1']) expect(all).not.toContain(secret);
    expect(all).toMatch(/^[\x20-\x7E\n]*$/);
  });
});
