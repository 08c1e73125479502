import { createHash } from 'node:crypto';
import type { Role } from '../../platform/scope.js';

/** Sales partners and their support desks; everything here is invented (架空). */
export const desks = {
  common: { code: 'OWNER', name: 'ポケットSOC SOC受付窓口', companyName: '株式会社ポケットSOC（架空）', phone: '+81300000001', mailbox: 'desk', partner: null },
  aoba: { code: 'AOBA', name: 'あおば情報サービス SOC受付窓口', companyName: 'あおば情報サービス株式会社（架空）', phone: '+81300000011', mailbox: 'aoba', partner: 'あおば情報サービス株式会社' },
  minato: { code: 'MINATO', name: 'みなとシステム販売 SOC受付窓口', companyName: 'みなとシステム販売株式会社（架空）', phone: '+81300000012', mailbox: 'minato', partner: 'みなとシステム販売株式会社' },
  hokushin: { code: 'HOKUSHIN', name: '北辰ネット SOC受付窓口', companyName: '北辰ネット株式会社（架空）', phone: '+81300000013', mailbox: 'hokushin', partner: '北辰ネット株式会社' },
} as const;

export type DeskKey = keyof typeof desks;

/** The outside firm that works as second line on what is assigned to it. */
export const provider = { name: '株式会社架空セキュリティ工房', secrecyUndertakenOn: '2025-04-01' } as const;

interface Person {
  readonly name: string;
  readonly loginName: string;
  readonly roles: readonly Role[];
  readonly desks: readonly DeskKey[];
  readonly isProvider: boolean;
}

function person(name: string, loginName: string, roles: readonly Role[], atDesks: readonly DeskKey[] = []): Person {
  return { name, loginName, roles, desks: atDesks, isProvider: false };
}

/** Everybody who works in the demo. */
export const people = {
  sakura: person('小林 さくら', 'sakura@aoba.example.com', ['first_line'], ['aoba']),
  ken: person('中村 健', 'ken@aoba.example.com', ['first_line'], ['aoba']),
  yuki: person('森田 由紀', 'yuki@aoba.example.com', ['first_line_supervisor'], ['aoba']),
  nagisa: person('浜口 なぎさ', 'nagisa@minato.example.com', ['first_line'], ['minato']),
  wataru: person('沖田 渉', 'wataru@minato.example.com', ['first_line_supervisor'], ['minato']),
  hokuto: person('星野 北斗', 'hokuto@hokushin.example.com', ['first_line'], ['hokushin']),
  rikka: person('雪村 六花', 'rikka@hokushin.example.com', ['first_line_supervisor'], ['hokushin']),
  sho: person('藤井 翔', 'sho@pocketsoc.example.com', ['second_line']),
  mao: person('大野 真央', 'mao@pocketsoc.example.com', ['second_line']),
  ryota: person('西川 亮太', 'ryota@pocketsoc.example.com', ['second_line']),
  rei: person('黒木 玲', 'rei@pocketsoc.example.com', ['second_line_lead']),
  akira: person('三浦 彰', 'akira@pocketsoc.example.com', ['service_owner']),
  // Erasure wants two of them (E3).
  tsukasa: person('上田 司', 'tsukasa@pocketsoc.example.com', ['service_owner']),
  // The owner's own desk is a first line too, where somebody of his holds that role (requirements, Rights).
  minori: person('秋山 実', 'minori@pocketsoc.example.com', ['first_line_supervisor'], ['common']),
  kaname: person('岸本 要', 'kaname@pocketsoc.example.com', ['auditor']),
  takumi: { ...person('工藤 匠', 'takumi@kakuu-kobo.example.net', ['second_line']), isProvider: true },
} as const satisfies Record<string, Person>;

export type PersonKey = keyof typeof people;

export const personKeys = Object.keys(people) as PersonKey[];

/** Known to everybody who has the source: the demo listens on loopback only, and production refuses its data. */
export const demoPassword = 'ohirune-neko-kumo';

/**
 * What every authenticator app would be given: as known as the password, and different for each person,
 * so that one code does not serve for two.
 */
export function demoTotpSecret(key: PersonKey): string {
  const digest = createHash('sha256').update(`desk demo ${people[key].loginName}`).digest();
  return [...digest].map((byte) => base32[byte % base32.length]).join('');
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** One person per role, to be shown at the start. */
export const signIns: readonly { readonly role: Role; readonly person: PersonKey }[] = [
  { role: 'first_line', person: 'sakura' },
  { role: 'first_line_supervisor', person: 'yuki' },
  { role: 'second_line', person: 'sho' },
  { role: 'second_line_lead', person: 'rei' },
  { role: 'service_owner', person: 'akira' },
  { role: 'auditor', person: 'kaname' },
];
